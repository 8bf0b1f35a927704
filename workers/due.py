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


def forget(session: Session, streams: Sequence[UUID]) -> None:
    """Nothing is done for them any more, but that they are erased."""
    session.execute("DELETE FROM work.due WHERE stream = ANY(%s) AND task <> 'erase'", (list(streams),))


def done(session: Session, dues: Sequence[Due]) -> None:
    """They, and not what was asked for since then about the same."""
    for task in {due.task for due in dues}:
        positions = [due.position for due in dues if due.task == task]
        session.execute("DELETE FROM work.due WHERE task = %s AND position = ANY(%s)", (task, positions))


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


def with_any(session: Session, tasks: Sequence[str]) -> frozenset[str]:
    """Those of which anything is due, ever."""
    query = "SELECT task FROM unnest(%s::text[]) AS task WHERE EXISTS (SELECT FROM work.due WHERE due.task = task.task)"
    return frozenset(row[0] for row in session.execute(query, (list(tasks),)))


def to_enqueue(
    session: Session, task: str, limit: int, again_after: timedelta, *, of_campaigns: bool = False
) -> list[Due]:
    """What can be done now and was not enqueued, or so long ago that the message must be lost."""
    query = """
        SELECT task, position, stream, about, attempts FROM work.due
        WHERE task = %s AND (campaign IS NOT NULL) = %s AND not_before <= clock_timestamp()
            AND (enqueued_at IS NULL OR enqueued_at < clock_timestamp() - %s)
            AND (campaign IS NULL OR campaign NOT IN (SELECT campaign FROM work.held))
            AND NOT EXISTS (
                SELECT FROM pg_locks
                WHERE locktype = 'advisory' AND classid = 21070 AND objsubid = 2
                    AND objid = (hashtext(task || ':' || position) & 2147483647)::oid
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        ORDER BY position LIMIT %s
    """
    return [Due(*row) for row in session.execute(query, (task, of_campaigns, again_after, limit))]


def enqueued(session: Session, task: str, positions: list[int]) -> None:
    session.execute(
        "UPDATE work.due SET enqueued_at = clock_timestamp() WHERE task = %s AND position = ANY(%s)",
        (task, positions),
    )


def forget_enqueued(session: Session) -> None:
    """Redis was flushed: every message is lost."""
    session.execute("UPDATE work.due SET enqueued_at = NULL WHERE enqueued_at IS NOT NULL")


@contextmanager
def claimed(session: Session, task: str, positions: Sequence[int]) -> Iterator[Sequence[Due]]:
    """Those for this session alone that are due, are not done, and are in nobody's hands."""
    query = """
        SELECT task, position, stream, about, attempts,
            pg_try_advisory_lock(21070, hashtext(task || ':' || position) & 2147483647)
        FROM work.due WHERE task = %s AND position = ANY(%s) AND not_before <= clock_timestamp()
            AND (campaign IS NULL OR campaign NOT IN (SELECT campaign FROM work.held))
        ORDER BY position
    """
    found = session.execute(query, (task, list(positions))).fetchall()
    try:
        yield [Due(*row[:5]) for row in found if row[5]]
    finally:
        if any(row[5] for row in found) and not session.closed:
            session.execute("SELECT pg_advisory_unlock_all()")


def begin(session: Session, dues: Sequence[Due]) -> None:
    """Counted before they are tried, so that what kills their process counts as well."""
    query = """
        UPDATE work.due SET attempts = attempts + 1, enqueued_at = NULL
        WHERE task = ANY(%s) AND position = ANY(%s)
    """
    session.execute(query, (list({due.task for due in dues}), [due.position for due in dues]))


def begin_anew(session: Session, due: Due, wait: timedelta) -> None:
    """It is owed, however often it failed."""
    query = """
        UPDATE work.due SET attempts = 0, not_before = clock_timestamp() + %s, enqueued_at = NULL
        WHERE task = %s AND position = %s
    """
    session.execute(query, (wait, due.task, due.position))


def interrupt(session: Session, due: Due) -> None:
    """It was not the task's fault: the attempt does not count."""
    session.execute(
        "UPDATE work.due SET attempts = %s, enqueued_at = NULL WHERE task = %s AND position = %s",
        (due.attempts, due.task, due.position),
    )


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
