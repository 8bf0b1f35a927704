"""How far each read model has come, and who may move it.

A batch locks the live checkpoints, folds, writes and advances them in one transaction. A rebuild takes the same
lock to put its own generation in place, so a batch either comes before it or sees the new one.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Checkpoint:
    projection: str
    generation: int
    version: str
    """Of the code that made its tables."""
    position: int
    """Every event up to it is folded, or its stream is parked."""
    moment: datetime | None
    """What time alone turns is told up to it. None: nothing was folded yet."""
    written_by: int | None = None
    """The transaction that wrote this row: whoever writes to the tables of a generation writes it as well."""

    @property
    def schema(self) -> str:
        return f"{self.projection}_{self.generation}"


@dataclass(frozen=True, slots=True)
class Lag:
    """`seconds` is the age of the oldest event not yet folded, 0.0 when there is none."""

    projection: str
    generation: int
    position: int
    behind: int
    seconds: float
    parked: int


class NotYet(Exception):
    """The read models did not reach a position in time. `reached` is how far they have come."""

    code = "not_yet_projected"

    def __init__(self, reached: int) -> None:
        super().__init__(str(reached))
        self.reached = reached


class NotBuilt(Exception):
    """A read model has no generation that readers could see: the follower has never run here."""

    code = "projection_not_built"


def live(connection: Connection[Any], names: Sequence[str], *, lock: bool = False) -> list[Checkpoint]:
    """The live checkpoints by name. Locked, one may be missing while another generation takes its place."""
    query = """
        SELECT projection, generation, version, position, moment, xmin::text::bigint FROM read.checkpoint
        WHERE live AND projection = ANY(%s) ORDER BY projection
    """
    locked = query + " FOR UPDATE"
    return [Checkpoint(*row) for row in connection.execute(locked if lock else query, (list(names),))]


def advance(
    connection: Connection[Any], checkpoints: Sequence[Checkpoint], position: int, moment: datetime | None
) -> int | None:
    """Move these; answers by which transaction. None where there are none."""
    row = connection.execute(
        """
        WITH moved AS (
            UPDATE read.checkpoint c SET position = %s, moment = greatest(moment, %s)
            FROM unnest(%s::text[], %s::int[]) AS these(projection, generation)
            WHERE c.projection = these.projection AND c.generation = these.generation
            RETURNING c.xmin
        )
        SELECT max(xmin::text::bigint) FROM moved
        """,
        (position, moment, [each.projection for each in checkpoints], [each.generation for each in checkpoints]),
    ).fetchone()
    assert row is not None
    written_by: int | None = row[0]
    return written_by


def lag(connection: Connection[Any]) -> list[Lag]:
    """Of each live read model: positions behind the ledger, and seconds."""
    query = """
        SELECT c.projection, c.generation, c.position, greatest(head.position - c.position, 0),
               coalesce(extract(epoch FROM clock_timestamp() - next.recorded_at), 0)::float8,
               (SELECT count(*) FROM read.parked p
                WHERE p.projection = c.projection AND p.generation = c.generation)
        FROM read.checkpoint c
        CROSS JOIN (SELECT coalesce(max(position), 0) AS position FROM ledger.event) head
        LEFT JOIN ledger.event next ON next.position = c.position + 1
        WHERE c.live ORDER BY c.projection
    """
    return [Lag(*row) for row in connection.execute(query)]


def reached(connection: Connection[Any], names: Sequence[str] = ()) -> int:
    """The position that all of these (by default: all) read models have folded. Raises NotBuilt."""
    query = """
        SELECT min(position) FROM read.checkpoint WHERE live AND (%s::text[] = '{}' OR projection = ANY(%s))
    """
    row = connection.execute(query, (list(names), list(names))).fetchone()
    if row is None or row[0] is None:
        raise NotBuilt
    return int(row[0])


def wait_for(connection: Connection[Any], position: int, timeout: float, names: Sequence[str] = ()) -> int:
    """Wait until `position` is folded, for `timeout` seconds at most; answers how far they are.

    The connection must not be inside a transaction that repeats its reads. Raises NotYet, NotBuilt.
    """
    deadline = time.monotonic() + timeout
    while (found := reached(connection, names)) < position:
        if time.monotonic() >= deadline:
            raise NotYet(found)
        time.sleep(POLL_SECONDS)
    return found
