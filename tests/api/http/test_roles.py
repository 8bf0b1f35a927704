"""Who may what: every route, every role, and keys that are none."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from api.http.reference import keyed_routes
from api.http.routing import KeyedRoute
from tests.api.http.conftest import ROLES, Api

pytestmark = pytest.mark.servers

CHANGE = {"recruiter", "admin"}
PEOPLE = {"recruiter", "auditor", "admin"}
FACTS = {"recruiter", "auditor", "analyst", "admin"}

QUERIES = {
    "/v1/candidates": PEOPLE,
    "/v1/candidates/{candidate}": PEOPLE,
    "/v1/search": PEOPLE,
    "/v1/pools": PEOPLE,
    "/v1/pools/{pool}": PEOPLE,
    "/v1/pools/{pool}/people": PEOPLE,
    "/v1/pools/{pool}/overlap/{other}": PEOPLE,
    "/v1/candidates/{candidate}/history": PEOPLE,
    "/v1/candidates/{candidate}/replay": PEOPLE,
    "/v1/candidates/{candidate}/documents/{document}": PEOPLE,
    "/v1/candidates/{candidate}/merge-preview": PEOPLE,
    "/v1/candidates/{candidate}/reversals/{position}": PEOPLE,
    "/v1/changes": PEOPLE,
    "/v1/candidates/{candidate}/values": PEOPLE,
    "/v1/candidates/{candidate}/contact-points": PEOPLE,
    "/v1/suggestions": PEOPLE,
    "/v1/candidates/{candidate}/suggestions": PEOPLE,
    "/v1/matches": PEOPLE,
    "/v1/matches/questioned": PEOPLE,
    "/v1/candidates/{candidate}/matches/{other}": PEOPLE,
    "/v1/reviews": PEOPLE,
    "/v1/identity-models": {"admin"},
    "/v1/candidates/{candidate}/consents/{position}/receipt": PEOPLE,
    "/v1/notices/{notice}": FACTS,
    "/v1/purposes": FACTS,
    "/v1/contact-policies": FACTS,
    "/v1/candidates/{candidate}/activity": FACTS,
    "/v1/candidates/{candidate}/tier": FACTS,
    "/v1/tier-policies": FACTS,
    "/v1/candidates/{candidate}/consents": FACTS,
    "/v1/candidates/{candidate}/contact-log": FACTS,
    "/v1/worklist": FACTS,
    "/v1/consents": FACTS,
    "/v1/contact-log": FACTS,
    "/v1/batches": FACTS,
    "/v1/imports/{batch}": FACTS,
    "/v1/imports/{batch}/rejects": CHANGE,
    "/v1/parked": FACTS,
    "/v1/templates": FACTS,
    "/v1/templates/{name}": FACTS,
    "/v1/deliveries": FACTS,
    "/v1/answers": FACTS,
    "/v1/messages/{message}": PEOPLE,
    "/v1/sink": PEOPLE,
    "/v1/sink/{name}": PEOPLE,
    "/v1/sink/{name}/eml": PEOPLE,
    "/v1/events": {"auditor", "analyst", "admin"},
    "/v1/log/checkpoint": {"auditor", "analyst", "admin"},
    "/v1/log/key": {"auditor", "analyst", "admin"},
    "/v1/log/tile/entries/{place:path}": {"auditor", "admin"},
    "/v1/log/tile/{level}/{place:path}": {"auditor", "analyst", "admin"},
    "/v1/log/inclusion/{position}": {"auditor", "analyst", "admin"},
    "/v1/log/consistency": {"auditor", "analyst", "admin"},
}
OTHERS = {
    "/v1/keys": {"admin"},
    "/v1/keys/{key}/revoke": {"admin"},
    "/v1/identity-models": {"admin"},
    "/v1/candidates/lookup": PEOPLE,
    "/v1/search": PEOPLE,
    "/v1/candidates/{candidate}/may-contact": PEOPLE,
    "/v1/suppressions/lookup": PEOPLE,
}


def calls() -> Iterator[tuple[str, str, KeyedRoute]]:
    for route in keyed_routes():
        path = route.path
        for name in route.param_convertors:
            path = path.replace(f"{{{name}}}", str(uuid4()))
        for method in route.methods or ():
            yield method, path, route


def test_every_route_lets_in_whom_it_should() -> None:
    for _, _, route in calls():
        if "GET" in (route.methods or ()):
            assert route.gate.roles == QUERIES[route.path], route.path
        else:
            assert route.gate.roles == OTHERS.get(route.path, CHANGE), route.path


def test_no_other_role_is_let_in_anywhere(api: Api) -> None:
    refused = 0
    for method, path, route in calls():
        for role in ROLES:
            response = api.ask(method, path, role=role)
            if role in route.gate.roles:
                assert response.status_code not in (401, 403), (method, path, role)
            else:
                assert (response.status_code, response.json()["code"]) == (403, "role_not_allowed")
                refused += 1
    assert refused > 100


@pytest.mark.parametrize("kind", ["none", "unknown", "revoked", "expired", "basic", "empty", "not-ascii"])
def test_without_a_good_key_every_route_is_closed(api: Api, kind: str) -> None:
    head = api.ledger.store.head()
    key_id, key = api.access.issue("admin", by="user:root")
    _, expired = api.access.issue("admin", by="user:root", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    api.access.revoke(key_id, by="user:root")
    headers = {
        "none": {},
        "unknown": {"Authorization": "Bearer rk_no"},
        "revoked": {"Authorization": f"Bearer {key}"},
        "expired": {"Authorization": f"Bearer {expired}"},
        "basic": {"Authorization": "Basic cm9vdDpyb290"},
        "empty": {"Authorization": "Bearer "},
        "not-ascii": {"Authorization": "Bearer ключ\x80".encode()},
    }[kind]
    for method, path, _ in calls():
        response = api.ask(method, path, role=None, headers=headers)
        assert response.status_code == 401, (method, path)
        assert response.json()["code"] in ("no_key", "bad_key")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert api.ledger.store.head() == head + 3


def test_a_key_is_checked_before_a_word_of_the_body_is_read(api: Api) -> None:
    response = api.ask("POST", "/v1/candidates", role=None, content=b"{broken")
    assert response.json()["code"] == "no_key"
    response = api.ask("POST", "/v1/candidates", role="auditor", content=b"{broken")
    assert response.json()["code"] == "role_not_allowed"


def test_a_key_that_is_revoked_in_mid_flight_dies_within_a_second(api: Api) -> None:
    key_id, key = api.access.issue("analyst", by="user:root")
    assert api.get("/v1/parked", key=key).status_code == 200
    api.access.revoke(key_id, by="user:root")
    deadline = time.monotonic() + 1.5
    while api.get("/v1/parked", key=key).status_code == 200:
        assert time.monotonic() < deadline
    assert api.get("/v1/parked", key=key).json()["code"] == "bad_key"


def test_an_admin_gives_out_a_key_once_and_takes_it_back(api: Api) -> None:
    issued = api.stored("/v1/keys", {"role": "analyst"}, role="admin")
    assert api.get("/v1/parked", key=issued["key"]).status_code == 200
    api.stored(f"/v1/keys/{issued['key_id']}/revoke", {"why": "left"}, role="admin")
    assert api.get("/v1/parked", key=issued["key"]).status_code == 401
    again = api.post(f"/v1/keys/{issued['key_id']}/revoke", {}, role="admin")
    assert again.json()["code"] == "no_such_key"
