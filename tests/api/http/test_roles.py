"""Who may what: every route and its action, every role, keys that are none, and what keys may be given out."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import anyio
import orjson
import pytest

from api.http.reference import keyed_routes
from api.http.routing import KeyedRoute
from domain.access import ALLOWED, PERSONAL, Action, Role, Scope
from domain.vocabulary import Confidentiality
from tests.api.http.conftest import ROLES, Api

pytestmark = pytest.mark.servers

QUERIES = {
    "/v1/candidates/{candidate}/rights": Action.KEEP_RIGHTS,
    "/v1/rights-requests": Action.KEEP_RIGHTS,
    "/v1/erasures": Action.KEEP_RIGHTS,
    "/v1/deletions": Action.KEEP_RIGHTS,
    "/v1/candidates/{candidate}": Action.SEE_PERSON,
    "/v1/candidates": Action.FIND_PEOPLE,
    "/v1/search": Action.FIND_PEOPLE,
    "/v1/pools": Action.FIND_PEOPLE,
    "/v1/pools/{pool}": Action.FIND_PEOPLE,
    "/v1/pools/{pool}/people": Action.FIND_PEOPLE,
    "/v1/pools/{pool}/overlap/{other}": Action.FIND_PEOPLE,
    "/v1/campaigns": Action.SEE_FACTS,
    "/v1/campaigns/{campaign}": Action.SEE_FACTS,
    "/v1/campaigns/{campaign}/dry-run": Action.FIND_PEOPLE,
    "/v1/pools/{pool}/members/log": Action.FIND_PEOPLE,
    "/v1/pools/{pool}/size": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/merge-preview": Action.SEE_PERSON,
    "/v1/candidates/{candidate}/reversals/{position}": Action.SEE_PERSON,
    "/v1/purposes": Action.SEE_SETTINGS,
    "/v1/contact-policies": Action.SEE_SETTINGS,
    "/v1/notices/{notice}": Action.SEE_SETTINGS,
    "/v1/candidates/{candidate}/documents/{document}": Action.SEE_PERSON,
    "/v1/jobs/{job}/documents/{document}": Action.SEE_FACTS,
    "/v1/jobs/{job}/profile": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/history": Action.SEE_PERSON,
    "/v1/candidates/{candidate}/replay": Action.SEE_PERSON,
    "/v1/candidates/{candidate}/looks": Action.OVERSEE,
    "/v1/findings": Action.OVERSEE,
    "/v1/candidates/{candidate}/consents": Action.SEE_FACTS,
    "/v1/consents": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/consents/{position}/receipt": Action.SEE_PERSON,
    "/v1/suggestions": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/suggestions": Action.SEE_PERSON,
    "/v1/matches": Action.FIND_PEOPLE,
    "/v1/matches/questioned": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/matches/{other}": Action.SEE_PERSON,
    "/v1/reviews": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/contact-log": Action.SEE_FACTS,
    "/v1/contact-log": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/contact-points": Action.SEE_PERSON,
    "/v1/templates": Action.SEE_SETTINGS,
    "/v1/senders": Action.COMPOSE,
    "/v1/templates/{name}": Action.SEE_SETTINGS,
    "/v1/deliveries": Action.SEE_FACTS,
    "/v1/answers": Action.SEE_FACTS,
    "/v1/messages/{message}": Action.FIND_PEOPLE,
    "/v1/sink": Action.FIND_PEOPLE,
    "/v1/sink/{name}": Action.FIND_PEOPLE,
    "/v1/sink/{name}/eml": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/values": Action.SEE_PERSON,
    "/v1/candidates/{candidate}/activity": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/activity/curve": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/tier": Action.SEE_FACTS,
    "/v1/tier-policies": Action.SEE_SETTINGS,
    "/v1/metrics": Action.SEE_SETTINGS,
    "/v1/metrics/live": Action.SEE_MEASURES,
    "/v1/metrics/{name}": Action.SEE_SETTINGS,
    "/v1/metrics/{name}/answer": Action.SEE_MEASURES,
    "/v1/weekly-reports": Action.SEE_MEASURES,
    "/v1/weekly-reports/{ended}/page": Action.SEE_MEASURES,
    "/v1/worklist": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/measures": Action.SEE_FACTS,
    "/v1/candidates/{candidate}/tag-suggestions": Action.SEE_PERSON,
    "/v1/tags": Action.SEE_SETTINGS,
    "/v1/tags/ungoverned": Action.FIND_PEOPLE,
    "/v1/due": Action.SEE_FACTS,
    "/v1/imports/{batch}": Action.SEE_OPERATIONS,
    "/v1/imports/{batch}/rejects": Action.IMPORT,
    "/v1/batches": Action.SEE_OPERATIONS,
    "/v1/changes": Action.FIND_PEOPLE,
    "/v1/events": Action.FOLLOW,
    "/v1/log/checkpoint": Action.VERIFY,
    "/v1/log/key": Action.VERIFY,
    "/v1/log/tile/entries/{place:path}": Action.AUDIT,
    "/v1/log/tile/{level}/{place:path}": Action.VERIFY,
    "/v1/log/inclusion/{position}": Action.VERIFY,
    "/v1/log/consistency": Action.VERIFY,
    "/v1/parked": Action.SEE_OPERATIONS,
    "/v1/keys": Action.KEEP_KEYS,
    "/v1/key-rotations": Action.KEEP_KEYS,
    "/v1/identity-models": Action.KEEP_MODELS,
}
OTHERS = {
    "/v1/candidates/{candidate}/rights-requests": Action.KEEP_RIGHTS,
    "/v1/candidates/{candidate}/rights-requests/{request}/extend": Action.KEEP_RIGHTS,
    "/v1/candidates/{candidate}/rights-requests/{request}/answer": Action.KEEP_RIGHTS,
    "/v1/candidates/{candidate}/erasures": Action.KEEP_RIGHTS,
    "/v1/candidates/{candidate}/erasures/{erasure}/approve": Action.FORGET,
    "/v1/candidates/{candidate}/erasures/{erasure}/refuse": Action.FORGET,
    "/v1/candidates/{candidate}/holds": Action.FORGET,
    "/v1/candidates/{candidate}/holds/{hold}/propose-release": Action.FORGET,
    "/v1/candidates/{candidate}/holds/{hold}/release": Action.FORGET,
    "/v1/search": Action.FIND_PEOPLE,
    "/v1/pools": Action.KEEP_POOLS,
    "/v1/pools/{pool}/filter": Action.KEEP_POOLS,
    "/v1/pools/{pool}/snapshots": Action.KEEP_POOLS,
    "/v1/campaigns": Action.CONTACT,
    "/v1/campaigns/{campaign}/start": Action.CONTACT,
    "/v1/campaigns/{campaign}/pause": Action.CONTACT,
    "/v1/campaigns/{campaign}/resume": Action.CONTACT,
    "/v1/campaigns/{campaign}/cancel": Action.CONTACT,
    "/v1/candidates/{candidate}/sequences/stop": Action.CONTACT,
    "/v1/candidates": Action.DESCRIBE,
    "PUT /v1/candidates": Action.DESCRIBE,
    "/v1/candidates/lookup": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/tags": Action.DESCRIBE,
    "/v1/candidates/{candidate}/tags/remove": Action.DESCRIBE,
    "/v1/candidates/{candidate}/intent": Action.DESCRIBE,
    "/v1/candidates/{candidate}/interests": Action.DESCRIBE,
    "/v1/candidates/{candidate}/pay": Action.DESCRIBE,
    "/v1/candidates/{candidate}/owners": Action.DESCRIBE,
    "/v1/candidates/{candidate}/notes": Action.DESCRIBE,
    "/v1/candidates/{candidate}/reminders": Action.ATTEND,
    "/v1/candidates/{candidate}/due/{item}/done": Action.ATTEND,
    "/v1/candidates/{candidate}/due/{item}/snooze": Action.ATTEND,
    "/v1/candidates/{candidate}/confirmations": Action.DESCRIBE,
    "/v1/candidates/{candidate}/fit": Action.EVALUATE,
    "/v1/candidates/{candidate}/tier": Action.DESCRIBE,
    "/v1/candidates/{candidate}/pools": Action.DESCRIBE,
    "/v1/candidates/{candidate}/pools/leave": Action.DESCRIBE,
    "/v1/candidates/{candidate}/consents": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/consents/withdraw": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/contacts": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/replies": Action.CONTACT,
    "/v1/candidates/{candidate}/merge": Action.DECIDE_WHO_IS_WHO,
    "/v1/candidates/{candidate}/merge/reverse": Action.DECIDE_WHO_IS_WHO,
    "/v1/candidates/{candidate}/split": Action.DECIDE_WHO_IS_WHO,
    "/v1/candidates/{candidate}/different-people": Action.DECIDE_WHO_IS_WHO,
    "/v1/candidates/{candidate}/recorded-in-error": Action.DESCRIBE,
    "/v1/candidates/{candidate}/consents/requests": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/consents/requests/{request}/refuse": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/consents/requests/{request}/confirm": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/consents/expire": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/consents/receipts": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/notices-shown": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/preferences/contact": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/unsubscribe": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/objections": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/restriction": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/restriction/lift": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/contacts/{contact}/dispatch": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/sent": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/failed": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/unconfirmed": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/delivered": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/bounced": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/opened": Action.CONTACT,
    "/v1/candidates/{candidate}/contacts/{contact}/clicked": Action.CONTACT,
    "/v1/candidates/{candidate}/contact-points/verify": Action.DESCRIBE,
    "/v1/candidates/{candidate}/contact-points/invalidate": Action.DESCRIBE,
    "/v1/candidates/{candidate}/settings": Action.DESCRIBE,
    "/v1/candidates/{candidate}/values/prefer": Action.DESCRIBE,
    "/v1/candidates/{candidate}/values/release": Action.DESCRIBE,
    "/v1/candidates/{candidate}/suggestions": Action.DESCRIBE,
    "/v1/candidates/{candidate}/suggestions/{suggestion}/accept": Action.DESCRIBE,
    "/v1/candidates/{candidate}/suggestions/{suggestion}/dismiss": Action.DESCRIBE,
    "/v1/candidates/{candidate}/reviews": Action.DESCRIBE,
    "/v1/candidates/{candidate}/archive": Action.DESCRIBE,
    "/v1/jobs": Action.OPEN_JOBS,
    "/v1/jobs/{job}/headcount": Action.OPEN_JOBS,
    "/v1/jobs/{job}/hiring-team": Action.OPEN_JOBS,
    "/v1/jobs/{job}/profile": Action.OPEN_JOBS,
    "/v1/jobs/{job}/profile/proposed": Action.OPEN_JOBS,
    "/v1/jobs/{job}/recorded-in-error": Action.OPEN_JOBS,
    "/v1/candidates/{candidate}/applications": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/withdraw": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/screenings": Action.EVALUATE,
    "/v1/candidates/{candidate}/applications/{application}/interviews": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/interviews/{interview}/reschedule": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/interviews/{interview}/cancel": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/interviews/{interview}/attend": Action.EVALUATE,
    "/v1/candidates/{candidate}/applications/{application}/interviews/{interview}/miss": Action.EVALUATE,
    "/v1/candidates/{candidate}/applications/{application}/interviews/{interview}/evaluations": Action.EVALUATE,
    "/v1/candidates/{candidate}/applications/{application}/reason/confirm": Action.EVALUATE,
    "/v1/candidates/{candidate}/applications/{application}/not-hired": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/outcome-told": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/offers": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/offers/{offer}/accept": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/offers/{offer}/decline": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/offers/{offer}/rescind": Action.ADVANCE,
    "/v1/candidates/{candidate}/applications/{application}/hire": Action.ADVANCE,
    "/v1/candidates/{candidate}/employments/{employment}/probation/pass": Action.ADVANCE,
    "/v1/candidates/{candidate}/employments/{employment}/probation/fail": Action.ADVANCE,
    "/v1/candidates/{candidate}/employments/{employment}/leave": Action.ADVANCE,
    "/v1/candidates/{candidate}/employments": Action.ADVANCE,
    "/v1/pools/{pool}/rename": Action.KEEP_POOLS,
    "/v1/pools/{pool}/share": Action.KEEP_POOLS,
    "/v1/pools/{pool}/alert": Action.KEEP_POOLS,
    "/v1/pools/{pool}/hand-over": Action.KEEP_POOLS,
    "/v1/pools/{pool}/close": Action.KEEP_POOLS,
    "/v1/candidates/{candidate}/lists": Action.KEEP_POOLS,
    "/v1/candidates/{candidate}/lists/leave": Action.KEEP_POOLS,
    "/v1/candidates/{candidate}/same-person": Action.DECIDE_WHO_IS_WHO,
    "/v1/candidates/{candidate}/may-contact": Action.SEE_PERSON,
    "/v1/candidates/{candidate}/contacts/plan": Action.CONTACT,
    "/v1/notices/{notice}": Action.PUBLISH_NOTICES,
    "/v1/suppressions": Action.SUPPRESS,
    "/v1/suppressions/lift": Action.SUPPRESS,
    "/v1/suppressions/lookup": Action.FIND_PEOPLE,
    "/v1/candidates/{candidate}/update-links": Action.KEEP_RIGHTS,
    "/v1/candidates/{candidate}/preference-links": Action.RECORD_WISHES,
    "/v1/candidates/{candidate}/documents": Action.DESCRIBE,
    "/v1/jobs/{job}/documents": Action.OPEN_JOBS,
    "/v1/matches/decide": Action.DECIDE_WHO_IS_WHO,
    "/v1/tiers/decide": Action.DESCRIBE,
    "/v1/templates/{name}/versions": Action.COMPOSE,
    "/v1/templates/{name}/publish": Action.COMPOSE,
    "/v1/templates/{name}/retire": Action.COMPOSE,
    "/v1/templates/{name}/approvals": Action.COMPOSE,
    "/v1/templates/{name}/preview": Action.SEE_PERSON,
    "/v1/templates/{name}/tests": Action.COMPOSE,
    "/v1/candidates/{candidate}/contacts/{contact}/replay": Action.CONTACT,
    "/v1/messages/{message}/assign": Action.CONTACT,
    "/v1/messages/{message}/dismiss": Action.CONTACT,
    "/v1/imports": Action.IMPORT,
    "/v1/imports/{batch}/undo": Action.IMPORT,
    "/v1/keys": Action.KEEP_KEYS,
    "/v1/keys/{key}/approve": Action.KEEP_KEYS,
    "/v1/keys/{key}/revoke": Action.KEEP_KEYS,
    "/v1/key-rotations": Action.KEEP_KEYS,
    "/v1/key-rotations/{rotation}/approve": Action.KEEP_KEYS,
    "/v1/identity-models": Action.KEEP_MODELS,
    "/v1/candidates/{candidate}/tag-suggestions/confirm": Action.DESCRIBE,
    "/v1/candidates/{candidate}/tag-suggestions/refuse": Action.DESCRIBE,
    "/v1/tags/terms": Action.KEEP_TERMS,
    "/v1/tags/terms/name": Action.KEEP_TERMS,
    "/v1/tags/terms/merge": Action.KEEP_TERMS,
    "/v1/tags/terms/retire": Action.KEEP_TERMS,
    "/v1/tags/entrust": Action.KEEP_TERMS,
    "/v1/senders/{sender}": Action.COMPOSE,
    "/v1/senders/{sender}/forget": Action.COMPOSE,
    "/v1/senders/{sender}/retire": Action.COMPOSE,
    "/v1/exports": Action.EXPORT,
}
WHOLE = {
    "/v1/rights-requests",
    "/v1/erasures",
    "/v1/deletions",
    "/v1/metrics/live",
    "/v1/metrics/{name}/answer",
    "/v1/weekly-reports",
    "/v1/weekly-reports/{ended}/page",
    "/v1/suggestions",
    "/v1/matches",
    "/v1/matches/questioned",
    "/v1/reviews",
    "/v1/deliveries",
    "/v1/answers",
    "/v1/messages/{message}",
    "/v1/sink",
    "/v1/sink/{name}",
    "/v1/sink/{name}/eml",
    "/v1/candidates/{candidate}/looks",
    "/v1/findings",
    "/v1/events",
    "/v1/log/tile/entries/{place:path}",
}
"""What is not cut to org units and levels, so that a key of some of them is refused."""


def calls() -> Iterator[tuple[str, str, KeyedRoute]]:
    for route in keyed_routes():
        path = route.path
        for name in route.param_convertors:
            path = path.replace(f"{{{name}}}", str(uuid4()))
        for method in route.methods or ():
            yield method, path, route


def test_every_route_is_the_action_that_it_should_be() -> None:
    for method, _, route in calls():
        table, put = (QUERIES, "") if method == "GET" else (OTHERS, "PUT " if method == "PUT" else "")
        assert route.gate.action == table[put + route.path], route.path
    asked = {(method == "GET", route.path) for method, _, route in calls()}
    known = {(True, path) for path in QUERIES} | {(False, path.removeprefix("PUT ")) for path in OTHERS}
    assert known == asked


def test_every_list_of_people_is_cut_to_a_scope_or_closed_to_one() -> None:
    whole = {route.path for method, _, route in calls() if method == "GET" and route.gate.everywhere}
    assert whole == WHOLE


def test_every_role_at_every_route_is_let_in_or_turned_away_as_the_table_says(api: Api) -> None:
    """Cell by cell. Who is turned away is so before anything is read or written; who is let in names nobody."""
    head = api.ledger.store.head()
    cells = [(method, path, role, route) for method, path, route in calls() for role in ROLES]
    wrong = []
    for (method, path, role, route), (status, code) in zip(cells, answers(api, cells), strict=True):
        let_in = role in ALLOWED[route.gate.action]
        good = status not in (401, 403) if let_in else (status, code) == (403, "role_not_allowed")
        if not good:
            wrong.append((method, path, role, status, code))
    assert len(cells) == len(ROLES) * sum(1 for _ in calls()) > 1_500
    assert wrong == []
    assert {recorded.event.type for recorded in api.ledger.page(head, 1_000)} <= {"personal-data-viewed"}


def answers(api: Api, cells: list[tuple[str, str, Role, KeyedRoute]]) -> list[tuple[int, str | None]]:
    """Status and code of each call, asked of the application itself: a client takes longer than a refusal."""

    async def asked() -> list[tuple[int, str | None]]:
        return [await answered(api.client.app, method, path, api.issued[role][1]) for method, path, role, _ in cells]

    assert api.client.portal is not None
    return api.client.portal.call(asked)


async def answered(app: Any, method: str, path: str, key: str) -> tuple[int, str | None]:
    headers = [(b"authorization", f"Bearer {key}".encode()), (b"renmai-reason", b"audit")]
    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode()}
    scope |= {"query_string": b"", "headers": headers, "scheme": "http", "server": ("testserver", 80), "root_path": ""}
    sent: list[dict[str, Any]] = []
    body = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in body:
            return message
        await anyio.sleep_forever()  # nobody hangs up
        raise AssertionError

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    status = sent[0]["status"]
    if status < 400:
        return status, None
    return status, orjson.loads(b"".join(each.get("body", b"") for each in sent[1:]))["code"]


def test_an_auditor_says_why_before_seeing_anybody(api: Api) -> None:
    key = api.issued[Role.AUDITOR][1]
    for method, path, route in calls():
        if Role.AUDITOR in ALLOWED[route.gate.action]:
            response = api.ask(method, path, key=key)
            refused = response.status_code == 403 and response.json()["code"] == "reason_required"
            assert refused == (route.gate.action in PERSONAL), path
    assert api.get("/v1/candidates", key=key, headers={"Renmai-Reason": "A Reason"}).json()["code"] == "bad_reason"
    assert api.get("/v1/candidates", key=key, headers={"Renmai-Reason": "complaint"}).status_code == 200


def test_a_key_of_some_units_is_refused_where_nothing_is_cut_to_them(api: Api) -> None:
    _, key = api.access.issue(Role.RECRUITER, "user:root", scope=Scope(("cn-platform",)))
    for method, path, route in calls():
        if Role.RECRUITER in ALLOWED[route.gate.action] and route.gate.everywhere:
            assert api.ask(method, path, key=key).json()["code"] == "scope_too_narrow", path


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
    assert api.get("/v1/metrics", key=key).status_code == 200
    api.access.revoke(key_id, by="user:root")
    revoked = asked = time.monotonic()
    while api.get("/v1/metrics", key=key).status_code == 200:
        assert asked < revoked + 1  # what is asked later than that is refused, however long an answer takes
        asked = time.monotonic()
    assert api.get("/v1/metrics", key=key).json()["code"] == "bad_key"


def test_an_admin_gives_out_a_key_and_another_approves_it(api: Api) -> None:
    issued = api.stored("/v1/keys", {"role": "analyst", "label": "warehouse"}, role="admin")
    assert issued["state"] == "awaits-approval"
    assert api.get("/v1/metrics", key=issued["key"]).json()["code"] == "bad_key"
    path = f"/v1/keys/{issued['key_id']}"
    assert api.post(f"{path}/approve", role="admin").json()["code"] == "four_eyes"
    _, second = api.access.issue(Role.ADMIN, by="user:root")
    api.stored(f"{path}/approve", key=second)
    wait_until(lambda: api.get("/v1/metrics", key=issued["key"]).status_code == 200)
    assert api.post(f"{path}/approve", key=second).json()["code"] == "nothing_to_approve"
    [shown] = [each for each in api.get("/v1/keys", role="admin").json()["items"] if each["key_id"] == issued["key_id"]]
    assert (shown["state"], shown["label"], shown["approved_by"]) == ("good", "warehouse", f"key:{key_of(api, second)}")
    assert "key" not in shown
    api.stored(f"{path}/revoke", {"why": "left"}, role="admin")
    wait_until(lambda: api.get("/v1/metrics", key=issued["key"]).status_code == 401)
    assert api.post(f"{path}/revoke", {}, role="admin").json()["code"] == "no_such_key"


def test_one_person_with_two_keys_is_not_two_persons(api: Api) -> None:
    _, second = api.access.issue(Role.ADMIN, by="user:root")
    wang = {"Renmai-Acting-User": "user:wang"}
    issued = api.stored("/v1/keys", {"role": "dpo"}, role="admin", headers=wang)
    path = f"/v1/keys/{issued['key_id']}/approve"
    assert api.post(path, key=second, headers=wang).json()["code"] == "four_eyes"
    assert api.post(path, key=second, headers={"Renmai-Acting-User": "user:li"}).status_code == 201


def test_a_new_key_shows_what_is_confidential_only_where_that_is_said(api: Api) -> None:
    def scope(**said: object) -> tuple[object, ...]:
        issued = api.stored("/v1/keys", said, role="admin")
        known = api.access.known(UUID(issued["key_id"]))
        assert known is not None
        return known.scope.units, known.scope.level

    assert scope(role="recruiter") == (None, Confidentiality.NORMAL)
    assert scope(role="recruiter", level="secret", org_units=["de-sales"]) == (("de-sales",), Confidentiality.SECRET)
    assert scope(role="dpo") == (None, Confidentiality.SECRET)


def key_of(api: Api, plain: str) -> UUID:
    access = api.access.find(plain)
    assert access is not None
    return UUID(access.actor.removeprefix("key:"))


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
