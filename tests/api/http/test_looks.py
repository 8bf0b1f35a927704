"""Whoever is shown personal data is recorded before it is shown; and a person can be told who looked."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from api.http.reference import keyed_routes
from api.http.seen import way_of
from domain.access import ALLOWED, PERSONAL
from domain.events import PersonalDataViewed
from domain.recorded import Recorded
from ledger.looks import By
from tests.api.http.conftest import ROLES, Api
from tests.api.http.test_roles import calls
from tests.ledger.patience import patient
from tests.servers import Database

pytestmark = pytest.mark.servers


def looks_since(api: Api, head: int) -> list[tuple[str, tuple[UUID, ...], Recorded]]:
    found = [(each.event, each) for each in api.ledger.page(head, 10_000)]
    return [(event.way, event.candidates, each) for event, each in found if isinstance(event, PersonalDataViewed)]


@pytest.fixture
def known(api: Api) -> UUID:
    candidate = api.ingested(f"Zhou {uuid4().hex}")
    api.stored(f"/v1/candidates/{candidate}/contacts", {"channel": "phone", "went_well": True})
    api.follow()
    return candidate


def test_every_way_to_see_somebody_is_recorded_with_whom_it_showed(api: Api, known: UUID) -> None:
    one = f"/v1/candidates/{known}"
    period = {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "limit": 500}
    name = api.get(one).json()["profile"]["name"]["full"]
    ways: tuple[tuple[str, str, dict[str, Any]], ...] = (
        *(("GET", f"{one}{page}", {}) for page in ("", "/history", "/replay", "/values", "/contact-points")),
        ("GET", one, {"params": {"wait": 1}}),
        ("GET", f"{one}/contact-log", {}),
        ("GET", f"{one}/suggestions", {}),
        ("GET", "/v1/candidates", {"params": {"limit": 500}}),
        ("POST", "/v1/search", {"json": {"q": f'"{name}"'}}),
        ("POST", "/v1/candidates/lookup", {"json": {"name": name}}),
        ("GET", "/v1/changes", {"params": {"limit": 1000}}),
        ("GET", "/v1/worklist", {"params": {"limit": 500}}),
        ("GET", "/v1/contact-log", {"params": period}),
    )
    for method, path, given in ways:
        head = api.ledger.store.head()
        answer = api.ask(method, path, **given)
        assert answer.status_code == 200, (path, answer.text)
        [(way, shown, recorded)] = looks_since(api, head)
        assert (way, known in shown) == (path.rsplit("/", 1)[-1] if path != one else "candidates", True), path
        assert recorded.meta.actor == f"key:{api.issued['recruiter'][0]}"


def test_no_route_that_is_read_shows_somebody_unrecorded(api: Api, known: UUID) -> None:
    """Whoever is let in, and whatever the route is said to show: a name in the answer is a look on disk."""
    name = api.get(f"/v1/candidates/{known}").json()["profile"]["name"]["full"]
    on = datetime.now(UTC).date() + timedelta(days=9)
    api.stored(f"/v1/candidates/{known}/reminders", {"due_on": str(on), "said": "Call again."})
    api.follow()
    asked = {each: {"limit": "500"} for each in ("/v1/due", "/v1/worklist", "/v1/candidates", "/v1/contact-log")}
    asked["/v1/due"]["day"] = str(on)
    asked["/v1/contact-log"] |= {"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z"}
    showed = set()
    for method, path, route in calls():
        for role in ROLES if method == "GET" else ():
            if role not in ALLOWED[route.gate.action] or path.startswith(("/v1/log/", "/v1/metrics")):
                continue
            head = api.ledger.store.head()
            filled = route.path.replace("{candidate}", str(known))
            if "{" not in filled and name in api.get(filled, role=role, params=asked.get(filled)).text:
                showed.add(route.path)
                assert [known in shown for _, shown, _ in looks_since(api, head)] == [True], (path, role)
    assert {"/v1/due", "/v1/worklist", "/v1/candidates", "/v1/candidates/{candidate}"} <= showed


def test_no_route_that_shows_people_is_called_by_no_name() -> None:
    ways = {way_of(route.path) for route in keyed_routes() if route.gate.action in PERSONAL}
    assert {"candidates", "search", "replay", "history", "documents", "lookup", "eml"} <= ways


def test_facts_refusals_and_nobody_are_no_look(api: Api, known: UUID) -> None:
    head = api.ledger.store.head()
    for path, role in (
        (f"/v1/candidates/{known}/contact-log", "analyst"),
        ("/v1/worklist", "analyst"),
        ("/v1/events", "analyst"),
        (f"/v1/candidates/{known}/consents", "recruiter"),
        (f"/v1/candidates/{uuid4()}", "recruiter"),
        (f"/v1/candidates/{known}", "analyst"),
        ("/v1/candidates?tag=nobody-has-it", "recruiter"),
    ):
        api.get(path, role=role)
    assert api.ledger.store.head() == head


def test_why_and_for_whom_somebody_looked_is_told_to_the_dpo_and_over_merges(api: Api, known: UUID) -> None:
    other = api.ingested("Ana Luz")
    api.follow()
    said = {"Renmai-Reason": "complaint-4711", "Renmai-Acting-User": "user:li"}
    api.get(f"/v1/candidates/{other}", role="auditor", headers=said)
    api.stored(f"/v1/candidates/{known}/same-person", {"other": str(other)})
    api.get(f"/v1/candidates/{known}/replay")
    api.follow()
    items = api.get(f"/v1/candidates/{other}/looks", role="dpo").json()["items"]
    told = {(each["way"], each["reason"], each["on_behalf_of"], each["candidate"]) for each in items}
    assert ("candidates", "complaint-4711", "user:li", str(other)) in told
    assert ("replay", None, None, str(known)) in told
    first = api.get(f"/v1/candidates/{other}/looks", role="dpo", params={"limit": 1}).json()
    rest = api.get(f"/v1/candidates/{other}/looks", role="dpo", params={"cursor": first["next"]}).json()
    assert [*first["items"], *rest["items"]] == items
    assert api.get(f"/v1/candidates/{other}/looks").json()["code"] == "role_not_allowed"


def test_many_at_once_share_an_append_and_none_is_lost(api: Api, known: UUID) -> None:
    rooms = api.client.app.state.rooms  # type: ignore[attr-defined]
    people = [uuid4() for _ in range(40)]
    by = [By("key:a", None, None, "candidates"), By("key:b", None, "audit", "candidates")]
    head = api.ledger.store.head()
    done: list[Any] = []
    with patient(api.settings.admin_conninfo), psycopg.connect(api.settings.admin_conninfo) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(7236837521)")
        done.append(rooms.looks.note(by[0], people[:1]))  # it waits, and the others gather behind it
        while rooms.looks._next is done[0]:
            threading.Event().wait(0.001)
        done += [rooms.looks.note(by[at % 2], [each]) for at, each in enumerate(people[1:])]
        assert not any(each.done() for each in done)
    assert len({each.result() for each in done}) == 2
    found = looks_since(api, head)
    assert [len(shown) for _, shown, _ in found] == [1, 20, 19]
    assert sorted(each for _, shown, _ in found for each in shown) == sorted(people)
    assert [recorded.meta.reason for *_, recorded in found] == [None, None, "audit"]


def test_what_can_t_be_recorded_is_not_shown(api: Api, own_database: Database, known: UUID) -> None:
    with psycopg.connect(own_database.admin) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(7236837521)")
        refused = api.get(f"/v1/candidates/{known}")
    assert (refused.status_code, refused.json()["code"]) == (503, "ledger_busy")
    assert str(known) not in refused.text
    assert api.get(f"/v1/candidates/{known}").status_code == 200
