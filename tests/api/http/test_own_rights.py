"""A person asks for what is theirs by a signed link: the clock starts, and the page says by when it is answered."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.vocabulary import RightsKind
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers
EVIL = '=HYPERLINK("http://evil","x")'
AT_ONCE = {"objection": ["objection-raised", "address-suppressed"], "restriction": ["processing-restricted"]}


def test_a_person_asks_by_a_link_and_sees_by_when(api: Api, candidate: UUID) -> None:
    path = api.stored(f"/v1/candidates/{candidate}/update-links")["path"]
    assert f'href="{path.removeprefix("/u/")}/rights"' in api.ask("GET", path, role=None).text
    page = api.ask("GET", f"{path}/rights", role=None)
    head = api.ledger.store.head()
    assert page.status_code == 200
    (command,) = re.findall(r'name="command" value="([^"]+)"', page.text)
    asked = {"kind": "erasure", "command": command}
    today = datetime.now(UTC)
    for _ in range(2):
        told = api.ask("POST", f"{path}/rights", role=None, data=asked, headers={"Accept-Language": "zh-CN"})
        assert told.status_code == 200
        # Midnight may pass before it is asked, and no more than once.
        assert any((today + timedelta(days=days)).date().isoformat() in told.text for days in (30, 31))
        assert "删除" in told.text
    types = [each.event.type for each in api.ledger.page(head, 10)]
    assert types == ["rights-request-received", "erasure-requested"]
    assert api.ledger.history(candidate)[-1].meta.actor.startswith("link:")
    assert api.ask("POST", f"{path}/rights", role=None, data={"kind": "ransom"}).status_code == 200
    assert api.ask("POST", "/u/nonsense/rights", role=None, data=asked).status_code == 404
    api.stored(f"/v1/candidates/{candidate}/update-links")
    assert api.ask("POST", f"{path}/rights", role=None, data=asked).status_code == 410


@pytest.mark.parametrize("kind", sorted(set(RightsKind) - {RightsKind.ERASURE}))
def test_what_brooks_no_delay_happens_at_once_and_the_request_stays_open(api: Api, kind: str) -> None:
    mail = {"kind": "email", "value": f"{uuid4().hex}@example.com"}
    candidate = api.ingested(person={"name": {"full": "王小明"}, "points": [mail]})
    base = f"/v1/candidates/{candidate}"
    api.stored(f"{base}/settings", {"jurisdiction": "US", "time_zone": "America/New_York"})
    api.stored(f"{base}/consents", {"purpose": "marketing", "channels": ["email"]})
    path = api.stored(f"{base}/update-links")["path"]
    wanted = {"channel": "email", "address": mail, "at": "2024-05-08T11:00:00-04:00"}

    def verdict(purpose: str) -> Any:
        return api.post(f"{base}/may-contact", {**wanted, "purpose": purpose}).json()

    assert verdict("marketing")["allowed"]
    head = api.ledger.store.head()
    page = api.ask("POST", f"{path}/rights", role=None, data={"kind": kind, "command": "1"})
    assert page.status_code == 200
    assert ("in force; we answer by" in page.text) == (kind in AT_ONCE)
    assert [each.event.type for each in api.ledger.page(head, 10)] == [
        "rights-request-received",
        *AT_ONCE.get(kind, []),
    ]
    assert verdict("marketing")["allowed"] == (kind not in AT_ONCE)
    assert verdict("rights-reply")["allowed"]
    api.follow()
    (request,) = api.get(f"{base}/rights").json()["requests"]
    assert (request["kind"], request["outcome"]) == (kind, None)
    api.stored(f"{base}/rights-requests/{request['request']}/answer", role="dpo")
    assert "in force" not in api.ask("GET", f"{path}/rights", role=None).text
    assert verdict("marketing")["allowed"] == (kind not in AT_ONCE)


def test_the_copy_says_to_whom_it_was_given_and_is_a_table_too(api: Api) -> None:
    candidate = api.ingested(career={"headline": EVIL, "skills": ["COBOL"]})
    base = f"/v1/candidates/{candidate}"
    given = {"purpose": "talent-pool", "channels": ["email"], "recipient": "headhunter-a"}
    position = api.stored(f"{base}/consents", given)["position"]
    api.follow()
    handed = {"why": "placement", "q": "skill:cobol", "format": "csv", "recipient": "headhunter-a"}
    export = api.post("/v1/exports", handed).headers["Renmai-Export"]
    path = api.stored(f"{base}/update-links")["path"]
    api.follow()
    said = api.ask("GET", f"{path}/copy", role=None).json()
    (told,) = said["recipients"]
    assert (told["recipient"], told["purpose"], told["basis"]) == ("headhunter-a", "talent-pool", "consent")
    assert (told["basis_position"], told["export"]) == (position, export)
    assert datetime.fromisoformat(told["given_at"]) == api.ledger.history(candidate)[-2].recorded_at
    table = api.ask("GET", f"{path}/copy.csv", role=None)
    assert table.headers["Content-Disposition"] == 'attachment; filename="my-data.csv"'
    lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    values = {(each["part"], each["number"], each["field"]): each["value"] for each in lines}
    assert values["recipients", "1", "recipient"] == "headhunter-a"
    assert values["profile", "1", "name.full"] == "王小明"
    assert values["profile", "1", "headline"] == "'" + EVIL
    assert values["consents", "1", "purpose"] == "talent-pool"
    assert {each["part"] for each in lines} == {part for part, kept in said.items() if kept}
    assert len(values) == len(lines)


def test_a_person_takes_a_copy_along_by_the_same_link(api: Api, candidate: UUID) -> None:
    path = api.stored(f"/v1/candidates/{candidate}/update-links")["path"]
    api.stored(f"/v1/candidates/{candidate}/consents", {"purpose": "marketing", "channels": ["email"]})
    api.follow()
    assert api.get(f"/v1/candidates/{candidate}").status_code == 200
    api.follow()
    assert 'href="copy"' in api.ask("GET", f"{path}/rights", role=None).text
    head = api.ledger.store.head()
    copy = api.ask("GET", f"{path}/copy", role=None)
    assert copy.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    said = copy.json()
    assert said["profile"]["name"]["full"] == "王小明"
    assert [each["purpose"] for each in said["consents"]] == ["marketing"]
    assert said["sources"][0]["said"]["person"]["name"]["full"] == "王小明"
    assert said["who_looked"][0]["way"]
    assert api.ledger.store.head() == head
    assert api.ask("GET", "/u/nonsense/copy", role=None).status_code == 404
    api.stored(f"/v1/candidates/{candidate}/update-links")
    assert api.ask("GET", f"{path}/copy", role=None).status_code == 410
