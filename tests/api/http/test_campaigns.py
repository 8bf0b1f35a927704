"""Campaigns over HTTP: who would get one is told before anybody gets it; a start is one, however often asked for."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from ledger.envelope import Origin
from tests.api.http.conftest import Api
from tests.domain.outreach_acts import notice, shown

pytestmark = pytest.mark.servers
BY = Origin(actor="user:li")
LI, WU = {"Renmai-Acting-User": "user:li"}, {"Renmai-Acting-User": "user:wu"}
TEXT = {"language": "en", "subject": "News", "text": "Dear {{ person.name }}, {{ said.news }}"}


@pytest.fixture(scope="module")
def people(api: Api) -> dict[str, UUID]:
    api.ledger.submit(notice(), BY)
    draft = {"kind": "other", "channel": "email", "purpose": "marketing", "texts": [TEXT]}
    api.stored("/v1/templates/news/versions", draft)
    api.stored("/v1/templates/news/publish", {"version": 1})
    found = {"yes": api.ingested("王小明"), "no": api.ingested("Anna Núñez"), "unreachable": api.ingested("李宝")}
    found["unreachable"] = api.ingested("李宝", person={"name": {"full": "李宝"}})
    for name, candidate in found.items():
        if name != "no":
            api.stored(f"/v1/candidates/{candidate}/settings", {"jurisdiction": "CN", "time_zone": "Asia/Shanghai"})
            consent = {"purpose": "marketing", "channels": ["email"], "controller": "main"}
            api.stored(f"/v1/candidates/{candidate}/consents", consent)
            api.ledger.submit(shown(candidate), BY)
    api.follow()
    return found


def planned(api: Api, people: dict[str, UUID], **pool: Any) -> str:
    made = api.stored("/v1/pools", {"name": "Fair", **pool}, headers=LI)["stream"]
    for each in people.values():
        api.stored(f"/v1/candidates/{each}/lists", {"pool": made}, headers=LI)
    steps = [{"template": "news"}]
    body = {"name": "Spring", "pool": made, "purpose": "marketing", "sender": "user:li", "steps": steps}
    campaign = api.stored("/v1/campaigns", body | {"variables": {"said.news": "we moved"}}, headers=LI)["stream"]
    api.follow()
    return str(campaign)


def test_a_dry_run_tells_who_would_get_it_and_who_would_not_and_why_and_stores_only_the_look(
    api: Api, people: dict[str, UUID]
) -> None:
    campaign = planned(api, people)
    found: dict[str, Any] = {}
    cursor = ""
    before = api.ledger.store.head()
    while True:
        answer = api.get(f"/v1/campaigns/{campaign}/dry-run?limit=2&count=true{cursor}", headers=LI).json()
        found |= {each["candidate"]: each for each in answer["page"]["items"]}
        if answer["page"]["next"] is None:
            break
        cursor = f"&cursor={answer['page']['next']}"
    assert {each.event.type for each in api.ledger.page(before, 10)} == {"personal-data-viewed"}
    yes, no, unreachable = (found[str(people[name])] for name in ("yes", "no", "unreachable"))
    assert (yes["planned"], yes["basis"], yes["reasons"]) == (True, "consent", [])
    assert {"no_lawful_basis"} <= set(no["reasons"])
    assert "address_missing" in unreachable["reasons"]
    assert (answer["pool"], answer["counts"]["people"]) == (3, 3)
    assert answer["counts"]["refused"]["address_missing"] == 1


def test_a_start_is_one_however_often_and_it_shows_where_it_is(api: Api, people: dict[str, UUID]) -> None:
    campaign = planned(api, people)
    key = {"Idempotency-Key": str(uuid4())}
    first = api.stored(f"/v1/campaigns/{campaign}/start", headers=LI | key)
    assert api.stored(f"/v1/campaigns/{campaign}/start", headers=LI | key)["replayed"]
    assert api.stored(f"/v1/campaigns/{campaign}/start", headers=LI)["positions"] == []
    assert len(first["positions"]) == 2
    api.stored(f"/v1/campaigns/{campaign}/pause", {"why": "typo"}, headers=LI)
    api.follow()
    told = api.get(f"/v1/campaigns/{campaign}").json()
    assert (told["campaign"]["state"], told["campaign"]["why"], told["campaign"]["size"]) == ("paused", "typo", 3)
    assert told["campaign"]["steps"][0]["channel"] == "email"
    assert told["progress"]["planned"] == 0
    assert campaign in api.get("/v1/campaigns?limit=500").text
    api.stored(f"/v1/campaigns/{campaign}/cancel", headers=LI)
    assert api.post(f"/v1/campaigns/{campaign}/resume", headers=LI).json()["code"] == "campaign_cancelled"


def test_nobody_writes_to_a_pool_that_is_somebody_elses_own(api: Api, people: dict[str, UUID]) -> None:
    campaign = planned(api, people)
    assert api.get(f"/v1/campaigns/{campaign}/dry-run", headers=WU).json()["code"] == "no_such_pool"
    assert api.post(f"/v1/campaigns/{campaign}/start", headers=WU).json()["code"] == "no_such_pool"
    assert api.get(f"/v1/campaigns/{uuid4()}").json()["code"] == "no_such_campaign"
