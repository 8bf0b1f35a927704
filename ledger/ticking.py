"""Whether the clock ticks: when it last looked for what is due, and whether anybody keeps time just now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from ledger.locks import KEEPS_TIME

LATE = 60.0
"""Seconds after which a clock that is kept stands still."""


@dataclass(frozen=True, slots=True)
class Tick:
    ticked_at: datetime | None
    """None: never, in this database."""
    seconds: float | None
    """Since then."""
    kept: bool
    """A process holds the lock."""

    @property
    def stands_still(self) -> bool:
        return self.kept and self.seconds is not None and self.seconds > LATE


def last_tick(connection: Connection[Any]) -> Tick:
    query = """
        SELECT (SELECT ticked_at FROM work.clock WHERE name = 'clock'),
            (SELECT extract(epoch FROM clock_timestamp() - ticked_at)::float8 FROM work.clock WHERE name = 'clock'),
            EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 1
                    AND (classid::bigint << 32 | objid::bigint) = %s
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
    """
    return Tick(*connection.execute(query, (KEEPS_TIME,)).fetchone() or (None, None, False))
