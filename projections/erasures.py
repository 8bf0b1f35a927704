"""Erasures: asked for, refused, approved, carried out, and what was found afterwards. Facts only."""

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
    name="erasures",
    columns=(
        *("dossier", "erasure", "why", "state", "requested_by", "requested_at", "approved_by", "erased", "kept"),
        *("scanned", "found", "residue_until", "position"),
    ),
    ddl="""
        CREATE TABLE erasures (
            dossier      uuid   NOT NULL,
            erasure      uuid   NOT NULL,
            why          text   NOT NULL,
            state        text   NOT NULL,
            requested_by text[] NOT NULL,
            requested_at timestamptz NOT NULL,
            approved_by  text,
            erased       text[] NOT NULL,
            kept         text[] NOT NULL,
            scanned      bigint,
            found        text[] NOT NULL,
            residue_until date,
            position     bigint NOT NULL
        )
    """,
    indexes="""
        ALTER TABLE erasures ADD PRIMARY KEY (dossier, erasure);
        CREATE INDEX erasures_position ON erasures (position DESC);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    return [
        (
            *(person.dossier.candidate, each.erasure, each.why, each.state.value, list(each.requested_by)),
            *(each.requested_at, each.approved_by, [one.value for one in each.erased]),
            [f"{one.data_class.value} {one.until or '-'} {one.because}" for one in each.verdicts if one.because],
            *(each.scanned, list(each.found), each.residue_until, each.position),
        )
        for each in person.dossier.rights.erasures.values()
    ]


ERASURES = View(TABLE, 2, rows, rests_on=frozenset({"rights"}))


@dataclass(frozen=True, slots=True)
class Erased:
    candidate: UUID
    erasure: UUID
    why: str
    state: str
    """requested, refused, approved (being carried out), erased."""
    requested_by: list[str]
    requested_at: datetime
    approved_by: str | None
    erased: list[str]
    """Classes of data that are gone."""
    kept: list[str]
    """`CLASS UNTIL BECAUSE` of each that is kept for now; `-` where nobody knows until when."""
    scanned: int | None
    """The position of the scan."""
    found: list[str]
    """Where it found something; none: verified."""
    residue_until: date | None
    """The last day on which pages, logs and backups of databases may hold bytes of it."""
    position: int


@dataclass(frozen=True, slots=True)
class ErasedPage:
    read_at: int
    items: list[Erased]
    next: str | None = None


LIST = """
    SELECT c.position, e.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, erasure, why, state, requested_by, requested_at, approved_by, erased, kept, scanned, found,
            residue_until, position
        FROM read.erasures
        WHERE position < %(position)s AND (%(state)s::text IS NULL OR state = %(state)s)
        ORDER BY position DESC LIMIT %(limit)s
    ) e ON true
    WHERE c.projection = 'people' AND c.live ORDER BY e.position DESC
"""


def erasures(
    connection: Connection[Any], *, state: str | None = None, cursor: str | None = None, limit: int = 200
) -> ErasedPage:
    """The newest first. Raises InvalidCursor."""
    position = place_of(cursor, int)[0] if cursor else 2**62
    found = connection.execute(LIST, {"position": position, "state": state, "limit": limit}).fetchall()
    items = [Erased(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].position]) if len(items) == limit else None
    return ErasedPage(found[0][0] if found else 0, items, following)
