"""Whoever waits for the ledger's lock waits as long as a test needs, on however slow a machine."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

LONGER = "ALTER FUNCTION ledger.append SET lock_timeout = '1h'"
AS_SHIPPED = "ALTER FUNCTION ledger.append SET lock_timeout = '5s'"


@contextmanager
def patient(admin: str) -> Iterator[None]:
    """Within the block, in the database of this address."""
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(LONGER)
        yield
        connection.execute(AS_SHIPPED)
