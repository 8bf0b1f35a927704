"""Rights over HTTP and by command: asked for, decided by two, overdue, and 410 for whoever is gone."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import redis
from typer.testing import CliRunner

from api.command_line import app
from domain.decisions import RecordSetting
from ledger.envelope import Origin
from projections.findings import findings
from projections.rebuild import rebuild
from tests.api.http.conftest import Api
from tests.workers.tasks import environment
from workers.due import Due
from workers.equipment import equipped
from workers.erase import erase

pytestmark = pytest.mark.servers
LI, DPO = {"Renmai-Acting-User": "user:li"}, {"Renmai-Acting-User": "user:dpo"}


@pytest.fixture
def told(api: Api, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in environment(api.settings).items():
        monkeypatch.setenv(name, value)

    def run(*said: str) -> tuple[int, Any]:
        ended = CliRunner().invoke(app, [*said, "--json"])
        return ended.exit_code, json.loads(ended.stdout) if ended.stdout else ended.exception

    return run


def listed(api: Api, path: str, name: str) -> list[str]:
    return [each[name] for each in api.get(path, role="dpo").json()["items"]]


def residue_unverified(api: Api, at: datetime) -> list[UUID]:
    found = findings(api.ledger, api.projector, at - timedelta(days=90), at + timedelta(days=1), at)
    return [each.candidate for each in found.items if each.code == "residue-unverified"]


def carried_out(api: Api, candidate: UUID, erasure: UUID, redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    rooms = api.client.app.state.rooms  # type: ignore[attr-defined]
    equipment = equipped(api.settings, rooms.ledger, client, threading.Event())
    erase(equipment, Due("erase", 0, candidate, erasure, 0), lambda *_: None)
    api.follow()


def test_one_asks_another_approves_and_the_old_id_is_gone(api: Api, candidate: UUID, redis_url: str) -> None:
    base = f"/v1/candidates/{candidate}"
    asked = api.stored(f"{base}/rights-requests", {"kind": "erasure", "method": "email"}, headers=LI)
    api.follow()
    assert api.get(f"{base}/rights").json()["verdicts"][0] == {"data_class": "identity", "because": None, "until": None}
    assert [each["erasure"] for each in api.get("/v1/erasures?state=requested", role="dpo").json()["items"]] == [
        asked["id"]
    ]
    way = f"{base}/erasures/{asked['id']}"
    assert api.post(f"{way}/approve", role="recruiter", headers=DPO).json()["code"] == "role_not_allowed"
    assert api.post(f"{way}/approve", role="dpo", headers=LI).json()["code"] == "four_eyes"
    api.stored(f"{way}/approve", role="dpo", headers=DPO)
    api.follow()
    assert api.get(base).json()["code"] == "erased"
    carried_out(api, candidate, UUID(asked["id"]), redis_url)
    answer = api.get(base)
    assert (answer.status_code, answer.json()["code"]) == (410, "erased")
    assert api.get(f"{base}/values").status_code == 410
    rights = api.get(f"{base}/rights").json()
    assert [each["outcome"] for each in rights["requests"]] == ["fulfilled"]
    assert [(each["state"], each["found"]) for each in rights["erasures"]] == [("erased", [])]
    (gone,) = rights["erasures"]
    scanned = api.ledger.history(candidate)[-1].recorded_at
    assert gone["residue_until"] == (scanned + timedelta(days=7 + 35)).date().isoformat()
    assert [each["residue_until"] for each in api.get("/v1/erasures", role="dpo").json()["items"]] == [
        gone["residue_until"]
    ]
    assert residue_unverified(api, scanned + timedelta(days=42)) == []
    assert residue_unverified(api, scanned + timedelta(days=43)) == [candidate]
    rebuild(api.settings, shards=0)
    assert residue_unverified(api, scanned + timedelta(days=43)) == []
    assert api.post(f"{base}/notes", {"text": "more"}).json()["code"] == "candidate_erased"
    again = api.post("/v1/candidates", {"source": "x", "person": {"name": {"full": "王小明"}}})
    assert again.status_code == 201


def test_what_nobody_answered_in_time_is_told(api: Api, candidate: UUID, told: Any) -> None:
    base = f"/v1/candidates/{candidate}"
    long_ago = {"at": (datetime.now(UTC) - timedelta(days=40)).isoformat()}
    late = api.stored(f"{base}/rights-requests", {"kind": "access", "occurred": long_ago})["id"]
    fresh = api.stored(f"{base}/rights-requests", {"kind": "copy"})["id"]
    api.follow()
    assert listed(api, "/v1/rights-requests?state=overdue", "request") == [late]
    _, page = told("requests", "--overdue")
    assert [each["request"] for each in page["items"]] == [late]
    first = api.get("/v1/rights-requests?limit=1", role="dpo").json()
    following = api.get(f"/v1/rights-requests?limit=1&cursor={first['next']}", role="dpo").json()
    assert [first["items"][0]["request"], following["items"][0]["request"]] == [late, fresh]
    for request in (late, fresh):
        api.stored(f"{base}/rights-requests/{request}/answer", {"outcome": "partly", "why": "third-party"})
    api.follow()
    assert told("requests", "--overdue") == (0, {"read_at": api.ledger.store.head(), "items": [], "next": None})


def test_who_is_due_is_proposed_and_a_human_decides(api: Api, told: Any) -> None:
    candidate = api.ingested("Due Soon")
    by = Origin(actor="user:li")
    api.ledger.submit(RecordSetting(candidate=candidate, jurisdiction="CN", time_zone="Asia/Shanghai"), by)
    long_ago = {"at": "2020-03-01T00:00:00+08:00"}
    due = {"purpose": "marketing", "channels": ["email"], "controller": "main", "method": "human"}
    api.stored(f"/v1/candidates/{candidate}/consents", due)
    api.stored(f"/v1/candidates/{candidate}/consents/withdraw", {"method": "message", "occurred": long_ago})
    api.follow()
    assert str(candidate) in [
        each["candidate"] for each in api.get("/v1/deletions?within=15", role="dpo").json()["items"]
    ]
    assert str(candidate) not in [
        each["candidate"] for each in api.get("/v1/deletions?within=13", role="dpo").json()["items"]
    ]  # a midnight may have passed since
    code, page = told("retention", "--within", "15")
    (found,) = [each for each in page["items"] if each["candidate"] == str(candidate)]
    assert (code, found["why"], found["proposed"]) == (0, "basis-ended", False)
    assert told("retention", "--propose")[1]["proposed"] == 0


def test_holds_and_erasures_by_command(api: Api, candidate: UUID, told: Any) -> None:
    person = str(candidate)
    _, held = told("hold", "place", person, "lawsuit", "--as", "user:counsel")
    _, asked = told("erase", "request", person, "--as", "user:li")
    approve = ("erase", "approve", person, asked["erasure"], "--as")
    _, shown = told("erase", "show", person)
    assert {each["because"] for each in shown["verdicts"]} == {"legal-hold"}
    for refused, code in ((told(*approve, "user:dpo"), "erasure_held"), (told(*approve, "user:li"), "four_eyes")):
        assert (refused[0], getattr(refused[1], "code", None)) == (1, code)
    told("hold", "propose-release", person, held["hold"], "--as", "user:counsel")
    assert told("hold", "release", person, held["hold"], "--as", "user:counsel")[1].code == "four_eyes"
    told("hold", "release", person, held["hold"], "--as", "user:dpo")
    assert told(*approve, "user:dpo")[0] == 0
    api.follow()
    _, page = told("erase", "list", "--state", "approved")
    assert asked["erasure"] in [each["erasure"] for each in page["items"]]
