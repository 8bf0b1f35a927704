"""The vocabulary over HTTP and on the command line: who may change it, and that it is looked for in both languages."""

import json
from typing import Any
from uuid import UUID

import pytest

from tests import processes
from tests.api.http.conftest import Api
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

CLOUD = {
    "facet": "skill",
    "term": "cloud-native",
    "names": [{"language": "zh", "text": "云原生"}, {"language": "en", "text": "cloud native"}],
}


def found(api: Api, asked: str) -> set[UUID]:
    return {UUID(each["candidate"]) for each in api.post("/v1/search", {"q": asked}).json()["items"]}


def renmai(api: Api, *words: str) -> dict[str, Any]:
    told = processes.renmai(environment(api.settings), "tags", *words, "--json")
    answer: dict[str, Any] = json.loads(told.stdout or told.stderr)
    return answer


def test_a_term_is_found_by_every_name_whatever_word_people_came_with(api: Api) -> None:
    by_tag, by_resume, other = api.ingested(), api.ingested(career={"skills": ["Cloud Native"]}), api.ingested()
    api.stored(f"/v1/candidates/{by_tag}/tags", {"tag": "雲原生", "facet": "skill"})
    api.stored(f"/v1/candidates/{other}/tags", {"tag": "paas", "facet": "skill"})
    api.follow()
    assert found(api, "skill:云原生") == {by_tag}
    unknown = {(each["facet"], each["word"]) for each in api.get("/v1/tags/ungoverned").json()["items"]}
    assert unknown == {("skill", "云原生"), ("skill", "cloud-native"), ("skill", "paas")}

    assert api.post("/v1/tags/terms", CLOUD).json()["code"] == "facet_not_entrusted"
    api.stored("/v1/tags/entrust", {"facet": "skill", "to": "recruiter"}, role="admin")
    api.stored("/v1/tags/terms", CLOUD)
    for asked in ("skill:云原生", "技能:cloud-native", "tag:雲原生 or skill:云原生", 'skill:"Cloud Native"'):
        assert found(api, asked) == {by_tag, by_resume}, asked
    assert by_tag not in found(api, "not skill:云原生")
    api.stored("/v1/tags/terms", {"facet": "skill", "term": "paas"})
    api.stored("/v1/tags/terms/merge", {"facet": "skill", "term": "paas", "into": "cloud-native"})
    assert found(api, "skill:云原生") == {by_tag, by_resume, other}
    pool = api.stored("/v1/pools", {"name": "Cloud", "q": "skill:云原生"})["id"]
    api.follow()
    people = api.get(f"/v1/pools/{pool}/people").json()["items"]
    assert {UUID(each["candidate"]) for each in people} == {by_tag, by_resume, other}
    assert api.get(f"/v1/pools/{pool}").json()["pool"]["filter"] == "skill:云原生"
    assert api.get("/v1/tags/ungoverned?facet=skill").json()["items"] == []

    again = api.stored(f"/v1/candidates/{other}/tags", {"tag": "云原生", "facet": "skill"})
    assert api.ledger.history(other)[-1].event.model_dump()["tag"] == "cloud-native"
    assert again["positions"]
    api.stored("/v1/tags/terms/retire", {"facet": "skill", "term": "cloud-native"})
    refused = api.post(f"/v1/candidates/{by_resume}/tags", {"tag": "云原生", "facet": "skill"}).json()
    assert (refused["code"], refused["detail"]) == ("term_retired", "cloud-native")
    (told,) = api.get("/v1/tags?facet=skill", role="analyst").json()["items"]
    assert told["entrusted_to"] == "recruiter"
    assert {each["term"]: (each["retired"], each["merged_into"]) for each in told["terms"]} == {
        "cloud-native": (True, None),
        "paas": (False, "cloud-native"),
    }


def test_the_command_line_installs_lists_and_changes_terms(api: Api) -> None:
    assert any(each.startswith("industry:") for each in renmai(api, "install")["installed"])
    assert renmai(api, "add", "industry", "shipping", "--zh", "航运")["changed"]
    assert renmai(api, "add", "industry", "sea", "--zh", "航运")["error"]["code"] == "term_name_taken"
    (told,) = renmai(api, "list", "--facet", "industry")["items"]
    assert {"term": "shipping", "names": {"zh": ["航运"], "en": []}, "retired": False, "merged_into": None} in told[
        "terms"
    ]
