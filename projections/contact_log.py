"""Every contact, refusal, breach and answer: who, when, by which channel, for what, on what ground, what came of it.

A row per event. What was said, and the hash of what was sent, is not here: it is opened from the ledger for those
who may read it. A row that was recorded in error stays, and says by which event it is void.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from projections.contact_rows import TABLE, TYPES, rows
from projections.cursor import place_of, written
from projections.projection import Log
from projections.within import bounds, of_person

CONTACT_LOG = Log(TABLE, 4, frozenset(each.model_fields["type"].default for each in TYPES), rows)


@dataclass(frozen=True, slots=True)
class Contact:
    """One line. `claimed_at` is when it is said to have happened, `recorded_at` when we were told."""

    position: int
    stream: UUID
    version: int
    type: str
    contact: UUID
    recorded_at: datetime
    claimed_at: datetime | None
    precision: str | None
    happened_at: datetime
    """The earlier of both."""
    actor: str
    on_behalf_of: str | None
    channel: str
    inbound: bool
    outcome: str
    purpose: str | None
    controller: str | None
    basis: str | None
    """Why it was lawful, of a contact that was asked for beforehand."""
    basis_position: int | None
    """Of the consent, or the application, that it rests on."""
    checked_at: int | None
    """The highest position that the gate's answer rests on."""
    reasons: str | None
    """Why it was refused, or against which rules it was made: codes with a blank between them."""
    policy: str | None
    sender: str | None
    campaign: UUID | None
    template: str | None
    template_version: int | None
    notice: str | None
    notice_version: int | None
    language: str | None
    not_before: datetime | None
    detail: str | None
    """In a word: the stage of a refusal, the code of a failure, how it bounced, whether a machine looked."""
    documents: str | None
    """A JSON list of what was sent or noted: kind, media type, size, hash of the ciphertext."""
    source: str | None
    batch: UUID | None
    org_unit: str | None
    confidentiality: str
    voided_by: int | None
    """The position that declared it recorded in error."""


@dataclass(frozen=True, slots=True)
class Contacts:
    read_at: int
    items: list[Contact]
    next: str | None
    parked: bool = False
    """Some events of this person are missing, because one could not be folded."""


COLUMNS = sql.SQL(", ").join(sql.Identifier(field.name) for field in fields(Contact))

OF_ONE = (
    sql.SQL("""
    WITH place AS (
        SELECT min(position) AS position FROM read.checkpoint
        WHERE live AND projection IN ('people', 'contact_log')
    ), person AS (
        SELECT coalesce(d.members, ARRAY[%(id)s::uuid]) AS streams FROM (SELECT) one
        LEFT JOIN read.dossiers asked ON asked.dossier = %(id)s
        LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    )
    SELECT place.position, EXISTS (
        SELECT FROM read.parked p JOIN read.checkpoint c USING (projection, generation)
        WHERE c.live AND p.projection IN ('people', 'contact_log') AND p.stream = ANY(person.streams)
    ), l.*
    FROM place CROSS JOIN person LEFT JOIN LATERAL (
        SELECT each.* FROM unnest(person.streams) AS one(id) CROSS JOIN LATERAL (
            SELECT {columns} FROM read.contact_log
            WHERE stream = one.id AND position < %(before)s ORDER BY position DESC LIMIT %(limit)s
        ) each
        ORDER BY position DESC LIMIT %(limit)s
    ) l ON true
    ORDER BY l.position DESC
""")
    .format(columns=COLUMNS)
    .as_bytes()
)
PERIOD = sql.SQL("""
    SELECT c.position, false, l.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT {columns} FROM read.contact_log
        WHERE {clock} >= %(begin)s AND {clock} < %(end)s
          AND ({clock}, position) > (%(after)s, %(position)s)
          AND (%(channel)s::text IS NULL OR channel = %(channel)s)
          AND (%(purpose)s::text IS NULL OR purpose = %(purpose)s)
          AND {within}
        ORDER BY {clock}, position LIMIT %(limit)s
    ) l ON true
    WHERE c.projection = 'contact_log' AND c.live ORDER BY l.{clock}, l.position
""")
Clock = Literal["recorded", "occurred"]
COLUMN_OF: dict[Clock, str] = {"recorded": "recorded_at", "occurred": "happened_at"}
BY_CLOCK: dict[Clock, bytes] = {
    clock: PERIOD.format(
        columns=COLUMNS, clock=sql.Identifier(column), within=of_person("contact_log.stream")
    ).as_bytes()
    for clock, column in COLUMN_OF.items()
}
LAST = 2**63 - 1


def of_one(connection: Connection[Any], candidate: UUID, *, cursor: str | None = None, limit: int = 100) -> Contacts:
    """The contact log of one person over all their records, the last recorded first. Raises InvalidCursor."""
    before = place_of(cursor, int)[0] if cursor else LAST
    found = connection.execute(OF_ONE, {"id": candidate, "before": before, "limit": limit}).fetchall()
    items = _contacts(found)
    following = written([items[-1].position]) if len(items) == limit else None
    return Contacts(found[0][0] or 0, items, following, parked=found[0][1])


def by_period(
    connection: Connection[Any],
    begin: datetime,
    end: datetime,
    *,
    clock: Clock = "recorded",
    channel: str | None = None,
    purpose: str | None = None,
    cursor: str | None = None,
    limit: int = 100,
    scope: Scope = EVERYTHING,
) -> Contacts:
    """Everyone's contacts from `begin` until before `end`, oldest first. Raises InvalidCursor."""
    after, position = place_of(cursor, datetime, int) if cursor else (begin, 0)
    parameters = {
        "begin": begin,
        "end": end,
        "after": after,
        "position": position,
        "channel": channel,
        "purpose": purpose,
        "limit": limit,
        **bounds(scope),
    }
    found = connection.execute(BY_CLOCK[clock], parameters).fetchall()
    items = _contacts(found)
    following = None
    if len(items) == limit:
        last = items[-1]
        following = written([last.recorded_at if clock == "recorded" else last.happened_at, last.position])
    return Contacts(found[0][0] if found else 0, items, following)


def _contacts(found: list[tuple[Any, ...]]) -> list[Contact]:
    return [Contact(*row[2:]) for row in found if row[2] is not None]
