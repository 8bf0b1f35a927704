"""Pools over HTTP: always right at the moment of asking, private until shared, and told apart when two overlap."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers
LI, WU = {"Renmai-Acting-User": "user:li"}, {"Renmai-Acting-User": "user:wu"}


@pytest.fixture(scope="module")
def people(api: Api) -> dict[str, UUID]:
    java, go = {"skills": ["Java"], "intent": "open"}, {"skills": ["Go"], "intent": "open"}
    found = {
        "ming": api.ingested("王小明", career=java),
        "anna": api.ingested("Anna Núñez", career=go),
        "bao": api.ingested("李宝", career=java),
    }
    api.follow()
    return found


def pool(api: Api, **body: Any) -> UUID:
    made = UUID(api.stored("/v1/pools", {"name": "A pool", **body}, headers=LI)["stream"])
    api.follow()
    return made


def inside(api: Api, pool: UUID, **given: Any) -> set[UUID]:
    response = api.get(f"/v1/pools/{pool}/people", headers=LI, **given)
    assert response.status_code == 200, response.text
    return {UUID(each["candidate"]) for each in response.json()["items"]}


def test_a_saved_filter_is_right_after_every_event(api: Api, people: dict[str, UUID]) -> None:
    java = pool(api, q="技能:Java 意向:观望")
    assert inside(api, java) == {people["ming"], people["bao"]}
    api.stored(f"/v1/candidates/{people['bao']}/intent", {"intent": "closed"})
    api.stored(f"/v1/candidates/{people['anna']}/tags", {"tag": "java", "facet": "skill"})
    api.follow()
    assert inside(api, java) == {people["ming"], people["anna"]}
    api.stored(f"/v1/pools/{java}/filter", {"filter": {"field": "skill", "value": "go"}}, headers=LI)
    api.follow()
    assert inside(api, java) == {people["anna"]}


def test_a_list_holds_whom_somebody_put_on_it(api: Api, people: dict[str, UUID]) -> None:
    fair = pool(api)
    for name in ("ming", "anna"):
        api.stored(f"/v1/candidates/{people[name]}/lists", {"pool": str(fair), "why": "met-at-fair"}, headers=LI)
    api.stored(f"/v1/candidates/{people['ming']}/lists/leave", {"pool": str(fair)}, headers=LI)
    api.follow()
    assert inside(api, fair) == {people["anna"]}


def test_a_wrong_filter_is_told_with_its_place(api: Api) -> None:
    response = api.post("/v1/pools", {"name": "x", "q": "skill:java (intent:open"}, headers=LI)
    assert (response.status_code, response.json()["code"]) == (422, "bad_filter")
    (fault,) = response.json()["faults"]
    assert (fault["code"], fault["begin"]) == ("unclosed_parenthesis", 11)
    response = api.post("/v1/pools", {"name": "x", "q": "name:王小明"}, headers=LI)
    assert (response.status_code, response.json()["code"]) == (409, "name_in_pool_filter")


def test_a_private_pool_is_nobody_elses(api: Api, people: dict[str, UUID]) -> None:
    own = pool(api, q="skill:java")
    assert api.get(f"/v1/pools/{own}", headers=WU).json()["code"] == "no_such_pool"
    assert str(own) not in api.get("/v1/pools?limit=500", headers=WU).text
    assert api.post(f"/v1/pools/{own}/close", headers=WU).status_code == 404
    assert api.get(f"/v1/pools/{own}", role="auditor").status_code == 200
    api.stored(f"/v1/pools/{own}/share", {"sharing": "shared"}, headers=LI)
    api.follow()
    assert api.get(f"/v1/pools/{own}", headers=WU).json()["pool"]["sharing"] == "shared"


def test_two_pools_overlap_and_a_snapshot_says_who_was_acted_on(api: Api, people: dict[str, UUID]) -> None:
    everyone, fair = pool(api, q="has:email"), pool(api)
    api.stored(f"/v1/candidates/{people['ming']}/lists", {"pool": str(fair)}, headers=LI)
    api.follow()
    told = api.get(f"/v1/pools/{everyone}/overlap/{fair}", headers=LI).json()
    assert (told["one"]["total"], told["other"]["total"], told["both"]["total"]) == (3, 1, 1)
    taken = api.stored(f"/v1/pools/{everyone}/snapshots", {"why": "campaign"}, headers=LI)
    api.follow()
    (snapshot,) = api.get(f"/v1/pools/{everyone}", headers=LI).json()["snapshots"]
    assert (snapshot["snapshot"], snapshot["why"], snapshot["size"]) == (taken["id"], "campaign", 3)


def test_a_pool_tells_who_came_and_went_and_how_many_there_were(api: Api, people: dict[str, UUID]) -> None:
    rare = pool(api, q="skill:rust")
    tagged = api.stored(f"/v1/candidates/{people['bao']}/tags", {"tag": "rust", "facet": "skill"})
    api.stored(f"/v1/pools/{rare}/alert", {"on_exit": True}, headers=LI)
    api.stored(f"/v1/pools/{rare}/filter", {"q": "skill:rust intent:active"}, headers=LI)
    api.follow()
    told = api.get(f"/v1/pools/{rare}/members/log", headers=LI).json()
    left, came = told["items"]
    assert came | {"candidate": str(people["bao"]), "entered": True, "holds": ["skill:rust"], "fails": []} == came
    assert (came["position"], came["cause"]) == (tagged["position"], "candidate-tagged")
    assert (left["entered"], left["cause"], told["until"] >= left["moment"]) == (False, "pool-filter-changed", True)
    months = api.get(f"/v1/pools/{rare}/size?step=month", headers=LI).json()["items"]  # two if one has just ended
    assert (months[-1]["size"], len(months) <= 2) == (0, True)
    assert [sum(each[way] for each in months) for way in ("entered", "left")] == [1, 1]
    assert api.get(f"/v1/pools/{rare}", headers=LI).json()["pool"]["on_exit"] is True
    assert api.get(f"/v1/pools/{rare}/members/log?order=oldest&cursor=W10", headers=LI).json()["code"] == "bad_cursor"
    assert api.get(f"/v1/pools/{rare}/members/log", headers=WU).json()["code"] == "no_such_pool"
