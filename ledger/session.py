"""A database session that is asked the same few things over and over."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, Cursor
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool


class Session(Connection[TupleRow]):
    """Keeps one cursor, for answers in binary form: a new one looks up anew how each type is written and read.

    That takes a third of a short query's time. What a query answered has to be fetched before the next.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.hand = self.cursor(binary=True)


@contextmanager
def borrowed(pool: ConnectionPool[Connection[TupleRow]]) -> Iterator[Cursor[TupleRow]]:
    """A cursor of an autocommit session, for single statements with short answers. Raises PoolTimeout."""
    connection = pool.getconn()
    try:
        yield connection.hand if isinstance(connection, Session) else connection.cursor(binary=True)
    finally:
        pool.putconn(connection)
