"""Every route as every role, with what somebody else's tool (schemathesis) makes of the API's own description.

Nothing may be answered by a fault of ours, and none who may not see people sees a word of one. Public routes are asked
by whoever has no key: half of the time with a person's own link, which tells of them, else with one that is made up.
"""

from itertools import cycle
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
from api.http.app import ROUTERS
from api.http.caller import Allowed
from api.http.reference import keyed_routes
from domain.access import PERSONAL, Role, Scope, may, reason_missing
from tests.api.http.conftest import ROLES, Api

pytestmark = [pytest.mark.servers, pytest.mark.slow]

CANARY = "Quisquilia"
EXAMPLES = 2
"""Of each route."""
FORESEEN = {"not_yet", "not_ready", "blob_store_unavailable", "not_sealed"}
OF_THEIRS = "a recruiter of another unit"


@pytest.fixture(scope="module")
def planted(api: Api) -> UUID:
    return plant(api)


def plant(api: Api) -> UUID:
    """Somebody of one unit; the canary is in every kind of text."""
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


@pytest.fixture(scope="module")
def links(api: Api) -> dict[str, str]:
    """A person's own, by the first word of the address."""
    person, ways = plant(api), {"u": "update-links", "p": "preference-links"}
    return {word: api.stored(f"/v1/candidates/{person}/{way}")["path"].rpartition("/")[2] for word, way in ways.items()}


@pytest.fixture(scope="module")
def operations() -> list[Any]:
    """Every one, those that the published description leaves out, too."""
    with pytest.MonkeyPatch.context() as patch:
        for router in ROUTERS:
            for each in (router, *router.routes):
                patch.setattr(each, "include_in_schema", True)
        described = create_app().openapi()
    found = schemathesis.openapi.from_dict(described).get_all_operations()
    return [each.ok() for each in found if not isinstance(each, Err)]


def gates() -> dict[tuple[str, str], Allowed]:
    """Of what takes a key."""
    found = {(method, route.path): route.gate for route in keyed_routes() for method in route.methods or ()}
    return {(method, path.replace(":path", "")): gate for (method, path), gate in found.items()}


MADE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def test_no_route_breaks_or_leaks_whoever_asks(
    api: Api, planted: UUID, callers: dict[str, tuple[Role, str]], operations: list[Any]
) -> None:
    asked = seen_for_a_reason = 0
    reasons = cycle(("audit", None))
    known = gates()
    for operation in operations:
        gate = known.get((operation.method.upper(), operation.path))
        if gate is None:
            continue

        @seed(1)
        @MADE
        @given(case=operation.as_strategy(), gate=st.just(gate))
        def each(case: Any, gate: Allowed) -> None:
            nonlocal asked, seen_for_a_reason
            if "candidate" in (case.path_parameters or {}):
                case.path_parameters["candidate"] = str(planted)
            reason = next(reasons)
            for name, (role, key) in callers.items():
                said = sent(case)
                if role is Role.AUDITOR and reason:
                    said["headers"] = {**said.get("headers", {}), "Renmai-Reason": reason}
                answer = api.ask(case.method, case.formatted_path, key=key, **said)
                asked += 1
                told = (case.method, case.formatted_path, name, answer.status_code, answer.text[:300])
                if not may(role, gate.action):
                    assert answer.status_code == 403, told
                assert no_fault_of_ours(answer), told
                blind = not may(role, gate.action) or name == OF_THEIRS or reason_missing(role, gate.action, reason)
                for_a_reason = role is Role.AUDITOR and reason is not None and gate.action in PERSONAL
                seen_for_a_reason += for_a_reason and answer.status_code == 200
                if blind or role in (Role.ADMIN, Role.ANALYST):
                    assert CANARY.casefold() not in answer.text.casefold(), told

        each()
    assert seen_for_a_reason > 10
    assert asked > EXAMPLES * len(callers) * 100


def test_no_public_route_breaks_and_a_link_that_is_made_up_tells_of_nobody(
    api: Api, links: dict[str, str], operations: list[Any]
) -> None:
    known = gates()
    public = [each for each in operations if (each.method.upper(), each.path) not in known]
    assert {each.path.split("/")[1] for each in public} >= {"u", "p", "c", "o", "health", "problems"}
    told_by_own = set()
    for operation in public:
        own = links.get(operation.path.split("/")[1])
        turns = cycle((own, None))

        @seed(1)
        @MADE
        @given(case=operation.as_strategy(), turns=st.just(turns))
        def each(case: Any, turns: Any) -> None:
            link = next(turns) if "token" in (case.path_parameters or {}) else None
            if link:
                case.path_parameters["token"] = link
            answer = api.ask(case.method, case.formatted_path, role=None, follow_redirects=False, **sent(case))
            told = (case.method, case.formatted_path, answer.status_code, answer.text[:300])
            assert no_fault_of_ours(answer), told
            if CANARY.casefold() in answer.text.casefold():
                assert link, told
                told_by_own.add(case.path)

        each()
    assert {"/u/{token}", "/u/{token}/copy", "/u/{token}/copy.csv"} <= told_by_own


def no_fault_of_ours(answer: Any) -> bool:
    if answer.status_code < 500:
        return True
    said = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    return said.get("code") in FORESEEN


def sent(case: Any) -> dict[str, Any]:
    """Of what was made up, the address and the body; nothing waits for a position that never comes."""
    given: dict[str, Any] = {"params": {**(case.query or {}), "wait": 0} if "GET" in case.method.upper() else {}}
    if case.media_type == "application/json" and not isinstance(case.body, NotSet):
        given |= {"content": orjson.dumps(case.body), "headers": {"Content-Type": "application/json"}}
    elif case.media_type == "application/x-www-form-urlencoded" and isinstance(case.body, dict):
        given["data"] = case.body
    elif case.media_type == "multipart/form-data":
        given["files"] = {"file": ("people.csv", b"name\nAnn\n", "text/csv"), "source": (None, f"s{uuid4().hex[:8]}")}
    return given
