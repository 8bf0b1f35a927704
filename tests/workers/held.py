"""A worker held in the middle of its work: the test has put down, and not committed, a row that its append needs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.source_key import source_key
from tests.workers.tasks import until

NEXT_OF_A_STREAM = """
    INSERT INTO ledger.event
    SELECT 9e15, stream, max(version) + 1, 'held', now(), '{}' FROM ledger.event WHERE stream = %s GROUP BY stream
"""
SOURCE_KEY = "INSERT INTO ledger.source_key VALUES (%s, %s)"
WHO_WAITS = "SELECT pid FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
CUT_OFF = f"SELECT pg_terminate_backend(pid, 5000) FROM ({WHO_WAITS}) waiting"
"""Else the server, which does not see who is dead, would go on for them."""


@contextmanager
def _held(settings: Settings, row: str, *values: Any) -> Iterator[Callable[[], None]]:
    with psycopg.connect(settings.admin_conninfo) as holding:
        holding.execute(row, values)
        yield lambda: until(lambda: holding.execute(WHO_WAITS).fetchone(), 60)
        holding.execute(CUT_OFF)
        holding.rollback()


@contextmanager
def held_at_row(ledger: Ledger, settings: Settings, row: str) -> Iterator[Callable[[], None]]:
    """No import of "ats" gets past the row with this id within the block. Answers how to wait until one is there."""
    with _held(settings, SOURCE_KEY, source_key(ledger, "ats", row), new_id()) as until_there:
        yield until_there


@contextmanager
def held_at_stream(settings: Settings, stream: UUID) -> Iterator[Callable[[], None]]:
    """The same for whoever goes on with this stream."""
    with _held(settings, NEXT_OF_A_STREAM, stream) as until_there:
        yield until_there
