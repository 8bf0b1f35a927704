"""Killed in the middle of a batch, again and again, under load: every event counts once."""

import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.checkpoint import reached
from projections.rebuild import rebuild
from tests.projections.conftest import Following
from tests.projections.invented import people
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers

KILLS = 20


def plain(settings: Settings) -> str:
    """The settings with what is secret in them, for a process that a test starts."""
    known = settings.model_dump(mode="json")
    for name in ("database_url", "keys_database_url", "redis_url", "role_password"):
        secret = getattr(settings, name)
        known[name] = secret.get_secret_value() if secret else None
    return json.dumps(known)


def started(settings: Settings) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.projections.follower_process"],
        stdin=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(plain(settings))
    process.stdin.close()
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


def moved_on(connection: Connection[Any], position: int, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 60
    while reached(connection) <= position:
        assert process.poll() is None
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
                follower.wait()
        waiting.kill()
        waiting.wait()
    following()
    counted = everything(following.connection)
    assert reached(following.connection) == ledger.store.head()
    assert counted["parked"] == []

    rebuild(built.settings)

    assert everything(following.connection) == counted
