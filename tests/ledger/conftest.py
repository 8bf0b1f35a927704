"""What the tests of the ledger ask for beside a `database`: a store, a ledger, and a server that may be killed."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from ledger.keyring import Keyring
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.store import Store, pool_of
from tests.ledger.house import House
from tests.ledger.keyrings import Seconds, keyring_of
from tests.ledger.own_cluster import OwnCluster
from tests.ledger.writers import Folder
from tests.servers import Database, Servers, fresh_database


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    with pool_of(database.writer, size=10) as pool:
        yield Store(pool)


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings) as opened:
        yield opened


@pytest.fixture
def admin(database: Database) -> Iterator[psycopg.Connection]:
    """A connection as the server's owner, as nothing in the software has while it runs."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture
def own_cluster(tmp_path: Path) -> Iterator[OwnCluster]:
    """An embedded server of this test's own, started and migrated, that it may kill and start again."""
    with ExitStack() as ending:
        cluster = OwnCluster(ending)
        cluster.start()
        cluster.migrate()
        yield cluster


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def keyring(database: Database, clock: Seconds) -> Iterator[Keyring]:
    with keyring_of(database, clock) as keyring:
        yield keyring


@pytest.fixture
def house(database: Database) -> Iterator[House]:
    house = House(database.settings)
    yield house
    house.ledger.close()


@pytest.fixture
def elsewhere(servers: Servers, migrated: tuple[str, str], tmp_path: Path) -> Iterator[Settings]:
    """An empty place: other databases, another folder, no key-encryption key."""
    with fresh_database(servers, migrated, tmp_path / "elsewhere") as fresh:
        yield fresh.settings
