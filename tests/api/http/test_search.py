"""Search over HTTP and on the command line: what is found, shown and counted, and how a wrong filter is told."""

import subprocess
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests import processes
from tests.api.http.conftest import Api
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def people(api: Api) -> dict[str, UUID]:
    career = {"headline": "Java engineer", "skills": ["Java"], "intent": "open"}
    found = {
        "xiaoming": api.ingested("王小明", career=career | {"summary": "五年经验，负责供应链系统"}),
        "anna": api.ingested("Anna Núñez", career=career | {"headline": "Product manager"}),
        "gone": api.ingested("Gone Girl", career=career),
    }
    api.erase(found["gone"])
    api.follow()
    return found


def found(api: Api, **body: Any) -> dict[str, Any]:
    response = api.post("/v1/search", body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def ids(answer: dict[str, Any]) -> set[UUID]:
    return {UUID(each["candidate"]) for each in answer["items"]}


def test_both_forms_and_both_ways_find_the_same(api: Api, people: dict[str, UUID]) -> None:
    expected = {people["xiaoming"], people["anna"]}
    assert ids(found(api, q="技能:java 意向:观望")) == expected
    both = {"all": [{"field": "skill", "value": "java"}, {"field": "intent", "value": "open"}]}
    assert ids(found(api, filter=both)) == expected
    by_address = api.get("/v1/search", params={"q": "skill:java intent:open", "sort": "freshness"})
    assert ids(by_address.json()) == expected
    assert int(by_address.headers["Renmai-Position"]) >= 3


def test_a_match_is_shown_with_where_it_stands(api: Api, people: dict[str, UUID]) -> None:
    (item,) = found(api, q="供应链 wxm")["items"]
    assert (item["candidate"], item["name"], item["headline"]) == (str(people["xiaoming"]), "王小明", "Java engineer")
    marked = {(match["field"], match["text"][begin:end]) for match in item["matches"] for begin, end in match["spans"]}
    assert marked == {("summary", "供应链"), ("name", "王小明")}
    (item,) = found(api, q="nunez")["items"]
    assert item["matches"] == [{"field": "name", "text": "Anna Núñez", "spans": [[5, 10]]}]
    assert item["relevance"] > 0


def test_counts_facets_and_what_was_meant(api: Api, people: dict[str, UUID]) -> None:
    answer = found(api, q="skill:java", facets=["skill", "intent"], limit=1)
    assert (answer["counts"]["total"], answer["counts"]["exact"]) == (2, True)
    assert answer["counts"]["facets"] == {
        "skill": [{"value": "java", "count": 2}],
        "intent": [{"value": "open", "count": 2}],
    }
    rest = found(api, q="skill:java", cursor=answer["next"])
    assert ids(answer) | ids(rest) == {people["xiaoming"], people["anna"]}
    assert "counts" not in rest
    assert found(api, q="enginer")["meant"] == {"enginer": ["engineer"]}
    assert found(api, q="skill:javaa")["meant"] == {"javaa": ["java"]}
    assert "meant" not in found(api, q="tier:a")


def test_who_was_just_written_is_found_from_that_position_on(api: Api, people: dict[str, UUID]) -> None:
    receipt = api.stored(f"/v1/candidates/{people['anna']}/tags", {"tag": "fresh"})
    late = api.post("/v1/search", {"q": "tag:fresh"}, params={"after": receipt["positions"][-1], "wait": 0})
    assert (late.status_code, late.json()["code"]) == (503, "not_yet")
    api.follow()
    answer = api.post("/v1/search", {"q": "tag:fresh"}, params={"after": receipt["positions"][-1]})
    assert ids(answer.json()) == {people["anna"]}


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"q": "a skil:java"}, {"at": "/q", "code": "unknown_field", "begin": 2, "end": 6, "known": ["skill"]}),
        ({"q": "(a"}, {"at": "/q", "code": "unclosed_parenthesis", "begin": 0, "end": 1}),
        (
            {"filter": {"not": {"field": "years", "op": ">=", "value": "x"}}},
            {"at": "/filter/not", "code": "bad_number"},
        ),
        ({"filter": {"secret": 1}}, {"at": "/filter/field", "code": "bad_shape"}),
    ],
)
def test_a_wrong_filter_is_pointed_at_in_either_language(api: Api, body: dict[str, Any], fault: dict[str, Any]) -> None:
    response = api.post("/v1/search", body)
    assert (response.status_code, response.json()["code"]) == (422, "bad_filter")
    told = response.json()["faults"][0]
    assert {name: told[name] for name in fault} == fault
    chinese = api.post("/v1/search", body, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert chinese.json()["faults"][0]["message"] != told["message"]
    assert "secret" not in response.text


def test_what_is_not_asked_for_rightly_is_refused(api: Api) -> None:
    for path, code in (("q=name:王小明", "text_in_address"), ("q=skill:java word", "text_in_address")):
        assert api.get(f"/v1/search?{path}").json()["code"] == code
    assert api.post("/v1/search", {"cursor": "WzFd"}).json()["code"] == "bad_cursor"
    for body in ({"q": "a", "filter": {}}, {"facets": ["name"]}, {"sort": "luck"}, {"limit": 0}, {"more": 1}):
        assert api.post("/v1/search", body).json()["code"] == "unacceptable_input", body
    deep: Any = {"field": "text", "value": "x"}
    for _ in range(200):
        deep = {"not": deep}
    assert api.post("/v1/search", {"filter": deep}).json()["faults"][0]["code"] == "too_deep"
    assert api.post("/v1/search", {"q": "a"}, role="analyst").json()["code"] == "role_not_allowed"
    assert api.post("/v1/search", {"q": f"text:{uuid4()}"}, role="auditor").json()["items"] == []


def renmai(api: Api, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
    return processes.renmai({**environment(api.settings), "RENMAI_LANGUAGE": language}, "search", *words)


def test_the_command_line_finds_the_same_and_points_at_a_fault(api: Api, people: dict[str, UUID]) -> None:
    told = renmai(api, "小明 skill:java", "--facet", "skill")
    assert f"{people['xiaoming']}  王小明" in told.stdout, told.stderr
    assert "name: 王[小明]" in told.stdout
    assert "skill: java 1" in told.stdout
    wrong = renmai(api, "技能:java skil:x", language="zh_CN")
    assert wrong.returncode == 1
    typed, caret, complaint = wrong.stderr.splitlines()
    assert (typed, caret) == ("  技能:java skil:x", "            ^^^^")
    assert complaint.startswith("unknown_field: 第 9 个字符")
