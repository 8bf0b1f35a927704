"""One order for everyone: dense, in commit order, seen alike by all, whoever is slow, stopped or killed."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from ledger.envelope import new_id
from ledger.faults import LedgerBusy
from ledger.store import NewRow, Row, Store, pool_of
from tests.ledger.writers import (
    PROCESSES,
    DiesBetweenCommits,
    Folder,
    appends_of,
    assert_ordered,
    everything,
    lost,
    wait_until,
    write,
    writing,
)
from tests.servers import Database

pytestmark = pytest.mark.servers

APPEND_ONE = "SELECT first_position FROM ledger.append(%s, %s, %s, %s, NULL, NULL, NULL, NULL, NULL, NULL)"


class Follower(threading.Thread):
    """Reads on from where it is, as every follower does; what it holds is what it was shown, in that order."""

    def __init__(self, conninfo: str, page: int) -> None:
        super().__init__(daemon=True)
        self.conninfo = conninfo
        self.page = page
        self.seen: list[Row] = []
        self.until: int | None = None
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with pool_of(self.conninfo, size=1) as pool:
                store = Store(pool)
                while self.until is None or len(self.seen) < self.until:
                    self.seen += store.page(self.seen[-1].position if self.seen else 0, self.page)
        except psycopg.Error as error:
            self.failure = error


@contextmanager
def following(database: Database, *pages: int) -> Iterator[list[Follower]]:
    """One follower for each size of page, which at the end has read up to the head."""
    followers = [Follower(database.reader, page) for page in pages]
    for follower in followers:
        follower.start()
    yield followers
    with pool_of(database.reader, size=1) as pool:
        head = Store(pool).head()
    for follower in followers:
        follower.until = head
        follower.join(60)
        assert follower.failure is None


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def one_row() -> NewRow:
    return NewRow(new_id(), 1, "written", b'{"append":"%s","of":1,"place":0}' % new_id().hex.encode())


def append_in(connection: psycopg.Connection, row: NewRow) -> int:
    """The first commit's work inside a transaction that the caller holds open, as the software never does."""
    found = connection.execute(
        APPEND_ONE, ([row.stream], [row.version], [row.type], [row.state]), binary=True
    ).fetchone()
    assert found is not None
    return int(found[0])


def test_eight_writers_and_two_followers_agree_on_one_order(database: Database, store: Store, folder: Folder) -> None:
    with following(database, 7, 1000) as followers, writing(database.writer, folder, 8):
        time.sleep(1)
    rows = everything(store)
    assert_ordered(rows)
    for follower in followers:
        assert follower.seen == rows
    assert lost(folder.acknowledged(), rows) == []
    assert len(appends_of(rows)) == len(folder.acknowledged())


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


def test_a_transaction_left_open_before_the_lock_takes_its_place_when_it_appends(
    database: Database, store: Store
) -> None:
    with following(database, 1) as [follower], psycopg.connect(database.writer) as early:
        early.execute("SELECT count(*) FROM ledger.event")
        for _ in range(5):
            store.append([one_row()])
        late = one_row()
        assert append_in(early, late) == 6
        early.commit()
        store.append([one_row()])
    assert_ordered(follower.seen)
    assert follower.seen[5].stream == late.stream


def test_what_is_not_committed_yet_is_passed_by_nobody(database: Database, store: Store) -> None:
    """A follower that has seen n has seen all up to n: a later append can't overtake one that holds the lock."""
    with psycopg.connect(database.writer) as slow:
        append_in(slow, one_row())
        waiting = threading.Thread(target=store.append, args=([one_row()],))
        waiting.start()
        wait_until(lambda: waiters(database) == 1)
        assert store.page(0, 10) == []
        slow.commit()
        waiting.join(10)
    assert_ordered(store.page(0, 10))
    assert store.head() == 2


def waiters(database: Database) -> int:
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with psycopg.connect(database.admin) as connection:
        found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0])


