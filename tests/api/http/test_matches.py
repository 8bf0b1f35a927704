from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.decisions import AssessMatch, MergeCandidates
from domain.envelope import Meta
from domain.events import MatchFinding, MatchZone, MergeQuestioned
from ledger.codec import NewEvent
from ledger.envelope import Origin
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def assessed(api: Api, weight: int = 9_000) -> tuple[UUID, UUID]:
    """Two people of one name, the later first, whom the engine takes for one."""
    earlier, later = api.ingested("Ana Luz"), api.ingested("Luz Ana")
    finding = MatchFinding(field="surname", level="same", m=8 * 10**11, u=10**7, term_frequency=10**7, weight=16_287)
    command = AssessMatch(
        candidate=later,
        other=earlier,
        zone=MatchZone.LIKELY,
        model="identity-1",
        prior=-9_966,
        weight=weight,
        posterior=950_000,
        findings=(finding,),
        name_compatible=True,
    )
    api.ledger.submit(command, Origin("policy:identity-1"))
    return later, earlier


def queue(api: Api, **asked: Any) -> list[dict[str, Any]]:
    api.follow()
    response = api.get("/v1/matches", params={"limit": 500} | asked)
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


def open_of(api: Api, later: UUID) -> dict[str, Any] | None:
    return next((each for each in queue(api) if each["records"][0] == str(later)), None)


def test_an_open_pair_shows_both_side_by_side_with_what_the_engine_saw(api: Api) -> None:
    later, earlier = assessed(api)
    found = open_of(api, later)
    assert found is not None
    assert [side["candidate"] for side in found["sides"]] == [str(later), str(earlier)]
    assert [side["name"] for side in found["sides"]] == ["Luz Ana", "Ana Luz"]
    assert (found["zone"], found["posterior"], found["weight"]) == ("likely", 0.95, 9.0)
    compared = {each["attribute"]: each for each in found["side_by_side"]}
    assert compared["name"]["one"] == ["Luz Ana"]
    assert (compared["name"]["agree"], compared["email"]["agree"]) == (True, False)
    assert found["survivor"] == str(earlier)
    (step,) = found["evidence"]["steps"]
    assert (step["field"], step["weight"], step["total"]) == ("surname", 16.287, 6.321)


def test_the_queue_goes_on_by_cursor_strongest_first(api: Api) -> None:
    made = [assessed(api, weight)[0] for weight in (90_001, 90_003, 90_002)]
    api.follow()
    first = api.get("/v1/matches", params={"limit": 2}).json()
    rest = api.get("/v1/matches", params={"limit": 1, "cursor": first["next"]}).json()
    found = [each["records"][0] for each in first["items"] + rest["items"]]
    assert found == [str(made[1]), str(made[2]), str(made[0])]
    assert api.get("/v1/matches", params={"cursor": "WzFd"}).json()["code"] == "bad_cursor"


def test_evidence_is_explained_from_what_was_stored_else_computed_now(api: Api) -> None:
    later, earlier = assessed(api)
    stored = api.get(f"/v1/candidates/{earlier}/matches/{later}").json()
    assert stored["position"] is not None
    assert stored["evidence"]["prior"] == -9.966
    assert stored["evidence"]["steps"][0]["term_frequency"] == 1e-5
    stranger = api.ingested("Luz Ana")
    computed = api.get(f"/v1/candidates/{later}/matches/{stranger}").json()
    assert (computed["position"], computed["evidence"]["model"]) == (None, "identity-1")
    assert {"surname", "given"} <= {step["field"] for step in computed["evidence"]["steps"]}
    assert computed["evidence"]["steps"][-1]["total"] == pytest.approx(computed["evidence"]["weight"], abs=0.002)
    api.erase(stranger)
    refused = [
        api.get(f"/v1/candidates/{later}/matches/{other}").json()["code"] for other in (later, uuid4(), stranger)
    ]
    assert refused == ["same_candidate", "no_such_candidate", "erased"]


