"""An event that can't be folded parks one person only, says so in every answer about them, and can be retried."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain.events import CandidateTagged, ContactLogged
from domain.vocabulary import Channel
from ledger.envelope import new_id
from ledger.ledger import Ledger
from projections import contact_log, dossiers, follow
from projections.catalogue import PEOPLE, PROJECTIONS
from projections.checkpoint import lag, reached
from projections.parking import Parked, parked
from projections.person import Person
from projections.projection import Projection, Values, View
from projections.rebuild import rebuild
from projections.retry import retry
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers


def contact() -> ContactLogged:
    return ContactLogged(contact=new_id(), channel=Channel.EMAIL)


def tags(connection: Connection[Any], candidate: Any) -> set[str]:
    row = connection.execute("SELECT tags FROM read.dossiers WHERE dossier = %s", (candidate,)).fetchone()
    return set(row[0]) if row else set()


def test_an_unknown_event_parks_its_person_and_nobody_else(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    poisoned, other = scribe.ingest("Poisoned"), scribe.ingest("Other")
    scribe.say(poisoned, CandidateTagged(tag="java"))
    position = scribe.poison(poisoned)
    scribe.say(poisoned, CandidateTagged(tag="go"), contact())
    scribe.say(other, CandidateTagged(tag="go"), contact())
    following()

    (found,) = parked(reader)
    assert (found.projection, found.stream, found.position) == ("people", poisoned, position)
    assert (found.code, found.skipped, found.tries) == ("unknown_event_type", 2, 1)
    assert reached(reader) == scribe.ledger.store.head()
    assert tags(reader, poisoned) == {"java"}
    assert tags(reader, other) == {"go"}
    answer = dossiers.get_dossier(reader, poisoned)
    assert answer is not None
    assert answer.parked == "unknown_event_type"
    assert dossiers.get_dossier(reader, other).parked is None  # type: ignore[union-attr]
    log = contact_log.of_one(reader, poisoned)
    assert len(log.items) == 1
    assert log.parked
    assert not contact_log.of_one(reader, other).parked
    assert {each.projection: each.parked for each in lag(reader)}["people"] == 1


def test_events_of_a_parked_person_are_counted_and_wait(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    poisoned = scribe.ingest()
    scribe.poison(poisoned)
    following()
    for _ in range(3):
        scribe.say(poisoned, CandidateTagged(tag="go"))
        following()
    assert [each.skipped for each in parked(reader)] == [3]
    assert tags(reader, poisoned) == set()


def test_of_someone_who_never_could_be_folded_the_answer_says_so(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    nobody = new_id()
    scribe.poison(nobody)
    following()
    answer = dossiers.get_dossier(reader, nobody)
    assert answer is not None
    assert (answer.candidate, answer.document, answer.parked) == (None, None, "unknown_event_type")


def haunted(person: Person) -> Iterable[Values]:
    """Rows of dossiers, by code with a fault in it."""
    name = person.dossier.profile.name
    if name is not None and name.full == "Bobby Tables":
        raise ZeroDivisionError
    return dossiers.rows(person)


FAULTY: tuple[Projection, ...] = (
    replace(PEOPLE, views=(View(dossiers.TABLE, dossiers.DOSSIERS.version, haunted), *PEOPLE.views[1:])),
    *PROJECTIONS[1:],
)


def test_a_fault_in_the_code_parks_whom_it_meets_and_a_retry_after_the_fix_brings_them_back(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    bobby, other = scribe.ingest("Bobby Tables"), scribe.ingest("Other")
    scribe.merge(other, scribe.ingest("Other's record"))
    follow.catch_up(following.connection, FAULTY, scribe.ledger.keyring)
    scribe.say(bobby, CandidateTagged(tag="go"), contact())
    scribe.say(other, CandidateTagged(tag="go"))
    follow.catch_up(following.connection, FAULTY, scribe.ledger.keyring)
    (found,) = parked(reader)
    assert (found.stream, found.code, found.skipped) == (bobby, "zero_division_error", 2)
    assert tags(reader, other) == {"go"}

    retry(built.settings, [bobby], projections=FAULTY)
    assert [(each.stream, each.tries) for each in parked(reader)] == [(bobby, 2)]

    assert retry(built.settings, [bobby]) == []
    assert parked(reader) == []
    assert tags(reader, bobby) == {"go"}
    followed = everything(following.connection)
    rebuild(built.settings)
    assert everything(following.connection) == followed


def test_a_rebuild_with_the_same_fault_parks_the_same_people(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    bobby, other = scribe.ingest("Bobby Tables"), scribe.ingest("Other")
    rebuild(built.settings, projections=FAULTY)
    assert [each.stream for each in parked(reader)] == [bobby]
    assert dossiers.get_dossier(reader, other).document  # type: ignore[union-attr]


def too_long(person: Person) -> Iterable[Values]:
    for row in dossiers.rows(person):
        yield (*row[:-1], b"\0" if row[7] == "Bobby Tables" else row[-1])


def test_a_value_that_the_database_refuses_parks_its_person_only(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    refused = (
        replace(PEOPLE, views=(View(dossiers.TABLE, dossiers.DOSSIERS.version, too_long), *PEOPLE.views[1:])),
        *PROJECTIONS[1:],
    )
    everyone = [scribe.ingest(name) for name in ("Ann", "Bobby Tables", "Cid", "Dan", "Eve")]
    follow.catch_up(following.connection, refused, scribe.ledger.keyring)
    (found,) = parked(reader)
    assert found.stream == everyone[1]
    shown = reader.execute("SELECT dossier FROM read.dossiers").fetchall()
    assert {dossier for (dossier,) in shown} == set(everyone) - {everyone[1]}


def test_a_poisoned_contact_parks_the_contact_log_and_leaves_dossiers_to_their_own_fault(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    person = scribe.ingest()
    scribe.say(person, contact())
    scribe.poison(person, "contact-logged")
    scribe.say(person, contact())
    following()
    assert {(each.projection, each.skipped) for each in parked(reader)} == {
        ("answers", 1),
        ("contact_log", 1),
        ("people", 1),
    }
    assert len(contact_log.of_one(reader, person).items) == 1
    assert all(isinstance(each, Parked) for each in retry(built.settings, [person]))
    assert [each.tries for each in parked(reader)] == [2, 2, 2]


def test_keys_that_cannot_be_reached_park_nobody(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    scribe.ingest()
    broken = Ledger.open(built.settings, connections=1)
    broken.keyring.pool.close()
    before = reached(reader)
    with pytest.raises(psycopg.OperationalError):
        follow.step(following.connection, PROJECTIONS, broken.keyring)
    broken.store.pool.close()
    assert (reached(reader), parked(reader)) == (before, [])
    following()
    assert parked(reader) == []
