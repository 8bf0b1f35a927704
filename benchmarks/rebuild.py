"""contact_log and dossiers made anew from the ledger, against a runner with one upsert per event.

They stand there before, with all the other views of people, as in any house; only these two are made anew.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL

from benchmarks.apart import seconds_of_rebuild, settled
from benchmarks.append import SAID, candidate
from benchmarks.ground import Ground
from benchmarks.library import Candidate, Candidates, environment
from benchmarks.made_up import EVENTS_EACH, fill
from benchmarks.row import Figure, Row

WHOLE = 1_000_000
"""Events, when there is time for them."""
A_SECOND = 25_000
"""Events that are worth a second of the time given."""
LEAST = 100_000
THEIRS = 12_000
"""Events of the other side: it is measured for a bounded time."""


class People(PostgresTrackingRecorder):
    """One row per candidate: the upsert and the tracking in one transaction, as its documentation shows."""

    def __init__(self, datastore: PostgresDatastore, **names: Any) -> None:
        super().__init__(datastore, **names)
        self.check_identifier_length("people")
        self.sql_create_statements.append(
            SQL(
                "CREATE TABLE IF NOT EXISTS people (candidate uuid PRIMARY KEY, events bigint, name text,"
                " tags text[], contacts bigint)"
            ).format()
        )

    def told(self, event: Any, tracking: Tracking) -> None:
        name = getattr(event, "name", None)
        tags = [event.tag] if isinstance(event, Candidate.Tagged) else []
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(
                """
                INSERT INTO people AS p VALUES (%s, 1, %s, %s, %s)
                ON CONFLICT (candidate) DO UPDATE SET events = p.events + 1, tags = p.tags || excluded.tags,
                    contacts = p.contacts + excluded.contacts
                """,
                (event.originator_id, name, tags, int(isinstance(event, Candidate.ContactLogged))),
                prepare=True,
            )
            self._insert_tracking(cursor, tracking)


class Upserting(Projection[People]):
    def process_event(self, domain_event: DomainEventProtocol[Any], tracking: Tracking) -> None:
        self.view.told(domain_event, tracking)


def fill_library(conninfo: str, events: int) -> None:
    app = Candidates(environment(conninfo))
    by = {"actor": "user:anna", "command_id": str(uuid4())}
    for _ in range(events // EVENTS_EACH // 50):
        people = [candidate() for _ in range(50)]
        for person in people:
            for number in range(EVENTS_EACH - 1):
                if number % 2:
                    person.log_contact(str(uuid4()), SAID, **by)
                else:
                    person.tag(f"tag-{number}", **by)
        app.save(*people)
    app.close()


@contextmanager
def their_runner(conninfo: str) -> Iterator[ProjectionRunner[Candidates, People]]:
    with ProjectionRunner(
        application_class=Candidates,
        projection_class=Upserting,
        view_class=People,
        env=environment(conninfo, POSTGRES_POOL_SIZE="3"),
    ) as runner:
        yield runner


def their_rate(conninfo: str, seconds: float) -> float:
    """Events a second while the runner follows, its start not counted."""
    with their_runner(conninfo) as runner:

        def reached() -> int:
            return runner.view.max_tracking_id(runner.app_name) or 0

        first, patience = reached(), time.perf_counter() + 10
        while reached() == first and time.perf_counter() < patience:
            time.sleep(0.02)
        begun, first = time.perf_counter(), reached()
        while (taken := time.perf_counter() - begun) < seconds and reached() < THEIRS:
            time.sleep(0.05)
        return (reached() - first) / taken


def measure(ground: Ground, seconds: float) -> Figure:
    events = int(min(WHOLE, max(LEAST, seconds * A_SECOND))) // EVENTS_EACH * EVENTS_EACH
    with ground.ledger() as settings, ground.database() as theirs:
        fill_library(theirs, THEIRS)
        settled(theirs)
        fill(settings, events // EVENTS_EACH)
        seconds_of_rebuild(settings, ("people",))
        there = [their_rate(theirs, min(5, seconds / 4))]
        here = events / seconds_of_rebuild(settings, ("contact_log", "dossiers"))
        there.append(their_rate(theirs, min(5, seconds / 4)))
    scaled = "" if events == WHOLE else f", scaled down from {WHOLE:,} (more with --seconds {WHOLE // A_SECOND})"
    return Figure(
        here,
        sum(there) / len(there),
        (f"from {events:,} events{scaled}; the other side for a bounded time, {there[0]:.0f} and {there[1]:.0f}/s",),
    )


ROWS = (
    Row(
        "rebuild",
        "contact_log and dossiers from 1M events, 2 processes",
        "eventsourcing: ProjectionRunner with one upsert per event",
        "events/s",
        50,
        "higher",
        WHOLE / A_SECOND,
        measure,
    ),
)
