"""Who looked at whom, when, for what reason: a row for each person and look."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.events import PersonalDataViewed
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

TABLE = Table(
    name="looks",
    columns=(
        *("position", "stream", "candidate", "recorded_at", "actor", "on_behalf_of", "reason", "way"),
        "voided_by",
    ),
    ddl="""
        CREATE TABLE looks (
            position     bigint NOT NULL,
            stream       uuid   NOT NULL,
            candidate    uuid   NOT NULL,
            recorded_at  timestamptz NOT NULL,
            actor        text   NOT NULL,
            on_behalf_of text,
            reason       text,
            way          text   NOT NULL,
            voided_by    bigint
        )
    """,
    indexes="""
        ALTER TABLE looks ADD PRIMARY KEY (position, candidate);
        CREATE INDEX looks_candidate ON looks (candidate, position);
    """,
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event, meta = recorded.event, recorded.meta
    assert isinstance(event, PersonalDataViewed)
    for candidate in event.candidates:
        yield (
            *(recorded.position, recorded.stream, candidate, recorded.recorded_at),
            *(meta.actor, meta.on_behalf_of, meta.reason, event.way, voided_by),
        )


LOOKS = Log(TABLE, 1, frozenset({"personal-data-viewed"}), rows)


@dataclass(frozen=True, slots=True)
class Look:
    position: int
    candidate: UUID
    """Under which id."""
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    reason: str | None
    way: str
    """Which page it was."""


@dataclass(frozen=True, slots=True)
class Looks:
    read_at: int
    items: list[Look]
    """The last first."""
    next: str | None


OF_ONE = """
    WITH place AS (
        SELECT min(position) AS position FROM read.checkpoint WHERE live AND projection IN ('people', 'looks')
    ), person AS (
        SELECT coalesce(d.members, ARRAY[%(id)s::uuid]) AS streams FROM (SELECT) one
        LEFT JOIN read.dossiers asked ON asked.dossier = %(id)s
        LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    )
    SELECT place.position, l.*
    FROM place CROSS JOIN person LEFT JOIN LATERAL (
        SELECT position, candidate, recorded_at, actor, on_behalf_of, reason, way FROM read.looks
        WHERE candidate = ANY(person.streams) AND (position, candidate) < (%(before)s, %(other)s)
        ORDER BY position DESC, candidate DESC LIMIT %(limit)s
    ) l ON true
    ORDER BY l.position DESC, l.candidate DESC
"""
LAST, LAST_ID = 2**63 - 1, UUID(int=2**128 - 1)


def of_one(connection: Connection[Any], candidate: UUID, *, cursor: str | None = None, limit: int = 100) -> Looks:
    """At one person, under any of their ids. Raises InvalidCursor."""
    before, other = place_of(cursor, int, UUID) if cursor else (LAST, LAST_ID)
    given = {"id": candidate, "before": before, "other": other, "limit": limit}
    found = connection.execute(OF_ONE, given).fetchall()
    items = [Look(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].position, items[-1].candidate]) if len(items) == limit else None
    return Looks((found[0][0] or 0) if found else 0, items, following)
