"""Streams that could not be folded: left as they stood, told apart in every answer, and retried on demand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import Connection

from projections.checkpoint import Checkpoint
from projections.writing import Failure


@dataclass(frozen=True, slots=True)
class Parked:
    projection: str
    stream: UUID
    position: int
    """The first event that is missing."""
    code: str
    since: datetime
    tries: int
    skipped: int
    """Events of the stream after that one which are not folded either."""


def park(
    connection: Connection[Any],
    checkpoint: Checkpoint,
    stream: UUID,
    position: int,
    code: str,
    skipped: int = 0,
) -> None:
    """Set a stream aside from `position` on; `skipped` events after that one are seen already."""
    connection.execute(
        """
        INSERT INTO read.parked AS p (projection, generation, stream, position, code, skipped)
        VALUES (%s, %s, %s, %s, %s, %s)
        ON CONFLICT (projection, generation, stream) DO UPDATE
        SET position = excluded.position, code = excluded.code, skipped = excluded.skipped, tries = p.tries + 1
        """,
        (checkpoint.projection, checkpoint.generation, stream, position, code, skipped),
    )


def park_failures(connection: Connection[Any], checkpoint: Checkpoint, failures: Sequence[Failure]) -> set[UUID]:
    """Set aside every stream of what could not be written; answers which."""
    for failure in failures:
        for stream, lost in failure.parcel.streams.items():
            park(connection, checkpoint, stream, lost.position, failure.code, lost.following)
    return {stream for failure in failures for stream in failure.parcel.streams}


def skip(connection: Connection[Any], checkpoint: Checkpoint, skipped: Mapping[UUID, int]) -> None:
    """Count events that were not folded because their stream is parked."""
    if skipped:
        connection.execute(
            """
            UPDATE read.parked p SET skipped = p.skipped + new.events
            FROM unnest(%s::uuid[], %s::bigint[]) AS new(stream, events)
            WHERE p.projection = %s AND p.generation = %s AND p.stream = new.stream
            """,
            (list(skipped), list(skipped.values()), checkpoint.projection, checkpoint.generation),
        )


def among(
    connection: Connection[Any], checkpoints: Sequence[Checkpoint], streams: Collection[UUID]
) -> dict[str, set[UUID]]:
    """Which of these streams are parked, by the name of the read model."""
    query = """
        SELECT p.projection, p.stream
        FROM unnest(%s::text[], %s::int[]) AS these(projection, generation)
        JOIN read.parked p USING (projection, generation) WHERE p.stream = ANY(%s)
    """
    names, numbers = [each.projection for each in checkpoints], [each.generation for each in checkpoints]
    found: dict[str, set[UUID]] = {}
    for projection, stream in connection.execute(query, (names, numbers, list(streams))):
        found.setdefault(projection, set()).add(stream)
    return found


def release(connection: Connection[Any], checkpoint: Checkpoint, streams: Collection[UUID]) -> None:
    connection.execute(
        "DELETE FROM read.parked WHERE projection = %s AND generation = %s AND stream = ANY(%s)",
        (checkpoint.projection, checkpoint.generation, list(streams)),
    )


def parked(connection: Connection[Any], limit: int = 100) -> list[Parked]:
    """What is parked now in the live read models, oldest first."""
    query = """
        SELECT p.projection, p.stream, p.position, p.code, p.since, p.tries, p.skipped
        FROM read.parked p JOIN read.checkpoint c USING (projection, generation)
        WHERE c.live ORDER BY p.since, p.projection, p.stream LIMIT %s
    """
    return [Parked(*row) for row in connection.execute(query, (limit,))]
