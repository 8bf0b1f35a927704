"""Followers that keep what they were shown, in that order."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ledger.store import Row, Store, pool_of
from tests.servers import Database


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
