"""Which records there are to be indexed or compared anew, piece by piece, and how far somebody has come."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg_pool import ConnectionPool

from ledger.identity.described import DESCRIBE
from ledger.identity.rows import MatchRow
from ledger.session import Session
from ledger.store import match_columns, refusal

DESCRIBED = """
    SELECT e.stream FROM ledger.event e
    WHERE e.position > %s AND e.position <= %s AND e.type = ANY(%s)
        AND (%s OR NOT EXISTS (SELECT FROM ledger.match_record r WHERE r.stream = e.stream))
    GROUP BY e.stream ORDER BY min(e.position)
"""
AFTER = """
    SELECT stream FROM ledger.match_record WHERE stream > %s ORDER BY stream LIMIT %s
"""
ABSORBED = """
    SELECT DISTINCT stream FROM ledger.event WHERE stream = ANY(%s) AND type = 'candidate-absorbed'
"""
KEEP = """
    INSERT INTO work.walk (name, reached, until) VALUES (%s, %s, %s)
    ON CONFLICT (name) DO UPDATE SET reached = excluded.reached, until = excluded.until
"""


class Walk(NamedTuple):
    reached: int
    until: int | None


class Walks:
    def __init__(self, pool: ConnectionPool[Session]) -> None:
        self._pool = pool

    def described(self, after: int, until: int, *, anew: bool) -> list[UUID]:
        """Streams that these positions describe, in their order: all, or those that are not indexed."""
        return self._streams(DESCRIBED, (after, until, sorted(DESCRIBE), anew))

    def indexed(self, after: UUID, most: int) -> list[UUID]:
        """The next records in the order of ids."""
        return self._streams(AFTER, (after, most))

    def absorbed(self, streams: Sequence[UUID]) -> list[UUID]:
        """Which of them a merge ever led to another."""
        return self._streams(ABSORBED, (list(streams),))

    def index(self, people: Sequence[MatchRow], *, anew: bool) -> int:
        """Write their rows, whose `event` is a position: in the place of those there are, or where none is.

        Answers how many were written. Raises LedgerBusy.
        """
        query = "SELECT ledger.match_index(%s::jsonb, %s)"
        columns = orjson.dumps(match_columns(people)).decode()
        try:
            with self._pool.connection() as connection:
                [(written,)] = connection.execute(query, (columns, anew)).fetchall()
        except psycopg.Error as error:
            raise refusal(error, None) from error
        return int(written)

    def held(self, name: str) -> Walk | None:
        with self._pool.connection() as connection:
            found = connection.execute("SELECT reached, until FROM work.walk WHERE name = %s", (name,)).fetchone()
        return Walk(*found) if found else None

    def keep(self, name: str, reached: int, until: int | None = None) -> None:
        with self._pool.connection() as connection:
            connection.execute(KEEP, (name, reached, until))

    def end(self, name: str) -> None:
        with self._pool.connection() as connection:
            connection.execute("DELETE FROM work.walk WHERE name = %s", (name,))

    def _streams(self, query: Any, parameters: tuple[object, ...]) -> list[UUID]:
        with self._pool.connection() as connection:
            return [stream for (stream,) in connection.execute(query, parameters)]