def test_many_pairs_are_decided_at_once_each_for_itself(api: Api) -> None:
    same, different, later = assessed(api), assessed(api), assessed(api)
    nobody = uuid4()
    decisions = [
        {"decision": "merge", "survivor": str(same[1]), "absorbed": str(same[0])},
        {"decision": "different", "candidate": str(different[0]), "other": str(different[1])},
        {"decision": "later", "candidate": str(later[1]), "other": str(later[0]), "until": "2999-12-31"},
        {"decision": "merge", "survivor": str(different[0]), "absorbed": str(different[1])},
        {"decision": "later", "candidate": str(nobody), "other": str(later[0]), "until": "2999-12-31"},
    ]
    headers = {"Idempotency-Key": str(uuid4()), "Renmai-Acting-User": "user:hr"}
    response = api.post("/v1/matches/decide", {"decisions": decisions}, headers=headers)
    assert response.status_code == 200, response.text
    items = response.json()["items"]
    assert [(each["status"], each["code"]) for each in items] == [
        (201, None),
        (201, None),
        (201, None),
        (409, "asserted_different"),
        (404, "no_such_candidate"),
    ]
    assert items[0]["receipt"]["stream"] == str(same[1])
    assert response.headers["Renmai-Position"] == str(items[2]["receipt"]["position"])
    assert [open_of(api, each[0]) for each in (same, different, later)] == [None, None, None]
    assert api.get(f"/v1/candidates/{same[0]}").json()["merged_into"] == str(same[1])
    history = api.get(f"/v1/candidates/{later[0]}/history").json()["items"]
    assert history[-1]["type"] == "match-deferred"
    assert history[-1]["meta"]["on_behalf_of"] == "user:hr"

    head = api.ledger.store.head()
    again = api.post("/v1/matches/decide", {"decisions": decisions}, headers=headers).json()["items"]
    assert [each["receipt"]["replayed"] for each in again[:3]] == [True, True, True]
    assert [each["receipt"]["positions"] for each in again[:3]] == [each["receipt"]["positions"] for each in items[:3]]
    assert api.ledger.store.head() == head
    turned = api.post("/v1/matches/decide", {"decisions": decisions[1::-1]}, headers=headers).json()["items"]
    assert {each["code"] for each in turned} == {"command_id_reused"}


def test_what_was_so_already_is_no_event(api: Api) -> None:
    later, earlier = assessed(api)
    decision = {"decision": "different", "candidate": str(later), "other": str(earlier)}
    items = api.post("/v1/matches/decide", {"decisions": [decision, decision]}).json()["items"]
    assert [(each["status"], len(each["receipt"]["positions"])) for each in items] == [(201, 2), (200, 0)]


@pytest.mark.parametrize(
    "decisions",
    [
        [],
        [{"decision": "maybe", "candidate": str(uuid4()), "other": str(uuid4())}],
        [{"decision": "later", "candidate": str(uuid4()), "other": str(uuid4())}],
        [{"decision": "merge", "survivor": "x", "absorbed": str(uuid4())}],
        [{"decision": "different", "candidate": str(uuid4()), "other": str(uuid4())}] * 101,
    ],
)
def test_decisions_are_read_strictly(api: Api, decisions: list[dict[str, str]]) -> None:
    response = api.post("/v1/matches/decide", {"decisions": decisions})
    assert (response.status_code, response.json()["code"]) == (422, "unacceptable_input")


def test_an_auditor_sees_the_queue_and_decides_nothing(api: Api) -> None:
    assert api.get("/v1/matches", role="auditor").status_code == 200
    assert api.get("/v1/matches", role="analyst").json()["code"] == "role_not_allowed"
    assert api.post("/v1/matches/decide", {"decisions": []}, role="auditor").json()["code"] == "role_not_allowed"


def test_a_questioned_merge_waits_until_a_human_says_that_they_are_one(api: Api) -> None:
    survivor, absorbed = api.ingested("Ana Luz"), api.ingested("Luz Ana")
    policy = Origin("policy:identity-1")
    api.ledger.submit(MergeCandidates(candidate=survivor, absorbed=absorbed), policy)
    event = MergeQuestioned(
        survivor=survivor,
        policy="identity-1",
        model="identity-2",
        record=absorbed,
        other=survivor,
        prior=-9_966,
        weight=-1_585,
        posterior=250_000,
    )
    _, versions = api.ledger.dossier(absorbed)
    meta = Meta(event_id=uuid4(), command_id=uuid4(), actor="policy:identity-2")
    api.ledger.append([NewEvent(absorbed, versions[absorbed] + 1, meta, event)])

    def questioned() -> list[dict[str, Any]]:
        api.follow()
        items: list[dict[str, Any]] = api.get("/v1/matches/questioned").json()["items"]
        return items

    (found,) = questioned()
    assert (found["absorbed"], found["survivor"]) == (str(absorbed), str(survivor))
    assert (found["policy"], found["evidence"]["model"], found["posterior"]) == ("identity-1", "identity-2", 0.25)
    api.stored(f"/v1/candidates/{absorbed}/same-person", {"other": str(survivor)})
    assert questioned() == []
