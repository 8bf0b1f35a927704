"""From a job's description to the people who fit it."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

DESCRIPTION = "We build SaaS in Java. Java and Kubernetes daily, 大数据 is welcome."
WANTED: list[dict[str, Any]] = [
    {"facet": "skill", "tag": "java"},
    {"facet": "skill", "tag": "saas", "needed": False},
]


def told(api: Api, job: UUID) -> dict[str, Any]:
    response = api.get(f"/v1/jobs/{job}/profile")
    assert response.status_code == 200, response.text
    return dict(response.json())


def test_what_a_description_names_is_proposed_adjusted_and_found(api: Api) -> None:
    for term, name in (("java", "Java"), ("kubernetes", "Kubernetes"), ("saas", "SaaS")):
        names = [{"language": "en", "text": name}]
        api.stored("/v1/tags/terms", {"facet": "skill", "term": term, "names": names}, role="admin")
    job = api.open_job()
    answer = api.post(f"/v1/jobs/{job}/profile/proposed", {"text": DESCRIPTION})
    assert answer.status_code == 200, answer.text
    proposed = {(each["facet"], each["tag"]): each for each in answer.json()["items"]}
    assert {("skill", "java"), ("skill", "kubernetes"), ("skill", "saas")} <= proposed.keys()
    assert (proposed["skill", "java"]["mentions"], proposed["skill", "java"]["confidence"]) == (2, 75)
    assert "We build SaaS in Java" in proposed["skill", "saas"]["evidence"]
    assert told(api, job)["wanted"] == []  # nothing follows before a human says so
    api.stored(f"/v1/jobs/{job}/profile", {"wanted": WANTED})
    profile = told(api, job)
    assert profile["wanted"] == [{"needed": True, **each} for each in WANTED]
    fits = api.ingested("Anna Fits", career={"skills": ["Java"]})
    api.ingested("Ben Sells", career={"skills": ["SaaS"]})
    api.follow()
    found = api.post("/v1/search", {"q": profile["filter"]}).json()["items"]
    assert [each["candidate"] for each in found] == [str(fits)]


def test_years_and_education_are_asked_for_at_least(api: Api) -> None:
    job = api.open_job()
    api.stored(f"/v1/jobs/{job}/profile", {"wanted": WANTED, "years": 5, "education": "bachelor"})
    assert told(api, job)["filter"] == "skill:java years>=5 education>=bachelor"
    api.stored(f"/v1/jobs/{job}/profile", {"wanted": [WANTED[1]], "years": 0})
    assert told(api, job)["filter"] == "years>=0"


def test_the_last_word_counts_and_saying_it_again_adds_nothing(api: Api) -> None:
    job = api.open_job()
    first = api.stored(f"/v1/jobs/{job}/profile", {"wanted": WANTED})
    assert api.stored(f"/v1/jobs/{job}/profile", {"wanted": WANTED})["positions"] == []
    assert len(first["positions"]) == 1
    api.stored(f"/v1/jobs/{job}/profile", {"wanted": []})
    nothing: dict[str, Any] = {"wanted": [], "years": None, "education": None, "filter": ""}
    assert told(api, job) == {"job": str(job), "title": "Engineer", **nothing}


def test_what_is_no_profile_is_refused(api: Api) -> None:
    job = api.open_job()
    for body in (
        {"wanted": [WANTED[0], WANTED[0]]},
        {"wanted": [{"facet": "intent", "tag": "open"}]},
        {"wanted": [], "years": 99},
        {"wanted": [], "education": "wizard"},
    ):
        refused = api.post(f"/v1/jobs/{job}/profile", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "unacceptable_input"), body
    strange = f"/v1/jobs/{uuid4()}/profile"
    assert api.post(strange, {"wanted": []}).json()["code"] == "no_such_job"
    assert api.post(f"{strange}/proposed", {"text": "Java"}).json()["code"] == "no_such_job"
    assert api.get(strange).json()["code"] == "no_such_job"
