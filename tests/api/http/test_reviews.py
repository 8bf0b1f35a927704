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
