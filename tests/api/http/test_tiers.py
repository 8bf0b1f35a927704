"""Tiers over HTTP and on the command line: proposed with what was seen, decided with a reason."""

import json
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests import processes
from tests.api.http.conftest import Api
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


def test_a_tier_is_proposed_with_what_was_seen_and_decided_with_a_reason(api: Api, candidate: UUID) -> None:
    path = f"/v1/candidates/{candidate}"
    refused = api.post(f"{path}/tier", {"tier": "a"}).json()
    assert (refused["code"], refused["detail"]) == ("tier_needs_reason", "c")
    api.stored(f"{path}/fit", {"aspect": "ability", "degree": "high"})
    api.stored(f"{path}/tier", {"tier": "a", "why": "key-role"})
    api.follow()
    told = api.get(f"{path}/tier", role="executive").json()
    assert (told["assigned"]["tier"], told["assigned"]["why"]) == ("a", "key-role")
    assert told["assigned"]["assigned_by"].startswith("key:")
    assert told["fits"]["ability"]["degree"] == "high"
    assert told["proposed"]["tier"] == "c"
    assert told["proposed"]["lacking"] == [{"dimension": "intent", "found": "low", "asked": "medium"}]
    assert api.post("/v1/search", {"q": "tier:a -proposed:a"}).json()["items"][0]["tier"] == "a"
    document = api.get(path).json()
    assert (document["tier"]["tier"], document["proposed_tier"]["by_band"]["high"]) == ("a", "c")
    assert api.get(f"/v1/candidates/{uuid4()}/tier").json()["code"] == "no_such_candidate"
    (policy,) = api.get("/v1/tier-policies").json()["items"]
    assert [row["tier"] for row in policy["tiers"]] == ["a", "b", "c"]


def test_many_are_put_into_tiers_at_once_each_answered_for_itself(api: Api, candidate: UUID) -> None:
    decisions = [
        {"candidate": str(candidate), "tier": "c"},
        {"candidate": str(candidate), "tier": "a"},
        {"candidate": str(uuid4()), "tier": "b"},
        {"candidate": str(candidate), "tier": "a", "why": "key-role"},
    ]
    headers = {"Idempotency-Key": str(uuid4())}
    items = api.post("/v1/tiers/decide", {"decisions": decisions}, headers=headers).json()["items"]
    assert [(each["status"], each["code"]) for each in items] == [
        (201, None),
        (409, "tier_needs_reason"),
        (404, "no_such_candidate"),
        (201, None),
    ]
    again = api.post("/v1/tiers/decide", {"decisions": decisions}, headers=headers).json()["items"]
    assert [each["receipt"] and each["receipt"]["position"] for each in again] == [
        each["receipt"] and each["receipt"]["position"] for each in items
    ]


def run(api: Api, *words: str) -> subprocess.CompletedProcess[str]:
    return processes.renmai({**environment(api.settings), "RENMAI_LANGUAGE": "en"}, *words)


def test_a_file_puts_many_into_tiers_each_answered_for_itself(api: Api, candidate: UUID, tmp_path: Path) -> None:
    file = tmp_path / "decided.csv"
    other = uuid4()
    file.write_text(f"\ufeffcandidate,tier,why\n{candidate},a,\n{other},b,\n{candidate},c,\n{candidate},,\n", "utf-8")
    done = run(api, "tier", "--decisions", str(file), "--by", "user:zoe", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["stored"], told["refused"]) == (1, 1, 3)
    assert [(each["tier"], each["code"], each["detail"]) for each in told["items"]] == [
        ("a", "tier_needs_reason", "c"),
        ("b", "no_such_candidate", None),
        ("c", None, None),
        (None, "tier_needs_reason", "c"),
    ]
    file.write_text(f"candidate,tier,why\n{candidate},c,\n{candidate},e,\n", "utf-8")
    head = api.ledger.store.head()
    assert run(api, "tier", "--decisions", str(file), "--by", "user:zoe").returncode == 2
    assert api.ledger.store.head() == head


def test_the_work_list_on_the_command_line_goes_by_tier(api: Api) -> None:
    best = api.ingested("Best")
    api.stored(f"/v1/candidates/{best}/owners", {"owner": "user:zoe"})
    api.stored(f"/v1/candidates/{best}/tier", {"tier": "a", "why": "key-role"})
    api.follow()
    told = json.loads(run(api, "worklist", "--sort", "tier", "--owner", "user:zoe", "--json").stdout)
    assert [(each["candidate"], each["name"], each["tier"]) for each in told["items"]] == [(str(best), "Best", "a")]
    assert "A  -           " + str(best) in run(api, "worklist", "--sort", "contacted", "--owner", "user:zoe").stdout
    assert json.loads(run(api, "worklist", "--sort", "luck", "--json").stderr)["error"]["code"] == "usage"


def test_the_command_line_shows_a_tier_and_decides_on_it(api: Api, candidate: UUID) -> None:
    def renmai(*words: str) -> subprocess.CompletedProcess[str]:
        return run(api, "tier", str(candidate), *words)

    api.follow()
    assert "tier -, proposed C by tier-1" in renmai().stdout
    refused = renmai("--assign", "a", "--by", "user:zoe", "--json")
    assert json.loads(refused.stderr)["error"]["code"] == "tier_needs_reason"
    assert api.ledger.history(candidate)[-1].event.type != "tier-assigned"
