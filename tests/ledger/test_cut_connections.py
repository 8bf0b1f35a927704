"""Connections that die while the answer is due: the same command id tells what became of it."""

import os
import random
import socket
import threading
from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from ledger.envelope import new_id
from ledger.faults import LedgerBusy, OutcomeUnknown
from ledger.store import CommandClaim, NewRow, Receipt, Store, pool_of
from tests.ledger.patience import patient
from tests.ledger.rows import claim, row
from tests.ledger.writers import assert_ordered, everything, wait_until
from tests.servers import Database

pytestmark = pytest.mark.servers

WAITING = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
LOCK = 7236837521


class Sending(threading.Thread):
    """A command on its way, held up at the lock by the test."""

    def __init__(self, store: Store, command: CommandClaim, rows: list[NewRow]) -> None:
        super().__init__(daemon=True)
        self.store, self.command, self.rows = store, command, rows
        self.outcome: Receipt | Exception | None = None

    def run(self) -> None:
        try:
            self.outcome = self.store.append(self.rows, command=self.command)
        except (OutcomeUnknown, LedgerBusy) as fault:
            self.outcome = fault


def cut_while_it_waits(
    database: Database, command: CommandClaim, rows: list[NewRow], cut: Callable[[psycopg.Connection, int], None]
) -> Exception:
    """Send a command, and end its connection in one way or another while the answer is due."""
    with (
        patient(database.admin),
        psycopg.connect(database.admin) as holder,
        psycopg.connect(database.admin, autocommit=True) as watcher,
        pool_of(database.writer, size=1) as pool,
    ):
        with pool.connection() as writers:
            pass
        holder.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        sending = Sending(Store(pool), command, rows)
        sending.start()
        wait_until(lambda: watcher.execute(WAITING).fetchone() is not None)
        [server_process] = watcher.execute(WAITING).fetchone() or [0]
        assert server_process == writers.info.backend_pid
        cut(writers, server_process)
        sending.join(30)
        holder.rollback()
        gone = "SELECT 1 FROM pg_stat_activity WHERE pid = %s"
        wait_until(lambda: watcher.execute(gone, (server_process,)).fetchone() is None)
    assert isinstance(sending.outcome, Exception)
    return sending.outcome


def test_a_retry_after_the_answer_was_lost_at_commit_gets_the_first_answer(database: Database, store: Store) -> None:
    """The wire is cut at the sender's end: the server never notices, commits, and talks to nobody."""

    def cut_the_wire(writers: psycopg.Connection, _server_process: int) -> None:
        with socket.socket(fileno=os.dup(writers.fileno())) as wire:
            wire.shutdown(socket.SHUT_RDWR)

    command, rows = claim(new_id()), [row(), row()]
    assert isinstance(cut_while_it_waits(database, command, rows, cut_the_wire), OutcomeUnknown)
    assert store.head() == 2
    again = store.append(rows, command=command)
    assert (again.replayed, again.first_position, again.events) == (True, 1, 2)
    assert store.head() == 2


def test_a_retry_after_the_server_dropped_the_command_stores_it(database: Database, store: Store) -> None:
    def terminate(_writers: psycopg.Connection, server_process: int) -> None:
        with psycopg.connect(database.admin) as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", (server_process,))

    command, rows = claim(new_id()), [row()]
    outcome = cut_while_it_waits(database, command, rows, terminate)
    assert isinstance(outcome, OutcomeUnknown)
    assert outcome.command_id == command.command_id
    assert store.head() == 0
    again = store.append(rows, command=command)
    assert (again.replayed, again.position) == (False, 1)


def test_commands_whose_connections_are_cut_at_random_are_each_stored_once(
    database: Database, store: Store, admin: psycopg.Connection
) -> None:
    answered = threading.Semaphore(0)
    answers: dict[UUID, Receipt] = {}
    unknown: list[UUID] = []

    def send_many() -> None:
        for _ in range(60):
            command, rows = claim(new_id()), [row(), row()]
            while command.command_id not in answers:
                try:
                    answers[command.command_id] = store.append(rows, command=command)
                except (OutcomeUnknown, LedgerBusy):
                    unknown.append(command.command_id)
            answered.release()

    def cut_at_random() -> None:
        """One after every third answer, so that a slow machine gets no fewer."""
        chance = random.Random(7)
        others = "SELECT pid FROM pg_stat_activity WHERE usename = 'renmai_writer' AND datname = %s"
        for number in range(1, 4 * 60):
            assert answered.acquire(timeout=120)
            found = admin.execute(others, (admin.info.dbname,)).fetchall()
            if found and number % 3 == 0:
                admin.execute("SELECT pg_terminate_backend(%s)", chance.choice(found))

    cutting = threading.Thread(target=cut_at_random)
    senders = [threading.Thread(target=send_many) for _ in range(4)]
    cutting.start()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(240)
    cutting.join(60)

    assert unknown, "no connection was cut while an answer was due"
    with pool_of(database.reader, size=1) as pool:
        rows = everything(Store(pool))
    assert_ordered(rows)
    assert len(answers) == 240
    firsts = sorted(answer.first_position for answer in answers.values())
    assert firsts == list(range(1, 480, 2))
    assert len(rows) == 480
