"""What came in and waits for a human: answers that nobody followed up, and messages that nobody was found for.

An answer is followed up by the next contact that goes out to the same record, whoever makes it; a message, by being
assigned or dismissed. A row per event.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection

from domain.events import (
    ContactDispatched,
    ContactLogged,
    MessageAssigned,
    MessageDismissed,
    MessageUnmatched,
    Replied,
)
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

FOLLOWED_UP_WITHIN = timedelta(days=3)
"""Row 76 of the feature list: within three days of an answer."""

TABLE = Table(
    name="answers",
    columns=("position", "stream", "waits", "contact", "channel", "stop", "recorded_at", "voided_by"),
    ddl="""
        CREATE TABLE answers (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            waits       text,
            contact     uuid,
            channel     text,
            stop        text,
            recorded_at timestamptz NOT NULL,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE answers ADD PRIMARY KEY (position);
        CREATE INDEX answers_stream ON answers (stream, position);
        CREATE INDEX answers_waiting ON answers (waits, position) WHERE waits IS NOT NULL;
    """,
)
TYPES = (Replied, ContactLogged, ContactDispatched, MessageUnmatched, MessageAssigned, MessageDismissed)
Waiting = Literal["to-answer", "unmatched"]


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event = recorded.event
    assert isinstance(event, TYPES)
    if recorded.meta.batch is not None and isinstance(event, Replied | ContactLogged):
        return  # history that an import brings waits for nobody
    waits: Waiting | None = None
    if isinstance(event, Replied) or (isinstance(event, ContactLogged) and event.inbound):
        waits = "to-answer"
    elif isinstance(event, MessageUnmatched):
        waits = "unmatched"
    yield (
        *(recorded.position, recorded.stream, waits, getattr(event, "contact", None)),
        *(getattr(event, "channel", None), getattr(event, "stop", None), recorded.recorded_at, voided_by),
    )


ANSWERS = Log(TABLE, 1, frozenset(str(each.model_fields["type"].default) for each in TYPES), rows)


@dataclass(frozen=True, slots=True)
class Answer:
    position: int
    stream: UUID
    """The record of the candidate; of an unmatched one the message."""
    contact: UUID | None
    channel: str
    stop: str | None
    """`whole`: what was unasked has ended; `held`: it pauses until a human has looked."""
    since: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    read_at: int
    items: list[Answer]
    """The oldest first."""
    next: str | None


WAITING = """
    SELECT c.position, w.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT a.position, a.stream, a.contact, a.channel, a.stop, a.recorded_at
        FROM read.answers a
        WHERE a.waits = %(waits)s AND a.position > %(after)s AND a.voided_by IS NULL
          AND NOT EXISTS (
              SELECT FROM read.answers later
              WHERE later.stream = a.stream AND later.position > a.position AND later.voided_by IS NULL
                AND (later.waits IS NULL OR a.waits = 'to-answer' AND later.waits = 'to-answer')
          )
          AND (%(owner)s::text IS NULL OR EXISTS (
              SELECT FROM read.dossiers asked
              JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
              WHERE asked.dossier = a.stream AND d.owners @> ARRAY[%(owner)s::text]
          ))
        ORDER BY a.position LIMIT %(limit)s
    ) w ON true
    WHERE c.projection = 'answers' AND c.live ORDER BY w.position
"""


def waiting(
    connection: Connection[Any],
    which: Waiting,
    *,
    owner: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Answers:
    """Of each person the last answer. Raises InvalidCursor."""
    after = place_of(cursor, int)[0] if cursor else 0
    given = {"waits": which, "after": after, "owner": owner, "limit": limit}
    found = connection.execute(WAITING, given).fetchall()
    items = [_answer(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].position]) if len(items) == limit else None
    return Answers(found[0][0] if found else 0, items, following)


def _answer(
    position: int, stream: UUID, contact: UUID | None, channel: str, stop: str | None, since: datetime
) -> Answer:
    return Answer(position, stream, contact, channel, stop, since, since + FOLLOWED_UP_WITHIN)
