"""Shares of the ledger: ranges of streams with about as many events each."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from psycopg import Connection

SAMPLES = 200
"""Events looked at to find where one range ends."""
LAST_ID = UUID(int=2**128 - 1)

Range = tuple[UUID, UUID]
"""Streams from the first until before the second."""


def ranges(connection: Connection[Any], events: int, size: int) -> list[Range]:
    """Every stream is in one of them. `events` is how many there are, `size` how many a range should have."""
    count = max(1, events // size)
    percent = min(100.0, 100.0 * count * SAMPLES / max(events, 1))
    rows = connection.execute(
        "SELECT stream FROM ledger.event TABLESAMPLE SYSTEM (%s) ORDER BY stream", (percent,)
    ).fetchall()
    sample = [stream for (stream,) in rows]
    inner = sorted({sample[len(sample) * each // count] for each in range(1, count)}) if sample else []
    return list(pairwise([UUID(int=0), *inner, LAST_ID]))
