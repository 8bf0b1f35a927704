"""What was recorded in error, by which event, and why: so that a page of history can mark it."""

from collections.abc import Collection, Iterable
from typing import Any

from psycopg import Connection

from domain.events import RecordedInError
from domain.recorded import Recorded
from projections.projection import Log, Table, Values

TABLE = Table(
    name="corrections",
    columns=("position", "stream", "recorded_at", "actor", "voids", "why", "replacement", "voided_by"),
    ddl="""
        CREATE TABLE corrections (
            position    bigint NOT NULL,
            stream      uuid   NOT NULL,
            recorded_at timestamptz NOT NULL,
            actor       text   NOT NULL,
            voids       bigint NOT NULL,
            why         text   NOT NULL,
            replacement bigint,
            voided_by   bigint
        )
    """,
    indexes="""
        ALTER TABLE corrections ADD PRIMARY KEY (position);
        CREATE INDEX corrections_voids ON corrections (voids);
        CREATE INDEX corrections_stream ON corrections (stream);
    """,
)


def rows(recorded: Recorded, voided_by: int | None) -> Iterable[Values]:
    event = recorded.event
    assert isinstance(event, RecordedInError)
    yield (
        *(recorded.position, recorded.stream, recorded.recorded_at, recorded.meta.actor),
        *(event.position, event.why, event.replacement, voided_by),
    )


CORRECTIONS = Log(TABLE, 1, frozenset({"recorded-in-error"}), rows)


def voided(connection: Connection[Any], positions: Collection[int]) -> dict[int, int]:
    """Which of these positions were recorded in error, each with the first event that says so."""
    query = """
        SELECT c.voids, min(c.position) FROM read.corrections c
        JOIN ledger.event e ON e.position = c.voids AND e.stream = c.stream
        WHERE c.voids = ANY(%s) GROUP BY c.voids
    """
    return dict(connection.execute(query, (list(positions),)).fetchall())
