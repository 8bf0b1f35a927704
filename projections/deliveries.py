"""What became of each contact on its way out, and what of it waits for a human: a row per event.

A contact is `failed` when it was given up, `unconfirmed` when nobody knows whether it left, and a `task` while a human
has it in hand. Each list is what is so now: what came later settles it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection, sql

from domain.events import (
    ContactBounced,
    ContactDelivered,
    ContactDispatched,
    ContactFailed,
    ContactPlanned,
    ContactRefused,
    ContactSent,
    ContactUnconfirmed,
)
from domain.outreach import again
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

TABLE = Table(
    name="deliveries",
    columns=(
        *("position", "stream", "contact", "type", "channel", "purpose", "sender", "campaign", "code", "again"),
        *("recorded_at", "voided_by"),
    ),
    ddl="""
        CREATE TABLE deliveries (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            contact     uuid   NOT NULL,
            type        text   NOT NULL,
            channel     text   NOT NULL,
            purpose     text   NOT NULL,
            sender      text,
            campaign    uuid,
            code        text,
            again       uuid,
            recorded_at timestamptz NOT NULL,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE deliveries ADD PRIMARY KEY (position);
        CREATE INDEX deliveries_contact ON deliveries (contact, position);
        CREATE INDEX deliveries_unsettled ON deliveries (type, position)
            WHERE type IN ('contact-failed', 'contact-unconfirmed')
                OR type = 'contact-dispatched' AND channel NOT IN ('email', 'sms', 'webhook');
    """,
)
TYPES = (
    *(ContactPlanned, ContactRefused, ContactDispatched, ContactSent, ContactFailed, ContactUnconfirmed),
    *(ContactDelivered, ContactBounced),
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event = recorded.event
    assert isinstance(event, TYPES)
    dead = isinstance(event, ContactFailed) and event.final
    yield (
        *(recorded.position, recorded.stream, event.contact, event.type, event.channel, event.purpose),
        *(getattr(event, "sender", None), getattr(event, "campaign", None), getattr(event, "code", None)),
        *(again(event.contact) if dead else None, recorded.recorded_at, voided_by),
    )


DELIVERIES = Log(TABLE, 2, frozenset(str(each.model_fields["type"].default) for each in TYPES), rows)

Waiting = Literal["failed", "unconfirmed", "task"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """One contact that waits for a human."""

    position: int
    candidate: UUID
    """The record that it was planned on."""
    contact: UUID
    channel: str
    purpose: str
    sender: str | None
    campaign: UUID | None
    code: str | None
    """Why it failed."""
    since: datetime


@dataclass(frozen=True, slots=True)
class Deliveries:
    read_at: int
    items: list[Delivery]
    """The oldest first."""
    next: str | None


SETTLED = sql.SQL("""
    NOT EXISTS (
        SELECT FROM read.deliveries later
        WHERE later.contact = d.contact AND later.position > d.position AND later.voided_by IS NULL
    )
""")
WHICH: dict[Waiting, sql.SQL] = {
    "failed": sql.SQL("""
        d.type = 'contact-failed' AND d.again IS NOT NULL
        AND NOT EXISTS (SELECT FROM read.deliveries r WHERE r.contact = d.again)
    """),
    "unconfirmed": sql.SQL("d.type = 'contact-unconfirmed'"),
    "task": sql.SQL("d.type = 'contact-dispatched' AND d.channel NOT IN ('email', 'sms', 'webhook')"),
}
LIST = sql.SQL("""
    SELECT c.position, w.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT d.position, d.stream, d.contact, d.channel, d.purpose, planned.sender, planned.campaign, d.code,
            d.recorded_at
        FROM read.deliveries d
        LEFT JOIN LATERAL (
            SELECT sender, campaign FROM read.deliveries
            WHERE contact = d.contact AND type = 'contact-planned' ORDER BY position DESC LIMIT 1
        ) planned ON true
        WHERE d.position > %(after)s AND d.voided_by IS NULL AND {which} AND {settled}
          AND (%(sender)s::text IS NULL OR planned.sender = %(sender)s)
          AND (%(contact)s::uuid IS NULL OR d.contact = %(contact)s)
        ORDER BY d.position LIMIT %(limit)s
    ) w ON true
    WHERE c.projection = 'deliveries' AND c.live ORDER BY w.position
""")
LISTS = {waiting: LIST.format(which=which, settled=SETTLED).as_bytes() for waiting, which in WHICH.items()}


def waiting(
    connection: Connection[Any],
    which: Waiting,
    *,
    sender: str | None = None,
    contact: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Deliveries:
    """What waits for a human, of one sender or all. Raises InvalidCursor."""
    after = place_of(cursor, int)[0] if cursor else 0
    given = {"after": after, "sender": sender, "contact": contact, "limit": limit}
    found = connection.execute(LISTS[which], given).fetchall()
    items = [Delivery(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].position]) if len(items) == limit else None
    return Deliveries(found[0][0] if found else 0, items, following)
