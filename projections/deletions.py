"""Who is to be deleted, and from which day on: because the last ground is gone, or nothing was heard for too long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.deletion import deletion
from projections.cursor import place_of, written
from projections.parts import PROFILE
from projections.person import Person
from projections.projection import Table, Values, View

TABLE = Table(
    name="deletions",
    columns=("dossier", "due_on", "why", "since", "jurisdiction", "proposed"),
    ddl="""
        CREATE TABLE deletions (
            dossier      uuid    NOT NULL,
            due_on       date    NOT NULL,
            why          text    NOT NULL,
            since        timestamptz NOT NULL,
            jurisdiction text,
            proposed     boolean NOT NULL
        )
    """,
    indexes="""
        ALTER TABLE deletions ADD PRIMARY KEY (dossier);
        CREATE INDEX deletions_due ON deletions (due_on, dossier);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    found = deletion(person.dossier)
    if found is None:
        return []
    proposed = any(each.state != "refused" for each in person.dossier.rights.erasures.values())
    return [(person.dossier.candidate, found.due_on, found.why, found.since, found.jurisdiction, proposed)]


DELETIONS = View(TABLE, 1, rows, rests_on=PROFILE | {"consents", "journey", "last_happened_at"})


@dataclass(frozen=True, slots=True)
class Due:
    candidate: UUID
    due_on: date
    why: str
    """basis-ended, never-a-basis, retention."""
    since: datetime
    """When the last ground went, or the last thing happened."""
    jurisdiction: str | None
    proposed: bool
    """An erasure was asked for and is not refused."""


@dataclass(frozen=True, slots=True)
class DuePage:
    read_at: int
    items: list[Due]
    next: str | None = None


LIST = """
    SELECT c.position, d.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, due_on, why, since, jurisdiction, proposed FROM read.deletions
        WHERE due_on <= %(by)s AND (due_on, dossier) > (%(due_on)s, %(dossier)s)
        ORDER BY due_on, dossier LIMIT %(limit)s
    ) d ON true
    WHERE c.projection = 'people' AND c.live ORDER BY d.due_on, d.dossier
"""


def due(connection: Connection[Any], by: date, *, cursor: str | None = None, limit: int = 200) -> DuePage:
    """Whoever is due on that day, the longest due first. Raises InvalidCursor."""
    due_on, dossier = place_of(cursor, date, UUID) if cursor else (date.min, UUID(int=0))
    found = connection.execute(LIST, {"by": by, "due_on": due_on, "dossier": dossier, "limit": limit}).fetchall()
    items = [Due(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].due_on, items[-1].candidate]) if len(items) == limit else None
    return DuePage(found[0][0] if found else 0, items, following)
