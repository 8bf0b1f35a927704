from typing import Any
from uuid import UUID

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

LI = {"Renmai-Acting-User": "user:li"}
CHEN = {"Renmai-Acting-User": "user:chen"}
DEGREE = {"school": "北京大学", "level": "master", "verified": True}


def entered(api: Api) -> tuple[UUID, int]:
    """A candidate whom one user typed in, and the position of that."""
    said = {"source": "direct-entry", "person": {"name": {"full": "王小明"}}, "career": {"educations": [DEGREE]}}
    receipt = api.stored("/v1/candidates", said, headers=LI)
    return UUID(receipt["stream"]), receipt["position"]


def test_a_degree_is_entered_reviewed_and_archived_and_the_dossier_says_so(api: Api) -> None:
    candidate, position = entered(api)
    at = f"/v1/candidates/{candidate}"
    said = {"subject": "education", "position": position, "education": 0, "verdict": "confirmed", "evidence": "chsi"}
    assert api.post(f"{at}/reviews", said, headers=LI).json()["code"] == "four_eyes"
    assert api.post(f"{at}/reviews", said).json()["code"] == "four_eyes"
    assert api.post(f"{at}/archive", {"position": position}, headers=CHEN).json()["code"] == "review_required"
    api.follow()
    before = api.get(at).json()
    assert [each["verified"] for each in before["profile"]["educations"]] == [False]
    assert [each["state"] for each in before["entries"]] == ["entered", "entered"]

    api.stored(f"{at}/reviews", {**said, "remarks": "学信网 2024-05"}, headers=CHEN)
    api.follow()
    after = api.get(at).json()
    assert [each["verified"] for each in after["profile"]["educations"]] == [True]
    (_, degree) = after["entries"]
    assert (degree["state"], degree["reviewed_by"], degree["evidence"]) == ("reviewed", "user:chen", "chsi")
    assert "学信网" not in str(after)

    api.stored(f"{at}/archive", {"position": position}, headers=CHEN)
    api.follow()
    assert [each["state"] for each in api.get(at).json()["entries"]] == ["archived", "archived"]


def test_what_was_never_entered_is_not_found(api: Api, candidate: UUID) -> None:
    said = {"subject": "evaluation", "position": 1, "verdict": "confirmed"}
    response = api.post(f"/v1/candidates/{candidate}/reviews", said, headers=CHEN)
    assert (response.status_code, response.json()["code"]) == (404, "nothing_to_review")


def test_what_waits_for_a_review_is_listed_by_kind_the_oldest_first(api: Api, application: str) -> None:
    candidate, position = entered(api)
    other, later = entered(api)
    interview = api.stored(
        f"{application}/interviews", {"starts_at": "2026-05-01T09:00:00Z", "interviewers": ["user:li"]}
    )
    at = f"{application}/interviews/{interview['id']}"
    api.stored(f"{at}/attend", {})
    api.stored(f"{at}/evaluations", {"evaluator": "user:li", "verdict": "positive"}, headers=LI)
    degrees = waiting(api, subject="education")
    assert {"education", "evaluation"} <= degrees["waiting"].keys()
    ours = [each for each in degrees["items"] if each["candidate"] in (str(candidate), str(other))]
    assert [(each["position"], each["education"], each["entered_by"][0]) for each in ours] == [
        (position, 0, "user:li"),
        (later, 0, "user:li"),
    ]
    assert all(each["subject"] == "evaluation" for each in waiting(api, subject="evaluation")["items"])
    said = {"subject": "education", "position": position, "education": 0, "verdict": "rejected", "evidence": "chsi"}
    api.stored(f"/v1/candidates/{candidate}/reviews", said, headers=CHEN)
    rejected = [each for each in waiting(api)["items"] if each["position"] == position]
    assert [each["verdict"] for each in rejected] == ["rejected"]
    api.stored(f"/v1/candidates/{candidate}/reviews", {**said, "verdict": "confirmed"}, headers=CHEN)
    assert position not in [each["position"] for each in waiting(api)["items"]]
    assert api.get("/v1/reviews", params={"subject": "shoe"}).status_code == 422
    page = waiting(api, limit=1)
    assert waiting(api, limit=1, cursor=page["next"])["items"][0]["position"] > page["items"][0]["position"]


def waiting(api: Api, **asked: Any) -> dict[str, Any]:
    api.follow()
    response = api.get("/v1/reviews", params={"limit": 500} | asked)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found
