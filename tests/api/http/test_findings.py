"""The auditor's first question: each kind of finding is made, and found; and what is as it should be is not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg
import pytest

from domain.decisions import IngestRecord
from domain.events import ContactDelivered, ContactUnconfirmed
from domain.person import Name, Person
from domain.vocabulary import DataClass
from ledger.envelope import Origin, new_id
from projections.findings import Findings, findings
from tests.api.http.conftest import Api
from tests.projections.metrics.golden import dispatched
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def now() -> datetime:
    """A moment of this day that is sure to be of it a while later too."""
    found = datetime.now(UTC)
    return found if (found + timedelta(minutes=30)).date() == found.date() else found + timedelta(minutes=30)


def imported(api: Api, name: str) -> UUID:
    candidate = new_id()
    origin = replace(Origin("system:import"), batch=new_id())
    api.ledger.submit(IngestRecord(candidate=candidate, source="ats", person=Person(name=Name(full=name))), origin)
    return candidate


@pytest.fixture(scope="module")
def people(api: Api, own_database: Database, now: datetime) -> dict[str, UUID]:
    """By what is wrong with them; and two with whom nothing is."""
    made = {kind: api.ingested(f"Person {kind}") for kind in WRONG if kind != "imported-and-never-told"}
    made["fine"] = api.ingested("Fine")
    made["imported-and-never-told"], made["told"] = imported(api, "Ann"), imported(api, "Bea")
    at = {kind: f"/v1/candidates/{person}" for kind, person in made.items()}
    api.stored(f"{at['contact-without-basis']}/objections", {})
    api.stored(f"{at['contact-without-basis']}/contacts", {"channel": "phone"})
    api.stored(f"{at['fine']}/consents", {"purpose": "marketing", "channels": ["phone"]})
    late = {"occurred": {"at": "2026-01-01T00:00:00Z"}}
    api.stored(f"{at['consent-claimed-late']}/consents", {"purpose": "marketing", "channels": ["phone"]} | late)
    ended = {"purpose": "marketing", "channels": ["phone"], "expires_on": now.date().isoformat()}
    api.stored(f"{at['consent-expired-and-held']}/consents", ended)
    month_ago = {"occurred": {"at": (now - timedelta(days=30)).isoformat()}}
    api.stored(f"{at['request-overdue']}/rights-requests", {"kind": "access"} | month_ago)
    answered = api.stored(f"{at['fine']}/rights-requests", {"kind": "access"} | month_ago)["id"]
    api.stored(f"{at['fine']}/rights-requests/{answered}/answer", {"outcome": "fulfilled"})
    notice = {"version": 1, "language": "en", "purposes": ["talent-pool"], "title": "Privacy", "text": "Two years."}
    api.stored("/v1/notices/privacy", notice)
    api.stored(f"{at['told']}/notices-shown", {"notice": "privacy", "version": 1, "channel": "email"})
    scribe, left = Scribe(api.ledger), {"contact": new_id(), "channel": "email", "purpose": "talent-pool"}
    for kind, after in (("dispatch-unconfirmed", []), ("fine", [ContactDelivered(**left)])):
        scribe.say(made[kind], dispatched(left), ContactUnconfirmed(**left), *after)
    api.follow()
    api.ledger.keyring.destroy(made["erased-without-order"], DataClass.IDENTITY)
    with psycopg.connect(own_database.keys_admin, autocommit=True) as keys:
        keys.execute("ALTER TABLE keys.data_key DISABLE TRIGGER never_removed")
        keys.execute("DELETE FROM keys.data_key WHERE subject = %s", (made["key-lost"],))
    api.ledger.keyring._opened.clear()
    with psycopg.connect(own_database.admin, autocommit=True) as connection:
        connection.execute(
            """
            INSERT INTO read.parked (projection, generation, stream, position, code)
            SELECT projection, generation, %s, 1, 'validation_error' FROM read.checkpoint
            WHERE projection = 'people' AND live
            """,
            (made["dossier-parked"],),
        )
    return made


WRONG = (
    *("contact-without-basis", "consent-claimed-late", "consent-expired-and-held", "imported-and-never-told"),
    *("request-overdue", "dossier-parked", "erased-without-order", "key-lost", "dispatch-unconfirmed"),
)


def asked(api: Api, begin: datetime, end: datetime, at: datetime) -> Findings:
    with api.client.app.state.rooms.readers.connection() as reader:  # type: ignore[attr-defined]
        return findings(api.ledger, reader, begin, end, at)


def test_each_kind_is_found_of_whom_it_is_true_and_of_nobody_else(
    api: Api, people: dict[str, UUID], now: datetime
) -> None:
    found = asked(api, now - DAY, now + DAY, now + 40 * DAY)
    for kind in WRONG:
        assert {each.candidate for each in found.items if each.code == kind} == {people[kind]}, kind
    assert found.counts == {**dict.fromkeys(WRONG, 1), "residue-unverified": 0}  # made in test_rights.py
    assert found.cut == []
    late = next(each for each in found.items if each.code == "consent-claimed-late")
    assert late.detail == "2026-01-01T00:00:00Z"


@pytest.mark.usefixtures("people")
def test_a_month_has_to_pass_before_somebody_should_have_been_told(api: Api, now: datetime) -> None:
    assert asked(api, now - DAY, now + DAY, now + 2 * DAY).counts["imported-and-never-told"] == 0


@pytest.mark.usefixtures("people")
def test_another_period_has_other_findings(api: Api, now: datetime) -> None:
    before = asked(api, now - 10 * DAY, now - DAY, now + 40 * DAY)
    assert (before.items, set(before.counts.values())) == ([], {0})


@pytest.mark.usefixtures("people")
def test_an_auditor_and_the_dpo_are_told_by_http_and_without_a_name(api: Api, now: datetime) -> None:
    period = {"from": (now - DAY).isoformat(), "to": (now + DAY).isoformat()}
    for role in ("auditor", "dpo"):
        told = api.get("/v1/findings", role=role, params=period)
        assert told.json()["counts"]["contact-without-basis"] == 1
        assert "Person" not in told.text
    assert api.get("/v1/findings", params=period).json()["code"] == "role_not_allowed"
