"""A database session that is asked the same few things over and over."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

import psycopg
from psycopg import Connection
from psycopg.adapt import Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.rows import RowMaker, TupleRow
from psycopg_pool import ConnectionPool

from ledger.waiting import Luck, Waiting

T = TypeVar("T")

GOOD = int(ExecStatus.TUPLES_OK), int(ExecStatus.COMMAND_OK)
IDLE = int(TransactionStatus.IDLE)
AT_HAND_FOR = 60.0
"""Seconds for which a session is lent again before its pool looks at how old it is."""
BINARY = tuple([int(Format.BINARY)] * length for length in range(16))
"""The formats of so many values."""


@dataclass(frozen=True, slots=True)
class Query:
    """A statement that is prepared once per session, with `$1` … for its values."""

    name: bytes
    sql: bytes


class Session(Connection[TupleRow]):
    """Asks straight through libpq: a cursor's way to the same statement takes three times as much work.

    Whoever is interrupted while the answer is due leaves it busy: the pool closes it, and the server finishes alone.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._known: dict[bytes, Luck] = {}
        self._begun = Luck()
        self._waiting = Waiting(self.pgconn)
        self._reading = Transformer(self)
        self.at_hand_until = 0.0

    def ask(self, query: Query, values: Sequence[Any], row: RowMaker[T]) -> list[T]:
        """The rows of the answer, each made by `row`. The values are bytes in the binary form of their types, or None.

        Raises what psycopg raises: OperationalError when the connection is lost.
        """
        self.begin(query, values)
        return self.finish(row)

    def begin(self, query: Query, values: Sequence[Any]) -> None:
        """Ask, and go on with something else; `finish` comes before anything else is asked. Raises as `ask`."""
        self._prepare(query)
        self._begun = self._known[query.name]
        self.pgconn.send_query_prepared(query.name, values, BINARY[len(values)], Format.BINARY)

    def finish(self, row: RowMaker[T]) -> list[T]:
        """The answer to what was begun. Raises as `ask`."""
        wait, luck = self._waiting.for_answer, self._begun
        wait(luck)
        answer = self.pgconn.get_result()
        wait(luck)
        while self.pgconn.get_result() is not None:
            wait(luck)
        return self._rows(answer, row)

    def _prepare(self, query: Query) -> None:
        if query.name not in self._known:
            self._checked(self.pgconn.prepare(query.name, query.sql))
            self._known[query.name] = Luck()

    def _rows(self, answer: Any, row: RowMaker[T]) -> list[T]:
        self._reading.set_pgresult(self._checked(answer))
        return self._reading.load_rows(0, answer.ntuples, row)

    def _checked(self, answer: Any) -> Any:
        if answer.status in GOOD:
            return answer
        if self.pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError("the connection is lost")
        raise psycopg.errors.error_from_result(answer)


class Sessions(ConnectionPool[Session]):
    """A pool that keeps one session at hand, and lends it again for a fraction of what a pool's care costs.

    While anybody asks the pool itself, whatever comes back goes there: nobody waits for what lies at hand.
    """

    def __init__(self, *given: Any, **options: Any) -> None:
        self._hand = Lock()
        self._at_hand: Session | None = None
        self._asking = 0
        super().__init__(*given, connection_class=Session, **options)

    def getconn(self, timeout: float | None = None) -> Session:
        with self._hand:
            session, self._at_hand = self._at_hand, None
            if session is not None:
                return session
            self._asking += 1
        try:
            session = super().getconn(timeout)
        finally:
            with self._hand:
                self._asking -= 1
        session.at_hand_until = monotonic() + AT_HAND_FOR
        return session

    def putconn(self, conn: Session) -> None:
        if conn.pgconn.transaction_status == IDLE and monotonic() < conn.at_hand_until:
            with self._hand:
                if self._at_hand is None and not self._asking and not self.closed:
                    self._at_hand = conn
                    return
        super().putconn(conn)

    def close(self, timeout: float = 5.0) -> None:
        super().close(timeout)
        with self._hand:
            session, self._at_hand = self._at_hand, None
        if session is not None:
            super().putconn(session)


@contextmanager
def borrowed(pool: ConnectionPool[Session]) -> Iterator[Session]:
    """An autocommit session. Raises PoolTimeout."""
    session = pool.getconn()
    try:
        yield session
    finally:
        pool.putconn(session)


def ask(pool: ConnectionPool[Session], query: Query, values: Sequence[Any], row: RowMaker[T]) -> list[T]:
    """`Session.ask` of any session. Raises PoolTimeout as well."""
    session = pool.getconn()
    try:
        return session.ask(query, values, row)
    finally:
        pool.putconn(session)
