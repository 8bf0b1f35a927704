"""The log as it is shown: the newest checkpoint, any tile up to it, and proofs. What is not signed is not shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from psycopg_pool import ConnectionPool

from ledger.leaf import leaf_of
from ledger.proof import kept
from ledger.proof.notes import Checkpoint
from ledger.proof.tiles import WIDTH, subtree
from ledger.proof.tree import inclusion
from ledger.session import Session

CACHED = 2_048
"""Tiles, at most 8 KB each. A tile of some width never changes."""
SUBTREES = 16_384
"""Hashes of subtrees in a tree of some size, about 200 bytes each: the upper ones are in every path."""


class NotSealed(Exception):
    """No checkpoint reaches that far yet."""

    code = "not_sealed"


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree as it was at one size."""

    size: int
    read: Callable[[int, int, int], bytes]
    """(level, number, width) -> hashes. Raises TileMissing."""

    def subtree(self, begin: int, end: int) -> bytes:
        return subtree(begin, end, self.tile)

    def tile(self, level: int, number: int) -> bytes:
        there = (self.size >> 8 * level) - number * WIDTH
        return self.read(level, number, min(WIDTH, there))

    def checkpoint(self, origin: str) -> Checkpoint:
        return Checkpoint(origin, self.size, self.subtree(0, self.size))


class Published:
    """Safe to share between threads."""

    def __init__(self, pool: ConnectionPool[Session]) -> None:
        self._pool = pool
        self._read = lru_cache(maxsize=CACHED)(self._read_tile)
        self._subtree = lru_cache(maxsize=SUBTREES)(self._find_subtree)
        self._sealed = 0
        """So many at least."""

    def checkpoint(self) -> str:
        """The newest, with the signatures that it bears by now. Raises NotSealed."""
        with self._pool.connection() as connection:
            size, note = self._newest(connection)
            return kept.cosigned(connection, size, note)

    def size(self) -> int:
        """How many events are sealed. Raises NotSealed."""
        with self._pool.connection() as connection:
            self._sealed = self._newest(connection)[0]
            return self._sealed

    def tree(self, size: int | None = None) -> Tree:
        """At this size, or the newest. Raises NotSealed."""
        if size is not None and 0 < size <= self._sealed:
            return Tree(size, self._read)
        newest = self.size()
        if size is not None and not 0 < size <= newest:
            raise NotSealed(str(size))
        return Tree(size or newest, self._read)

    def path(self, index: int, size: int) -> list[bytes]:
        """The audit path of leaf `index` in the tree of this size. Raises TileMissing."""
        return inclusion(index, size, partial(self._subtree, size))

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Raises NotSealed, TileMissing."""
        if self.size() >> 8 * level < number * WIDTH + width:
            raise NotSealed(f"{level}/{number}")
        return self._read(level, number, width)

    def leaves(self, number: int, width: int) -> list[bytes]:
        """The bytes under the first hashes of a tile of level 0. Raises NotSealed, TileMissing."""
        first = number * WIDTH
        with self._pool.connection() as connection:
            if self._newest(connection)[0] < first + width:
                raise NotSealed(f"entries/{number}")
            found = [leaf_of(each) for each in kept.headers(connection, first, first + width)]
        if len(found) != width:
            raise kept.TileMissing(f"entries/{number}: {len(found)} of {width}")
        return found

    def leaf(self, position: int) -> bytes:
        """The bytes that are hashed for one event. Raises NotSealed."""
        with self._pool.connection() as connection:
            found = [leaf_of(each) for each in kept.headers(connection, position - 1, position)]
        if not found:
            raise NotSealed(str(position))
        return found[0]

    def _newest(self, connection: Session) -> tuple[int, str]:
        found = kept.newest(connection)
        if found is None:
            raise NotSealed
        return found

    def _find_subtree(self, size: int, begin: int, end: int) -> bytes:
        return Tree(size, self._read).subtree(begin, end)

    def _read_tile(self, level: int, number: int, width: int) -> bytes:
        with self._pool.connection() as connection:
            return kept.tile(connection, level, number, width)
