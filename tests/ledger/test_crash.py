"""`kill -9` of the whole database server under load: what was answered stays, and nothing is there by half.

The server's background writer of the log is slowed down (`own_cluster.SETTINGS`), so that what no commit has
flushed is lost at every kill. The last two tests show that this harness notices a store, or a follower, that
leaves out its durable commit.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
import psycopg
import pytest
from psycopg import sql

from domain.envelope import Meta
from domain.events import CandidateIngested
from domain.person import Name, Person
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.faults import LedgerFault, Moved
from ledger.ledger import Ledger
from ledger.store import CommandClaim, NewRow, Row, Store, pool_of
from tests.ledger.own_cluster import OwnCluster
from tests.ledger.writers import (
    Folder,
    OneCommit,
    WithoutCommand,
    assert_ordered,
    everything,
    lost,
    wait_until,
    writing,
)

# The programs that a server of one's own would need for this are not at hand.
pytestmark = pytest.mark.timeout(900)


class Answering(threading.Thread):
    """A follower that tells others what it saw: each row goes to `told` after a durable commit of its own.

    `carefully=False` leaves that commit out, which is the mistake that the last test here is about.
    """

    def __init__(self, conninfo: str, *, carefully: bool = True) -> None:
        super().__init__(daemon=True)
        self.conninfo = conninfo
        self.carefully = carefully
        self.told: list[Row] = []
        self.ending = threading.Event()

    def run(self) -> None:
        with pool_of(self.conninfo, size=1) as pool:
            store = Store(pool)
            while not self.ending.is_set():
                try:
                    rows = store.page(self.told[-1].position if self.told else 0, 200)
                    if self.carefully:
                        store.durable()
                except psycopg.OperationalError:
                    time.sleep(0.02)
                else:
                    self.told += rows

    def contradicted(self, rows: list[Row]) -> list[Row]:
        """What it told that is not so."""
        there = {row.position: row for row in rows}
        return [row for row in self.told if there.get(row.position) != row]


@contextmanager
def answering(conninfo: str, *, carefully: bool = True) -> Iterator[Answering]:
    follower = Answering(conninfo, carefully=carefully)
    follower.start()
    try:
        yield follower
    finally:
        follower.ending.set()
        follower.join(60)


@pytest.fixture
def store(own_cluster: OwnCluster) -> Iterator[Store]:
    with pool_of(own_cluster.settings.conninfo("writer"), size=2) as pool:
        yield Store(pool)


def acknowledged_more(folder: Folder, than: int) -> bool:
    return len(folder.acknowledged()) > than


def kill_under_load(cluster: OwnCluster, folder: Folder, seconds: float) -> None:
    """Let every round store something, kill, start again."""
    before = len(folder.acknowledged())
    wait_until(lambda: acknowledged_more(folder, before + 50))
    time.sleep(seconds)
    cluster.kill()
    cluster.start()


def rounds(own_cluster: OwnCluster, folder: Folder, times: int) -> tuple[list[Row], Answering]:
    """Eight writers through so many kills; what the ledger holds afterwards, and what was told meanwhile."""
    conninfo = own_cluster.settings.conninfo("writer")
    with answering(conninfo) as follower, writing(conninfo, folder, 8, Store, WithoutCommand):
        for number in range(times):
            kill_under_load(own_cluster, folder, seconds=0.01 * (number % 7))
    with pool_of(conninfo, size=1) as pool:
        return everything(Store(pool)), follower


def test_a_server_killed_20_times_under_load_loses_nothing_that_was_answered(
    own_cluster: OwnCluster, folder: Folder
) -> None:
    rows, follower = rounds(own_cluster, folder, 20)
    assert_ordered(rows)
    acknowledged = folder.acknowledged()
    assert len(acknowledged) > 20 * 50
    assert lost(acknowledged, rows) == []
    assert len(follower.told) > 0
    assert follower.contradicted(rows) == []
    # Writers ask again under the same command id when the server dies on them: no command is stored twice.
    with psycopg.connect(own_cluster.settings.admin_conninfo) as connection:
        commands = connection.execute("SELECT actor, first_position, events FROM ledger.command").fetchall()
    covered = [position for _, first, events in commands for position in range(first, first + events)]
    claiming = {writer for writer, _, _ in commands}
    assert len(claiming) == 4  # the others write without a command
    assert sorted(covered) == [row.position for row in rows if orjson.loads(row.state)["writer"] in claiming]


def test_every_event_that_survives_a_kill_has_its_keys(own_cluster: OwnCluster) -> None:
    """Keys are committed durably before the first event that uses them."""

    answered: list[int] = []

    def ingest(ledger: Ledger, ending: threading.Event) -> None:
        while not ending.is_set():
            event = CandidateIngested(person=Person(name=Name(full="王小明")))
            meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:test")
            try:
                answered.append(ledger.append([NewEvent(new_id(), 1, meta, event)]).position)
            except (LedgerFault, psycopg.OperationalError):
                time.sleep(0.02)

    ending = threading.Event()
    with Ledger.open(own_cluster.settings, connections=4) as ledger:
        threads = [threading.Thread(target=ingest, args=(ledger, ending)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(4):
            before = len(answered)
            wait_until(lambda before=before: len(answered) > before + 4)
            own_cluster.kill()
            own_cluster.start()
        ending.set()
        for thread in threads:
            thread.join(60)
    with Ledger.open(own_cluster.settings) as afterwards:
        stored = afterwards.page(0, 100_000)
    assert {each.position for each in stored} >= set(answered)
    for each in stored:
        assert isinstance(each.event, CandidateIngested)
        assert each.unreadable == {}
        assert each.event.person == Person(name=Name(full="王小明"))


def test_this_harness_notices_a_store_without_the_second_commit(own_cluster: OwnCluster, folder: Folder) -> None:
    conninfo = own_cluster.settings.conninfo("writer")
    with writing(conninfo, folder, 4, OneCommit):
        kill_under_load(own_cluster, folder, seconds=0.1)
    with pool_of(conninfo, size=1) as pool:
        rows = everything(Store(pool))
    assert lost(folder.acknowledged(), rows) != []


def test_this_harness_notices_a_follower_that_tells_what_is_not_on_disk(
    own_cluster: OwnCluster, folder: Folder
) -> None:
    conninfo = own_cluster.settings.conninfo("writer")
    with answering(conninfo, carefully=False) as careless, writing(conninfo, folder, 2, OneCommit):
        wait_until(lambda: careless.told)
        kill_under_load(own_cluster, folder, seconds=0.1)
        wait_until(lambda: acknowledged_more(folder, 150))
    with pool_of(conninfo, size=1) as pool:
        assert careless.contradicted(everything(Store(pool))) != []


def ask_for_durability(store: Store, rows: list[NewRow], claim: CommandClaim) -> None:
    del rows, claim
    store.durable()


def ask_again(store: Store, rows: list[NewRow], claim: CommandClaim) -> None:
    assert store.append(rows, command=claim).replayed


def ask_for_the_same_place(store: Store, rows: list[NewRow], claim: CommandClaim) -> None:
    del claim
    with pytest.raises(Moved):
        store.append(rows)


@pytest.mark.parametrize("answer", [ask_for_durability, ask_again, ask_for_the_same_place])
def test_an_answer_that_rests_on_an_event_outlives_a_kill_with_it(
    own_cluster: OwnCluster, store: Store, answer: Callable[[Store, list[NewRow], CommandClaim], None]
) -> None:
    """The event is visible and not flushed; whoever answers on its ground makes sure that it is."""
    rows = [NewRow(new_id(), 1, "written", b"{}")]
    claim = CommandClaim("user:test", new_id(), hashlib.sha256(b"body").digest())
    with pool_of(own_cluster.settings.conninfo("writer"), size=1) as pool:
        OneCommit(pool).append(rows, command=claim)
    answer(store, rows, claim)
    own_cluster.kill()
    own_cluster.start()
    wait_until(lambda: reachable(store))
    assert store.command("user:test", claim.command_id) is not None
    assert store.head() == 1


def reachable(store: Store) -> bool:
    try:
        store.head()
    except psycopg.OperationalError:
        return False
    return True


def shown(store: Store) -> str:
    with store.pool.connection() as connection:
        [(names,)] = connection.execute("SHOW synchronous_standby_names").fetchall()
    return str(names)


@pytest.mark.parametrize(
    "command", [None, CommandClaim("user:test", new_id(), bytes(32))], ids=["alone", "of a command"]
)
def test_an_append_waits_for_a_synchronous_standby(
    own_cluster: OwnCluster, store: Store, command: CommandClaim | None
) -> None:
    """The message that flushes the log waits for none; so with one, it is a commit that flushes."""
    with psycopg.connect(own_cluster.settings.admin_conninfo, autocommit=True) as admin:

        def standby(name: str) -> None:
            admin.execute(sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(sql.Literal(name)))
            admin.execute("SELECT pg_reload_conf()")

        standby("elsewhere")
        wait_until(lambda: shown(store) == "elsewhere")
        rows = [NewRow(new_id(), 1, "written", b"{}")]
        appending = threading.Thread(target=store.append, args=(rows,), kwargs={"command": command})
        appending.start()
        waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
        wait_until(lambda: admin.execute(waiting).fetchone())
        assert appending.is_alive()
        standby("")
        appending.join(60)
        assert not appending.is_alive()


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_server_killed_200_times_under_load_loses_nothing_that_was_answered(
    own_cluster: OwnCluster, folder: Folder
) -> None:
    rows, follower = rounds(own_cluster, folder, 200)
    assert_ordered(rows)
    assert lost(folder.acknowledged(), rows) == []
    assert follower.contradicted(rows) == []
