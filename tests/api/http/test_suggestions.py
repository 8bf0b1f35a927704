from uuid import UUID, uuid4

import pytest

from domain.vocabulary import DataClass
from projections.retry import retry
from tests.api.http.conftest import Api
from tests.servers import Database

pytestmark = pytest.mark.servers

NEWS = {"employments": [{"employer": "某竞品公司", "title": "市场总监", "current": True}]}
HR = {"Renmai-Acting-User": "user:hr"}


def suggested(api: Api, candidate: UUID, source: str = "linkedin", **more: object) -> str:
    said = {"source": source, "career": NEWS, "seen_at": "https://example.com/in/wang"} | more
    return str(api.stored(f"/v1/candidates/{candidate}/suggestions", said)["id"])


def test_a_suggestion_waits_for_a_human_who_accepts_it(api: Api, candidate: UUID) -> None:
    source = f"s{uuid4().hex[:8]}"
    suggestion = suggested(api, candidate, source)
    api.follow()
    (waiting,) = api.get("/v1/suggestions", params={"source": source}).json()["items"]
    assert (waiting["candidate"], waiting["suggestion"]) == (str(candidate), suggestion)
    assert waiting["content"]["career"]["employments"][0]["title"] == "市场总监"
    assert waiting["content"]["seen_at"] == "https://example.com/in/wang"
    assert api.get(f"/v1/candidates/{candidate}").json()["profile"]["employments"] == []

    api.stored(f"/v1/candidates/{candidate}/suggestions/{suggestion}/accept", headers=HR)
    api.follow()
    assert api.get("/v1/suggestions", params={"source": source}).json()["items"] == []
    profile = api.get(f"/v1/candidates/{candidate}").json()["profile"]
    assert profile["employments"][0]["title"] == "市场总监"
    (settled,) = api.get(f"/v1/candidates/{candidate}/suggestions").json()["items"]
    assert (settled["state"], settled["settled_by"]) == ("accepted", "user:hr")


def test_a_dismissal_says_why(api: Api, candidate: UUID) -> None:
    suggestion = suggested(api, candidate)
    at = f"/v1/candidates/{candidate}/suggestions/{suggestion}"
    assert api.post(f"{at}/dismiss").json()["faults"][0]["at"] == "/body/why"
    api.stored(f"{at}/dismiss", {"why": "same-name"}, headers=HR)
    assert api.post(f"{at}/accept", headers=HR).json()["code"] == "suggestion_settled"
    api.follow()
    (settled,) = api.get(f"/v1/candidates/{candidate}/suggestions").json()["items"]
    assert (settled["state"], settled["why"]) == ("dismissed", "same-name")


def test_an_address_is_compared_in_its_canonical_form(api: Api) -> None:
    said = {"person": {"name": {"full": "王小明"}, "points": [{"kind": "phone", "value": "+86 138 0013 8000"}]}}
    candidate = UUID(api.stored("/v1/candidates", {"source": "career-site"} | said)["stream"])
    point = {"points": [{"kind": "phone", "value": "0086 13800138000"}]}
    response = api.post(f"/v1/candidates/{candidate}/suggestions", {"source": "linkedin", "person": point})
    assert (response.status_code, response.json()["positions"]) == (200, [])


def test_a_suggestion_without_a_word_is_not_taken(api: Api, candidate: UUID) -> None:
    response = api.post(f"/v1/candidates/{candidate}/suggestions", {"source": "linkedin"})
    assert (response.status_code, response.json()["code"]) == (422, "unacceptable_input")


def test_suggestions_go_on_by_cursor(api: Api) -> None:
    source = f"s{uuid4().hex[:8]}"
    made = {suggested(api, api.ingested(), source) for _ in range(3)}
    api.follow()
    first = api.get("/v1/suggestions", params={"source": source, "limit": 2}).json()
    rest = api.get("/v1/suggestions", params={"source": source, "limit": 2, "cursor": first["next"]}).json()
    assert {each["suggestion"] for each in first["items"] + rest["items"]} == made
    assert rest["next"] is None


def test_nothing_suggested_is_left_of_an_erased_person(api: Api, own_database: Database) -> None:
    source = f"s{uuid4().hex[:8]}"
    candidate = api.ingested()
    suggested(api, candidate, source)
    for data_class in (DataClass.IDENTITY, DataClass.CAREER):
        api.ledger.keyring.destroy(candidate, data_class)
    api.follow()
    retry(own_database.settings, [candidate])
    assert api.get("/v1/suggestions", params={"source": source}).json()["items"] == []
    assert api.get(f"/v1/candidates/{candidate}/suggestions").json()["items"] == []


def test_a_merged_person_has_the_suggestions_of_both(api: Api) -> None:
    one, other = api.ingested("Ana Luz"), api.ingested("Ana Luz")
    both = {suggested(api, one), suggested(api, other)}
    api.stored(f"/v1/candidates/{one}/merge", {"absorbed": str(other)})
    api.follow()
    found = api.get(f"/v1/candidates/{other}/suggestions").json()["items"]
    assert {each["suggestion"] for each in found} == both
    assert {each["candidate"] for each in found} == {str(one)}
