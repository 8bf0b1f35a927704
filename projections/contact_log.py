"""Every contact and every answer: who, when, by which channel, for what, on what ground, and what came of it.

A row per event. What was said is not here: it is opened from the ledger for those who may read it. A row that was
recorded in error stays, and says by which event it is void.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from psycopg import Connection, sql

from domain.events import ContactLogged, Replied
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

TABLE = Table(
    name="contact_log",
    columns=(
        *("position", "stream", "version", "type", "contact", "recorded_at", "claimed_at", "precision"),
        *("happened_at", "actor", "on_behalf_of", "channel", "inbound", "outcome", "purpose", "controller"),
        *("basis", "consent", "documents", "source", "batch", "org_unit", "confidentiality", "voided_by"),
    ),
    ddl="""
        CREATE TABLE contact_log (
            position        bigint  NOT NULL,
            stream          uuid    NOT NULL,
            version         bigint  NOT NULL,
            type            text    NOT NULL,
            contact         uuid    NOT NULL,
            recorded_at     timestamptz NOT NULL,
            claimed_at      timestamptz,
            precision       text,
            happened_at     timestamptz NOT NULL,
            actor           text    NOT NULL,
            on_behalf_of    text,
            channel         text    NOT NULL,
            inbound         boolean NOT NULL,
            outcome         text    NOT NULL,
            purpose         text,
            controller      text,
            basis           text,
            consent         uuid,
            documents       text,
            source          text,
            batch           uuid,
            org_unit        text,
            confidentiality text    NOT NULL,
            voided_by       bigint
        )
    """,
    indexes="""
        ALTER TABLE contact_log ADD PRIMARY KEY (position);
        CREATE INDEX contact_log_stream ON contact_log (stream, position);
        CREATE INDEX contact_log_recorded ON contact_log (recorded_at, position);
        CREATE INDEX contact_log_happened ON contact_log (happened_at, position);
    """,
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event, meta = recorded.event, recorded.meta
    assert isinstance(event, ContactLogged | Replied)
    claimed = meta.occurred
    inbound, purpose, controller, documents = True, meta.purpose, None, None
    if isinstance(event, ContactLogged):
        inbound, purpose, controller = event.inbound, event.purpose, event.controller
        documents = _documents(event)
    yield (
        *(recorded.position, recorded.stream, recorded.version, event.type, event.contact),
        *(recorded.recorded_at, claimed.at if claimed else None, claimed.precision if claimed else None),
        *(recorded.happened_at, meta.actor, meta.on_behalf_of),
        *(event.channel, inbound, event.outcome, purpose, controller, None, None, documents),
        *(meta.source, meta.batch, meta.org_unit, meta.confidentiality, voided_by),
    )


def _documents(event: ContactLogged) -> str | None:
    if not event.documents:
        return None
    return orjson.dumps([each.model_dump(mode="json") for each in event.documents]).decode()


CONTACT_LOG = Log(TABLE, 1, frozenset({"contact-logged", "replied"}), rows)


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
    """Why it was lawful, of a contact that was asked for beforehand; with the consent, if that is why."""
    consent: UUID | None
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
        ORDER BY {clock}, position LIMIT %(limit)s
    ) l ON true
    WHERE c.projection = 'contact_log' AND c.live ORDER BY l.{clock}, l.position
""")
Clock = Literal["recorded", "occurred"]
BY_CLOCK: dict[Clock, bytes] = {
    "recorded": PERIOD.format(columns=COLUMNS, clock=sql.Identifier("recorded_at")).as_bytes(),
    "occurred": PERIOD.format(columns=COLUMNS, clock=sql.Identifier("happened_at")).as_bytes(),
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