@pytest.fixture
def impatient(database: Database) -> None:
    """The same limits as shipped, only shorter."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        connection.execute("ALTER FUNCTION ledger.append SET lock_timeout = '300ms'")
        name = connection.info.dbname
        connection.execute(
            f"ALTER ROLE renmai_writer IN DATABASE {name} SET idle_in_transaction_session_timeout = '1500ms'"
        )


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("frozen", [False, True], ids=["left open", "its server process frozen"])
def test_a_writer_paused_while_it_holds_the_lock_makes_others_fail_clearly_and_is_ended(
    database: Database, store: Store, frozen: bool
) -> None:
    if frozen and "RENMAI_DATABASE_URL" in os.environ:
        pytest.skip("the server's processes may be on another machine")
    outcomes: list[object] = []

    def try_once() -> None:
        try:
            outcomes.append(store.append([one_row()]))
        except LedgerBusy as busy:
            outcomes.append(busy)

    holder = psycopg.connect(database.writer)
    append_in(holder, one_row())
    if frozen:
        os.kill(holder.info.backend_pid, signal.SIGSTOP)
    try:
        others = [threading.Thread(target=try_once) for _ in range(8)]
        for other in others:
            other.start()
        for other in others:
            other.join(30)
        assert [type(outcome) for outcome in outcomes] == [LedgerBusy] * 8
        assert store.head() == 0
    finally:
        if frozen:
            os.kill(holder.info.backend_pid, signal.SIGCONT)
    # Nothing more is asked of the holder: the database ends it, and everyone else goes on.
    wait_until(lambda: try_until_stored(store), 30)
    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        holder.execute("SELECT 1")
    rows = everything(store)
    assert_ordered(rows)
    assert len(rows) == 1


def try_until_stored(store: Store) -> bool:
    try:
        return store.append([one_row()]).first_position == 1
    except LedgerBusy:
        return False


def test_the_limits_that_are_shipped(database: Database, admin: psycopg.Connection) -> None:
    settings = admin.execute("SELECT proconfig FROM pg_proc WHERE oid = 'ledger.append'::regproc").fetchone()
    assert settings is not None
    assert "lock_timeout=5s" in settings[0]
    with psycopg.connect(database.writer) as writer:
        assert writer.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("5s",)


def test_the_durable_append_can_not_be_held_open_in_a_transaction(database: Database, store: Store) -> None:
    with psycopg.connect(database.writer) as writer:
        with pytest.raises(psycopg.errors.InvalidTransactionTermination):
            writer.execute(
                "CALL ledger.append_durably(%s, %s, %s, %s, NULL, NULL, NULL, NULL, NULL, NULL)",
                ([new_id()], [1], ["written"], [b"{}"]),
            )
        writer.rollback()
    assert store.append([one_row()]).first_position == 1


def test_a_writer_killed_between_the_two_commits_leaves_whole_appends_only(
    database: Database, store: Store, folder: Folder
) -> None:
    with writing(database.writer, folder, 2):
        victims = [
            PROCESSES.Process(
                target=write, args=(database.writer, folder, f"victim:{number}", None, DiesBetweenCommits)
            )
            for number in range(4)
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
    assert len(unacknowledged) == 4


def test_writers_killed_at_any_moment_leave_whole_appends_only(
    database: Database, store: Store, folder: Folder
) -> None:
    with writing(database.writer, folder, 8) as writers:
        for victim in writers[:6]:
            before = store.head()
            wait_until(lambda before=before: store.head() > before + 30)
            victim.kill()
    rows = everything(store)
    assert_ordered(rows)
    assert lost(folder.acknowledged(), rows) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_long_run_of_eight_writers_keeps_one_order(database: Database, store: Store, folder: Folder) -> None:
    with following(database, 10, 500) as followers, writing(database.writer, folder, 8):
        time.sleep(120)
    rows = everything(store)
    assert_ordered(rows)
    for follower in followers:
        assert follower.seen == rows
    assert lost(folder.acknowledged(), rows) == []
