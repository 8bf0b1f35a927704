"""`work.due`: what the ledger asks for and nobody has done yet, with the attempts so far.

A row is derived from events and can be thrown away; attempts are counted here, since Redis may be flushed.
A task is claimed by a lock of the session that does it, which the database takes back when that one dies.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from psycopg import Connection
from psycopg.rows import TupleRow

from ledger.store import Row

Session = Connection[TupleRow]

# The key of a claim's advisory lock: 21070, and a hash of task and position.


@dataclass(frozen=True, slots=True)
class Due:
    task: str
    position: int
    """Of the event that asks for it."""
    stream: UUID
    about: UUID
    """Which of several on this stream; the stream itself where there is one."""
    attempts: int
    """That were begun before."""


def ask(
    session: Session,
    task: str,
    row: Row,
    about: UUID | None = None,
    not_before: datetime | None = None,
    campaign: UUID | None = None,
) -> None:
    query = """
        INSERT INTO work.due (task, position, stream, about, not_before, campaign)
        VALUES (%s, %s, %s, %s, coalesce(%s::timestamptz, '-infinity'), %s) ON CONFLICT DO NOTHING
    """
    session.execute(query, (task, row.position, row.stream, about or row.stream, not_before, campaign))


def settle(session: Session, task: str, about: UUID) -> None:
    """The ledger holds what came of it."""
    session.execute("DELETE FROM work.due WHERE task = %s AND about = %s", (task, about))


def forget(session: Session, streams: Sequence[UUID]) -> None:
    """Nothing is done for them any more, but that they are erased."""
    session.execute("DELETE FROM work.due WHERE stream = ANY(%s) AND task <> 'erase'", (list(streams),))


def done(session: Session, due: Due) -> None:
    """It, and not what was asked for since then about the same."""
    session.execute("DELETE FROM work.due WHERE task = %s AND position = %s", (due.task, due.position))


def hold(session: Session, campaign: UUID) -> None:
    """What is due for this campaign waits, however many that are."""
    session.execute("INSERT INTO work.held (campaign) VALUES (%s) ON CONFLICT DO NOTHING", (campaign,))


def release(session: Session, campaign: UUID, *, at_once: bool = False) -> None:
    """It goes on; `at_once`, whenever it was due."""
    session.execute("DELETE FROM work.held WHERE campaign = %s", (campaign,))
    query = """
        UPDATE work.due SET enqueued_at = NULL, not_before = CASE WHEN %s THEN '-infinity' ELSE not_before END
        WHERE campaign = %s
    """
    session.execute(query, (at_once, campaign))


def wait(session: Session, task: str, about: UUID, until: datetime) -> None:
    """Not before then, whatever its attempts say."""
    session.execute(
        "UPDATE work.due SET not_before = greatest(not_before, %s), enqueued_at = NULL WHERE task = %s AND about = %s",
        (until, task, about),
    )


def to_enqueue(session: Session, task: str, limit: int, again_after: timedelta) -> list[Due]:
    """What can be done now and was not enqueued, or so long ago that the message must be lost."""
    query = """
        SELECT task, position, stream, about, attempts FROM work.due
        WHERE task = %s AND not_before <= clock_timestamp()
            AND (enqueued_at IS NULL OR enqueued_at < clock_timestamp() - %s)
            AND (campaign IS NULL OR campaign NOT IN (SELECT campaign FROM work.held))
            AND NOT EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND classid = 21070 AND objsubid = 2
                    AND objid = (hashtext(task || ':' || position) & 2147483647)::oid
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        ORDER BY position LIMIT %s
    """
    return [Due(*row) for row in session.execute(query, (task, again_after, limit))]


def enqueued(session: Session, task: str, positions: list[int]) -> None:
    session.execute(
        "UPDATE work.due SET enqueued_at = clock_timestamp() WHERE task = %s AND position = ANY(%s)",
        (task, positions),
    )


def forget_enqueued(session: Session) -> None:
    """Redis was flushed: every message is lost."""
    session.execute("UPDATE work.due SET enqueued_at = NULL WHERE enqueued_at IS NOT NULL")


@contextmanager
def claimed(session: Session, task: str, position: int) -> Iterator[Due | None]:
    """The task for this session alone; None when it is done, not due yet, or being done."""
    query = """
        SELECT task, position, stream, about, attempts,
            pg_try_advisory_lock(21070, hashtext(task || ':' || position) & 2147483647)
        FROM work.due WHERE task = %s AND position = %s AND not_before <= clock_timestamp()
            AND (campaign IS NULL OR campaign NOT IN (SELECT campaign FROM work.held))
    """
    found = session.execute(query, (task, position)).fetchone()
    if found is None or not found[5]:
        yield None
        return
    try:
        yield Due(*found[:5])
    finally:
        if not session.closed:
            session.execute("SELECT pg_advisory_unlock_all()")


def begin(session: Session, due: Due) -> None:
    """Counted before it is tried, so that what kills its process counts as well."""
    _count(session, due, due.attempts + 1)


def begin_anew(session: Session, due: Due, wait: timedelta) -> None:
    """It is owed, however often it failed."""
    query = """
        UPDATE work.due SET attempts = 0, not_before = clock_timestamp() + %s, enqueued_at = NULL
        WHERE task = %s AND position = %s
    """
    session.execute(query, (wait, due.task, due.position))


def interrupt(session: Session, due: Due) -> None:
    """It was not the task's fault: the attempt does not count."""
    _count(session, due, due.attempts)


def postpone(session: Session, due: Due, code: str, wait: timedelta) -> None:
    query = """
        UPDATE work.due SET last_code = %s, not_before = clock_timestamp() + %s, enqueued_at = NULL
        WHERE task = %s AND position = %s
    """
    session.execute(query, (code, wait, due.task, due.position))


def progress(session: Session, due: Due, done: int, expected: int | None) -> None:
    session.execute(
        "UPDATE work.due SET rows_done = %s, rows_expected = %s WHERE task = %s AND position = %s",
        (done, expected, due.task, due.position),
    )


def last_code(session: Session, due: Due) -> str | None:
    query = "SELECT last_code FROM work.due WHERE task = %s AND position = %s"
    found = session.execute(query, (due.task, due.position)).fetchone()
    return found[0] if found else None


def _count(session: Session, due: Due, attempts: int) -> None:
    session.execute(
        "UPDATE work.due SET attempts = %s, enqueued_at = NULL WHERE task = %s AND position = %s",
        (attempts, due.task, due.position),
    )
