from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers


def described(api: Api, candidate: UUID, source: str, headline: str) -> int:
    """The position of what a second source says of a candidate."""
    said = {"source": source, "external_id": uuid4().hex, "career": {"headline": headline, "skills": ["go"]}}
    other = UUID(api.stored("/v1/candidates", said)["stream"])
    position = int(api.stored(f"/v1/candidates/{candidate}/merge", {"absorbed": str(other)})["position"])
    return position - 2


def test_every_value_tells_who_said_it_and_a_human_can_choose(api: Api) -> None:
    candidate = api.ingested(career={"headline": "Engineer", "skills": ["go"]})
    position = described(api, candidate, "social", "CTO")
    at = f"/v1/candidates/{candidate}"

    def headline() -> dict[str, object]:
        values = api.get(f"{at}/values").json()["values"]["one"]
        return next(each for each in values if each["attribute"] == "headline")

    before = headline()
    assert (before["value"], before["chosen_by"]) == ("Engineer", None)
    assert [(each["value"], each["lost_by"]) for each in before["alternatives"]] == [("CTO", "trust")]  # type: ignore[attr-defined]

    chosen = {"attribute": "headline", "position": position}
    api.stored(f"{at}/values/prefer", chosen, headers={"Renmai-Acting-User": "user:li"})
    assert (headline()["value"], headline()["chosen_by"]) == ("CTO", "user:li")
    api.follow()
    assert api.get(at).json()["profile"]["headline"] == "CTO"
    api.stored(f"{at}/values/release", {"attribute": "headline"})
    assert headline()["value"] == "Engineer"

    many = api.get(f"{at}/values").json()["values"]["many"]
    (skill,) = [each for each in many if each["attribute"] == "skills"]
    assert {said["source"] for said in skill["said"]} == {"career-site", "social"}


def test_a_value_that_nobody_said_is_not_found(api: Api, candidate: UUID) -> None:
    response = api.post(f"/v1/candidates/{candidate}/values/prefer", {"attribute": "headline", "position": 1})
    assert (response.status_code, response.json()["code"]) == (404, "no_such_value")
