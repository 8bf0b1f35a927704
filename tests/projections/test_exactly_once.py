"""Killed in the middle of a batch, again and again, under load: every event counts once."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from multiprocessing.process import BaseProcess
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import pool_of
from projections import checkpoint as checkpoints
from projections.catalogue import PROJECTIONS
from projections.checkpoint import Checkpoint, reached
from projections.follow import follow
from projections.rebuild import rebuild
from tests.processes import PROCESSES
from tests.projections.conftest import Following
from tests.projections.invented import people
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers

KILLS = 20
PAUSE = 0.03

_advance = checkpoints.advance


def slowly(
    connection: Connection[Any], checkpoints: Sequence[Checkpoint], position: int, moment: datetime | None
) -> int | None:
    """A moment in which the rows of a batch are written, and its checkpoints are not: where most kills hit."""
    time.sleep(PAUSE)
    return _advance(connection, checkpoints, position, moment)


def follow_slowly(settings: Settings) -> None:
    """A follower as a process of its own."""
    checkpoints.advance = slowly
    with pool_of(settings.conninfo("keyholder"), size=1) as keys:
        keyring = Keyring(keys, KeyEncryptionKey.of(settings))
        follow(settings, PROJECTIONS, keyring, threading.Event(), limit=40)


def started(settings: Settings) -> BaseProcess:
    process = PROCESSES.Process(target=follow_slowly, args=(settings,), daemon=True)
    process.start()
    return process


@contextmanager
def load(ledger: Ledger, seed: int) -> Iterator[threading.Event]:
    """People arrive for as long as the test goes on."""
    enough = threading.Event()

    def arrive() -> None:
        for history in people(seed, 100_000):
            if enough.is_set():
                return
            ledger.append(history, new_subjects=True)
            time.sleep(0.002)

    thread = threading.Thread(target=arrive)
    thread.start()
    try:
        yield enough
    finally:
        enough.set()
        thread.join()


def moved_on(connection: Connection[Any], position: int, process: BaseProcess) -> None:
    deadline = time.monotonic() + 60
    while reached(connection) <= position:
        assert process.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.002)


def test_killed_twenty_times_in_mid_batch_it_counts_every_event_once(
    built: Database, ledger: Ledger, following: Following
) -> None:
    chance = random.Random(20)
    with load(ledger, seed=20), psycopg.connect(built.reader, autocommit=True) as connection:
        waiting = started(built.settings)
        for _ in range(KILLS):
            follower, waiting = waiting, started(built.settings)
            try:
                moved_on(connection, reached(connection), follower)
                time.sleep(chance.random() * 0.02)
            finally:
                follower.kill()
                follower.join()
        waiting.kill()
        waiting.join()
    following()
    counted = everything(following.connection)
    assert reached(following.connection) == ledger.store.head()
    assert counted["parked"] == []

    rebuild(built.settings)

    assert everything(following.connection) == counted
