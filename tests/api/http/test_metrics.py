"""Metrics over HTTP: with all it takes to get the same number again, and no small group for whom it is not meant."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.envelope import Meta
from domain.events import AnyEvent, ReportDrafted, ReportRequested
from domain.weekly_report import end_of, last_ended, report_stream
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.envelope import new_id
from tests.api.http.conftest import Api
from tests.projections.lake.written import lake
from tests.projections.metrics.golden import history

pytestmark = pytest.mark.servers


def test_a_metric_is_worked_out_of_the_lake(api: Api) -> None:
    assert api.get("/v1/metrics/pool-size/answer", role="auditor").json()["code"] == "no_lake"
    manifest = lake(Path(api.settings.lake), history())
    whole = api.get("/v1/metrics/tags/answer", role="auditor")
    assert whole.json()["rows"] == [{"facet": "skill", "tag": "python", "people": 1}]
    assert whole.json()["root"] == manifest.root.hex()
    assert whole.headers["renmai-position"] == str(manifest.position)
    shown = api.get("/v1/metrics/tags/answer?format=csv", role="analyst")
    assert shown.headers["content-type"].startswith("text/csv")
    assert shown.text.splitlines()[-2:] == ["facet,tag,people", "skill,python,"]
    for query, code in (
        ("scores/answer", "of_persons"),
        ("pool-colour/answer", "unknown_metric"),
        ("tags/answer?as_of=2097-01-01T00:00:00Z", "bad_parameter"),
        ("tags/answer?segment=shoe-size", "bad_parameter"),
    ):
        assert api.get(f"/v1/metrics/{query}", role="analyst").json()["code"] == code
    Path(api.settings.lake, manifest.events[0].name).unlink()
    assert api.get("/v1/metrics/tags/answer", role="auditor").json()["code"] == "lake_damaged"
    assert "FROM member" in api.get("/v1/metrics/tags", role="analyst").json()["sql"]
    assert len(api.get("/v1/metrics", role="analyst").json()["items"]) > 20


def test_a_dashboard_asks_for_the_pool_at_this_moment(api: Api) -> None:
    found = api.get("/v1/metrics/live", role="auditor")
    assert set(found.json()) == {"people", "active", "covered", "dormant", "fresh", "high", "middle", "low"}
    assert set(api.get("/v1/metrics/live?pool=none-such", role="analyst").json().values()) == {0}


def test_a_weekly_report_is_read_as_it_was_drafted(api: Api) -> None:
    ended = last_ended(datetime.now(UTC))
    stream, page = report_stream(ended), "<h1>人才库周报</h1>".encode()
    kept = Blobs(api.settings.blobs, api.ledger.keyring).put(stream, "report", "week.html", "text/html", page)
    digest = hashlib.sha256(page).hexdigest()
    said: tuple[AnyEvent, ...] = (
        ReportRequested(as_of=end_of(ended)),
        ReportDrafted(language="zh", page=kept, page_sha256=digest, known=1, root="0" * 64, engine="sail-0.7.2"),
    )
    for version, event in enumerate(said, start=1):
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="system:clock")
        api.ledger.append([NewEvent(stream, version, meta, event)])
    (item,) = api.get("/v1/weekly-reports", role="analyst").json()["items"]
    assert (item["ended"], item["code"]) == (f"{ended}", None)
    assert [each["page_sha256"] for each in item["pages"]] == [digest]
    read = api.get(f"/v1/weekly-reports/{ended}/page?language=zh", role="analyst")
    assert read.content == page
    assert "default-src 'none'" in read.headers["content-security-policy"]
    for missing in (f"{ended}/page?language=en", "2026-01-05/page"):
        assert api.get(f"/v1/weekly-reports/{missing}", role="analyst").json()["code"] == "unknown_report"
