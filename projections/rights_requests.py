"""What people asked for by right, and by when it is to be answered. Facts only: it outlives their erasure.

Whether one is overdue is taken at the moment of asking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from projections.cursor import place_of, written
from projections.person import Person
from projections.projection import Table, Values, View

TABLE = Table(
    name="rights_requests",
    columns=(
        *("dossier", "request", "kind", "jurisdiction", "received_at", "due_on", "extended", "outcome"),
        *("answered_at", "position"),
    ),
    ddl="""
        CREATE TABLE rights_requests (
            dossier      uuid   NOT NULL,
            request      uuid   NOT NULL,
            kind         text   NOT NULL,
            jurisdiction text,
            received_at  timestamptz NOT NULL,
            due_on       date   NOT NULL,
            extended     boolean NOT NULL,
            outcome      text,
            answered_at  timestamptz,
            position     bigint NOT NULL
        )
    """,
    indexes="""
        ALTER TABLE rights_requests ADD PRIMARY KEY (dossier, request);
        CREATE INDEX rights_requests_due ON rights_requests (due_on, request) WHERE outcome IS NULL;
        CREATE INDEX rights_requests_request ON rights_requests (due_on, request);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    candidate = person.dossier.candidate
    return [
        (
            *(candidate, each.request, each.kind.value, each.jurisdiction, each.received_at, each.due_on),
            *(each.extended, each.outcome, each.answered_at, each.position),
        )
        for each in person.dossier.rights.requests.values()
    ]


RIGHTS_REQUESTS = View(TABLE, 1, rows, rests_on=frozenset({"rights"}))


@dataclass(frozen=True, slots=True)
class Requested:
    candidate: UUID
    request: UUID
    kind: str
    jurisdiction: str | None
    received_at: datetime
    due_on: date
    """The last day to answer."""
    extended: bool
    outcome: str | None
    answered_at: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class RequestedPage:
    read_at: int
    items: list[Requested]
    next: str | None = None


LIST = """
    SELECT c.position, r.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, request, kind, jurisdiction, received_at, due_on, extended, outcome, answered_at, position
        FROM read.rights_requests
        WHERE (due_on, request) > (%(due_on)s, %(request)s)
          AND (NOT %(open)s OR outcome IS NULL) AND (%(before)s::date IS NULL OR due_on < %(before)s)
        ORDER BY due_on, request LIMIT %(limit)s
    ) r ON true
    WHERE c.projection = 'people' AND c.live ORDER BY r.due_on, r.request
"""


def requests(
    connection: Connection[Any],
    *,
    open_only: bool = False,
    due_before: date | None = None,
    cursor: str | None = None,
    limit: int = 200,
) -> RequestedPage:
    """The first due first. Overdue are those that are open and were due before today. Raises InvalidCursor."""
    due_on, request = place_of(cursor, date, UUID) if cursor else (date.min, UUID(int=0))
    asked = {"due_on": due_on, "request": request, "open": open_only, "before": due_before, "limit": limit}
    found = connection.execute(LIST, asked).fetchall()
    items = [Requested(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].due_on, items[-1].request]) if len(items) == limit else None
    return RequestedPage(found[0][0] if found else 0, items, following)
