"""A ledger with its read models built, and hands to write to it and to follow it."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection
from psycopg.rows import TupleRow

from ledger.ledger import Ledger
from projections import follow
from projections.at_hand import AtHand
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from tests.projections.scribe import Scribe
from tests.servers import Database


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings, connections=4) as ledger:
        yield ledger


@pytest.fixture
def built(database: Database) -> Database:
    """Every read model has a live, empty generation."""
    rebuild(database.settings, shards=0)
    return database


@pytest.fixture
def reader(built: Database) -> Iterator[Connection[TupleRow]]:
    with psycopg.connect(built.reader, autocommit=True) as connection:
        yield connection


@pytest.fixture
def following(built: Database, ledger: Ledger) -> Iterator["Following"]:
    with follow.connect(built.settings) as connection:
        yield Following(connection, ledger)


class Following:
    """Follows when told to, with what it had at hand the last time."""

    def __init__(self, connection: Connection[TupleRow], ledger: Ledger) -> None:
        self.connection = connection
        self.ledger = ledger
        self.hand = AtHand()

    def __call__(self, limit: int = 5000) -> int:
        """Fold until nothing is left, in batches of `limit`."""
        return follow.catch_up(self.connection, PROJECTIONS, self.ledger.keyring, limit, self.hand)


@pytest.fixture
def scribe(ledger: Ledger) -> Scribe:
    return Scribe(ledger)
