"""Import runs: what was read, what came of it, and whether it was taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg import Connection

from domain.events import BatchFailed, BatchFinished, BatchStarted, BatchUndone
from domain.recorded import Recorded
from projections.cursor import place_of, written
from projections.projection import Log, Table, Values

TABLE = Table(
    name="batches",
    columns=(
        *("position", "stream", "recorded_at", "actor", "type", "format", "source", "kind"),
        *("read", "added", "updated", "unchanged", "rejected", "events", "code", "voided_by"),
    ),
    ddl="""
        CREATE TABLE batches (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            recorded_at timestamptz NOT NULL,
            actor       text   NOT NULL,
            type        text   NOT NULL,
            format      text,
            source      text,
            kind        text,
            read        int,
            added       int,
            updated     int,
            unchanged   int,
            rejected    int,
            events      int,
            code        text,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE batches ADD PRIMARY KEY (position);
        CREATE INDEX batches_stream ON batches (stream, position);
        CREATE INDEX batches_started ON batches (position DESC) WHERE type = 'batch-started';
    """,
)
FACTS = ("format", "source", "kind", "read", "added", "updated", "unchanged", "rejected", "events", "code")


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event = recorded.event
    assert isinstance(event, BatchStarted | BatchFinished | BatchFailed | BatchUndone)
    facts = (getattr(event, name, None) for name in FACTS)
    yield (
        *(recorded.position, recorded.stream, recorded.recorded_at, recorded.meta.actor, event.type),
        *facts,
        voided_by,
    )


BATCHES = Log(TABLE, 1, frozenset({"batch-started", "batch-finished", "batch-failed", "batch-undone"}), rows)

State = Literal["running", "finished", "failed", "undone"]


@dataclass(frozen=True, slots=True)
class Batch:
    """One run. The counts are None until it is finished."""

    batch: UUID
    state: State
    started_at: datetime
    last_at: datetime
    started_by: str
    format: str
    source: str
    kind: str
    read: int | None
    added: int | None
    updated: int | None
    unchanged: int | None
    rejected: int | None
    events: int | None
    code: str | None
    """Why it failed."""


@dataclass(frozen=True, slots=True)
class Batches:
    read_at: int
    items: list[Batch]
    """The last started first."""
    next: str | None


RUNS = """
    SELECT c.position, b.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT s.position AS started, s.stream, replace(last.type, 'batch-', ''),
               s.recorded_at, last.recorded_at, s.actor, s.format, s.source, s.kind,
               done.read, done.added, done.updated, done.unchanged, done.rejected, done.events, failed.code
        FROM read.batches s
        CROSS JOIN LATERAL (
            SELECT type, recorded_at FROM read.batches WHERE stream = s.stream ORDER BY position DESC LIMIT 1
        ) last
        LEFT JOIN LATERAL (
            SELECT * FROM read.batches WHERE stream = s.stream AND type = 'batch-finished'
            ORDER BY position DESC LIMIT 1
        ) done ON true
        LEFT JOIN LATERAL (
            SELECT code FROM read.batches WHERE stream = s.stream AND type = 'batch-failed'
            ORDER BY position DESC LIMIT 1
        ) failed ON true
        WHERE s.type = 'batch-started' AND s.position < %(before)s
          AND (%(batch)s::uuid IS NULL OR s.stream = %(batch)s)
        ORDER BY s.position DESC LIMIT %(limit)s
    ) b ON true
    WHERE c.projection = 'batches' AND c.live ORDER BY b.started DESC
"""
LAST = 2**63 - 1
STATES: dict[str, State] = {"started": "running", "finished": "finished", "failed": "failed", "undone": "undone"}


def batches(
    connection: Connection[Any], *, only: UUID | None = None, cursor: str | None = None, limit: int = 50
) -> Batches:
    """A page of runs, or just one of them. Raises InvalidCursor."""
    before = place_of(cursor, int)[0] if cursor else LAST
    found = connection.execute(RUNS, {"before": before, "batch": only, "limit": limit}).fetchall()
    runs = [row for row in found if row[1] is not None]
    items = [Batch(batch, STATES[last], *rest) for _, _, batch, last, *rest in runs]
    following = written([runs[-1][1]]) if len(runs) == limit else None
    return Batches(found[0][0] if found else 0, items, following)
