"""One order for everyone: dense, in commit order, and seen alike by all."""

import threading
import time

import psycopg
import pytest

from ledger.store import Store
from tests.ledger.followers import following
from tests.ledger.rows import append_in, row
from tests.ledger.writers import (
    Folder,
    WithoutCommand,
    appends_of,
    assert_ordered,
    everything,
    lost,
    wait_until,
    writing,
)
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_eight_writers_and_two_followers_agree_on_one_order(database: Database, store: Store, folder: Folder) -> None:
    with following(database, 7, 1000) as followers, writing(database.writer, folder, 8, Store, WithoutCommand):
        time.sleep(1)
    rows = everything(store)
    assert_ordered(rows)
    for follower in followers:
        assert follower.seen == rows
    assert lost(folder.acknowledged(), rows) == []
    assert len(appends_of(rows)) == len(folder.acknowledged())


def test_a_transaction_left_open_before_the_lock_takes_its_place_when_it_appends(
    database: Database, store: Store
) -> None:
    with following(database, 1) as [follower], psycopg.connect(database.writer) as early:
        early.execute("SELECT count(*) FROM ledger.event")
        for _ in range(5):
            store.append([row()])
        late = row()
        assert append_in(early, late) == 6
        early.commit()
        store.append([row()])
    assert_ordered(follower.seen)
    assert follower.seen[5].stream == late.stream


def test_what_is_not_committed_yet_is_passed_by_nobody(database: Database, store: Store) -> None:
    """A follower that has seen n has seen all up to n: a later append can't overtake one that holds the lock."""
    with psycopg.connect(database.writer) as slow:
        append_in(slow, row())
        waiting = threading.Thread(target=store.append, args=([row()],))
        waiting.start()
        wait_until(lambda: waiters(database) == 1)
        assert store.page(0, 10) == []
        slow.commit()
        waiting.join(60)
    assert_ordered(store.page(0, 10))
    assert store.head() == 2


def waiters(database: Database) -> int:
    query = """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
    with psycopg.connect(database.admin) as connection:
        found = connection.execute(query).fetchone()
    assert found is not None
    return int(found[0])


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
