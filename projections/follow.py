"""Following the ledger: one leader, batch after batch, until told to stop."""

import gc
import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import Connection

from ledger.keyring import Keyring
from ledger.locks import APPENDS, FOLLOWS_FOR_READING
from ledger.settings import Settings
from projections.at_hand import AtHand, swept
from projections.batch import BATCH, advance, locked, pass_time
from projections.moving import Until
from projections.projection import Projection

POLL_SECONDS = 0.05
"""Also after a batch that took all there was: what every batch costs is a fifth of one of thirty events."""
QUIET_AFTER, QUIET_POLL_SECONDS = 10.0, 0.2
"""Once nothing came for so many seconds, it is looked less often: twenty looks a second take a hundredth of a processor
here, and as much of the database's.
"""
STANDBY_SECONDS = 0.5
CLOCK_SECONDS = 1.0
"""How often time alone is asked whether it turned anything, while nothing else happens."""
RECONNECT_SECONDS = 0.5

OPTIONS = (
    "-c enable_seqscan=off -c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c timezone=UTC"
)
"""A new generation starts empty and grows faster than statistics follow, so indexes are taken for granted."""

log = logging.getLogger("renmai.projections")


def connect(settings: Settings) -> Connection[Any]:
    """An autocommit connection as the projector."""
    return psycopg.connect(settings.conninfo("projector"), autocommit=True, options=OPTIONS, prepare_threshold=2)


def collect_rarely() -> None:
    """A fold makes millions of objects and hardly a cycle: looking for some takes a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(1_000_000)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """The same for a while."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def leads(connection: Connection[Any], shard: int = 0) -> bool:
    """Try to become the leader: it lasts as long as the session. Call it once a session."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (FOLLOWS_FOR_READING, shard)).fetchone()
    return row == (True,)


def behind(connection: Connection[Any], projections: Sequence[Projection]) -> int:
    """How many events there are to fold: a look that locks nothing."""
    query = """
        SELECT greatest((SELECT max(position) FROM ledger.event) - min(position), 0)
        FROM read.checkpoint WHERE live AND projection = ANY(%s)
    """
    row = connection.execute(query, ([each.name for each in projections],)).fetchone()
    return int(row[0]) if row else 0


def step(
    connection: Connection[Any],
    projections: Sequence[Projection],
    keyring: Keyring,
    limit: int = BATCH,
    hand: AtHand | None = None,
) -> int:
    """One batch in one transaction; answers how many events it folded. Raises OtherVersion, NotBuilt."""
    with connection.transaction():
        return advance(connection, locked(connection, projections), keyring, limit, hand=hand)


def catch_up(
    connection: Connection[Any],
    projections: Sequence[Projection],
    keyring: Keyring,
    limit: int = BATCH,
    hand: AtHand | None = None,
) -> int:
    """Fold until nothing is left; answers how many events that were."""
    total, hand = 0, hand or AtHand()
    while folded := step(connection, projections, keyring, limit, hand):
        total += folded
    return total


def tick(
    connection: Connection[Any], projections: Sequence[Projection], keyring: Keyring, hand: AtHand | None = None
) -> None:
    """Tell what time alone turned until now. Raises OtherVersion, NotBuilt."""
    with connection.transaction():
        # Nobody stamps an event meanwhile: whatever is stamped before now is visible, what comes is stamped later.
        connection.execute("SELECT pg_advisory_xact_lock_shared(%s)", (APPENDS,))
        row = connection.execute(
            "SELECT (SELECT coalesce(max(position), 0) FROM ledger.event), clock_timestamp()"
        ).fetchone()
    assert row is not None
    with connection.transaction():
        pass_time(connection, locked(connection, projections), Until(*row), keyring, hand)


def follow(
    settings: Settings,
    projections: Sequence[Projection],
    keyring: Keyring,
    stop: threading.Event,
    *,
    limit: int = BATCH,
    shard: int = 0,
) -> None:
    """Lead and follow, or stand by, until `stop` is set. Raises OtherVersion, NotBuilt.

    Whatever happens to the connection, nothing is remembered: each batch begins at the stored checkpoint,
    because an event may be visible before it is on disk, and what is at hand belongs to the connection.
    """
    while not stop.is_set():
        try:
            with connect(settings) as connection:
                if not leads(connection, shard):
                    stop.wait(STANDBY_SECONDS)
                    continue
                log.info("leading shard %s", shard)
                ticked = busy = time.monotonic()
                hand = swept()
                while not stop.is_set():
                    waiting = behind(connection, projections)
                    if waiting:
                        busy = time.monotonic()
                        if step(connection, projections, keyring, limit, hand) < waiting:
                            continue
                    if not waiting and time.monotonic() - ticked >= CLOCK_SECONDS:
                        tick(connection, projections, keyring, hand)
                        ticked = time.monotonic()
                    quiet = time.monotonic() - busy >= QUIET_AFTER
                    stop.wait(QUIET_POLL_SECONDS if quiet else POLL_SECONDS)
        except psycopg.OperationalError as error:
            log.warning("connection lost (%s): trying again", error.sqlstate or type(error).__name__)
            stop.wait(RECONNECT_SECONDS)
