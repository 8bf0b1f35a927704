"""Every route as every role, with what somebody else's tool (schemathesis) makes of the API's own description.

Nothing may be answered by a fault of ours, and none who may not see people sees a word of one.
"""

from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.core.result import Err

from api.http import create_app
from api.http.caller import Allowed
from api.http.reference import keyed_routes
from domain.access import Role, Scope, may, reason_missing
from tests.api.http.conftest import ROLES, Api

pytestmark = [pytest.mark.servers, pytest.mark.slow]

CANARY = "Quisquilia"
EXAMPLES = 2
"""Of each route."""
FORESEEN = {"not_yet", "blob_store_unavailable", "not_sealed"}
OF_THEIRS = "a recruiter of another unit"


@pytest.fixture(scope="module")
def planted(api: Api) -> UUID:
    """Of one unit; the canary is in every kind of text."""
    _, key = api.access.issue(Role.SERVICE, "user:root", scope=Scope(("cn-platform",)))
    said = {
        "source": "fair",
        "person": {"name": {"full": CANARY}, "points": [{"kind": "email", "value": f"{CANARY}@example.com"}]},
        "career": {"headline": CANARY, "summary": CANARY, "skills": [CANARY]},
    }
    candidate = UUID(api.stored("/v1/candidates", said, key=key)["stream"])
    at = f"/v1/candidates/{candidate}"
    api.stored(f"{at}/notes", {"text": CANARY})
    api.stored(f"{at}/contacts", {"channel": "phone", "said": CANARY, "went_well": True})
    api.stored(f"{at}/consents", {"purpose": "marketing", "channels": ["email"], "evidence": CANARY})
    api.follow()
    return candidate


@pytest.fixture(scope="module")
def callers(api: Api) -> dict[str, tuple[Role, str]]:
    """The key of each role, and of one who may see people and not these."""
    theirs = api.access.issue(Role.RECRUITER, "user:root", scope=Scope(("de-sales",)))[1]
    return {**{role.value: (role, api.issued[role][1]) for role in ROLES}, OF_THEIRS: (Role.RECRUITER, theirs)}


def cases() -> list[Any]:
    described = schemathesis.openapi.from_dict(create_app().openapi())
    found: list[Any] = [each.ok() for each in described.get_all_operations() if not isinstance(each, Err)]
    return [each for each in found if each.path.startswith("/v1")]


def test_no_route_breaks_or_leaks_whoever_asks(api: Api, planted: UUID, callers: dict[str, tuple[Role, str]]) -> None:
    gates = {(method, route.path): route.gate for route in keyed_routes() for method in route.methods or ()}
    gates = {(method, path.replace(":path", "")): gate for (method, path), gate in gates.items()}
    asked = 0
    for operation in cases():
        gate = gates[operation.method.upper(), operation.path]

        @seed(1)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), gate=st.just(gate))
        def each(case: Any, gate: Allowed) -> None:
            nonlocal asked
            if "candidate" in (case.path_parameters or {}):
                case.path_parameters["candidate"] = str(planted)
            for name, (role, key) in callers.items():
                answer = api.ask(case.method, case.formatted_path, key=key, **sent(case))
                asked += 1
                told = (case.method, case.formatted_path, name, answer.status_code, answer.text[:300])
                if not may(role, gate.action):
                    assert answer.status_code == 403, told
                code = answer.json().get("code") if answer.status_code >= 400 else None
                assert answer.status_code < 500 or code in FORESEEN, told
                blind = not may(role, gate.action) or name == OF_THEIRS or reason_missing(role, gate.action, None)
                if blind or role in (Role.ADMIN, Role.ANALYST):
                    assert CANARY.casefold() not in answer.text.casefold(), told

        each()
    assert asked > EXAMPLES * len(callers) * 100


def sent(case: Any) -> dict[str, Any]:
    """Of what was made up, the address and the body; nothing waits for a position that never comes."""
    given: dict[str, Any] = {"params": {**(case.query or {}), "wait": 0} if "GET" in case.method.upper() else {}}
    if case.media_type == "application/json" and not isinstance(case.body, NotSet):
        given |= {"content": orjson.dumps(case.body), "headers": {"Content-Type": "application/json"}}
    elif case.media_type == "multipart/form-data":
        given["files"] = {"file": ("people.csv", b"name\nAnn\n", "text/csv"), "source": (None, f"s{uuid4().hex[:8]}")}
    return given
