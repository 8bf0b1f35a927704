"""Writers that stop, pause or die at the worst moment: nobody waits for ever, and nothing is there by half."""

import os
import signal
import threading

import psycopg
import pytest

from ledger.envelope import new_id
from ledger.faults import LedgerBusy
from ledger.store import Store
from tests.ledger.followers import following
from tests.ledger.rows import EACH_WAY, append_in, claim, row
from tests.ledger.writers import (
    DiesBetweenCommits,
    Folder,
    WithoutCommand,
    appends_of,
    assert_ordered,
    everything,
    lost,
    wait_until,
    write,
    writing,
)
from tests.processes import PROCESSES
from tests.servers import Database

pytestmark = pytest.mark.servers

APPENDS = ("ledger.append", "ledger.append_one")


def test_a_stopped_writer_holds_nobody_up_and_misses_nothing(database: Database, store: Store, folder: Folder) -> None:
    with following(database, 100) as [follower], writing(database.writer, folder, 4) as writers:
        for turn in range(12):
            stopped = writers[turn % 4]
            assert stopped.pid is not None
            os.kill(stopped.pid, signal.SIGSTOP)
            before = store.head()
            wait_until(lambda before=before: store.head() > before + 20)
            os.kill(stopped.pid, signal.SIGCONT)
    rows = everything(store)
    assert_ordered(rows)
    assert follower.seen == rows
    assert lost(folder.acknowledged(), rows) == []


@pytest.fixture
def impatient(database: Database) -> None:
    """Whoever waits for the lock gives up as shipped, only sooner."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        for function in APPENDS:
            connection.execute(f"ALTER FUNCTION {function} SET lock_timeout = '300ms'")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("frozen", [False, True], ids=["left open", "its server process frozen"])
@pytest.mark.parametrize("alone", [False, True], ids=["of a command", "alone"])
def test_a_writer_paused_while_it_holds_the_lock_makes_others_fail_clearly_and_is_ended(
    database: Database, store: Store, frozen: bool, alone: bool
) -> None:
    if frozen and "RENMAI_DATABASE_URL" in os.environ:
        pytest.skip("the server's processes may be on another machine")
    outcomes: list[object] = []

    def try_once() -> None:
        try:
            outcomes.append(store.append([row()], command=None if alone else claim(new_id())))
        except LedgerBusy as busy:
            outcomes.append(busy)

    holder = psycopg.connect(database.writer, options="-c idle_in_transaction_session_timeout=1h")
    append_in(holder, row())
    if frozen:
        os.kill(holder.info.backend_pid, signal.SIGSTOP)
    try:
        others = [threading.Thread(target=try_once) for _ in range(8)]
        for other in others:
            other.start()
        for other in others:
            other.join(60)
        assert [type(outcome) for outcome in outcomes] == [LedgerBusy] * 8
        assert store.head() == 0
    finally:
        if frozen:
            os.kill(holder.info.backend_pid, signal.SIGCONT)
    holder.execute("SET idle_in_transaction_session_timeout = '300ms'")  # as shipped, only sooner, and not before now
    # Nothing more is asked of the holder: the database ends it, and everyone else goes on.
    wait_until(lambda: try_until_stored(store))
    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        holder.execute("SELECT 1")
    rows = everything(store)
    assert_ordered(rows)
    assert len(rows) == 1


def try_until_stored(store: Store) -> bool:
    try:
        return store.append([row()]).first_position == 1
    except LedgerBusy:
        return False


def test_the_limits_that_are_shipped(database: Database, admin: psycopg.Connection) -> None:
    for function in APPENDS:
        settings = admin.execute("SELECT proconfig FROM pg_proc WHERE oid = %s::regproc", (function,)).fetchone()
        assert settings is not None
        assert "lock_timeout=5s" in settings[0]
    with psycopg.connect(database.writer) as writer:
        assert writer.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("5s",)


@pytest.mark.parametrize("way", EACH_WAY)
def test_the_durable_append_can_not_be_held_open_in_a_transaction(database: Database, store: Store, way: str) -> None:
    with psycopg.connect(database.writer) as writer:
        with pytest.raises(psycopg.errors.InvalidTransactionTermination):
            writer.execute(*EACH_WAY[way])
        writer.rollback()
    assert store.append([row()]).first_position == 1


def test_a_writer_killed_between_the_two_commits_leaves_whole_appends_only(
    database: Database, store: Store, folder: Folder
) -> None:
    with writing(database.writer, folder, 2):
        victims = [
            PROCESSES.Process(
                target=write, args=(database.writer, folder, f"victim:{number}", None, DiesBetweenCommits)
            )
            for number in range(20)
        ]
        for victim in victims:
            victim.start()
        for victim in victims:
            victim.join(60)
            assert victim.exitcode == -signal.SIGKILL
    rows = everything(store)
    assert_ordered(rows)
    assert lost(folder.acknowledged(), rows) == []
    unacknowledged = appends_of(rows).keys() - {each.append for each in folder.acknowledged()}
    assert len(unacknowledged) == 20


def test_writers_killed_at_any_moment_leave_whole_appends_only(
    database: Database, store: Store, folder: Folder
) -> None:
    with writing(database.writer, folder, 24, Store, WithoutCommand) as writers:
        for victim in writers[:20]:
            before = store.head()
            wait_until(lambda before=before: store.head() > before + 30)
            victim.kill()
    rows = everything(store)
    assert_ordered(rows)
    assert lost(folder.acknowledged(), rows) == []
