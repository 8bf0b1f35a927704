import re
from pathlib import Path

import pytest

from api.http import reference
from api.http.problems import PROBLEMS
from tests.api.http.conftest import Api

pytestmark = pytest.mark.servers

DOCS = Path(__file__).parents[3] / "docs"


def test_the_api_pages_ask_no_other_host_for_anything(api: Api) -> None:
    page = api.get("/docs", role=None)
    assert page.status_code == 200
    assert not re.findall(r"(?:https?:)?//[a-z0-9.-]+", page.text)
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) >= 3
    for each in named:
        assert api.get(each, role=None).status_code == 200, each
    assert '"validatorUrl": null' in page.text
    for css in (each for each in named if each.endswith(".css")):
        assert not re.findall(r"url\(\s*['\"]?(?:https?:)?//|@import", api.get(css, role=None).text)


def test_the_description_has_every_route_with_an_example(api: Api) -> None:
    described = api.get("/openapi.json", role=None).json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], path
            if path.startswith("/v1"):
                assert operation["security"] == [{"key": []}], path
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if method in ("post", "put") and body and path != "/v1/keys/{key}/revoke":
                assert body["examples"], path
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


def test_the_pages_of_the_reference_are_what_the_code_says() -> None:
    assert (DOCS / "problems.md").read_text(encoding="utf-8") == reference.problems_page()
    assert (DOCS / "routes.md").read_text(encoding="utf-8") == reference.routes_page()


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_problem_has_a_page(api: Api, code: str) -> None:
    assert PROBLEMS[code].title in api.get(f"/problems/{code}", role=None).text


def test_what_is_no_problem_has_no_page(api: Api) -> None:
    assert api.get("/problems/none", role=None).json()["code"] == "no_such_route"
