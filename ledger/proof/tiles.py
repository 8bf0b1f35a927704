"""The tree cut into tiles of 256 hashes (C2SP tlog-tiles): how hashes are kept, and found again.

Tile `number` of level L holds the hashes of 256 complete subtrees of 256^L leaves each. Full tiles never change;
what is not full yet, the edge, has one tile a level at most, and is known from what is below it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ledger.proof.tree import EMPTY, node_hash, split, together

WIDTH = 256
HASH = 32

ReadTile = Callable[[int, int], bytes]
"""The hashes of the tile at (level, number), as many as there are."""


@dataclass(frozen=True, slots=True)
class FullTile:
    level: int
    number: int
    hashes: bytes
    """256 x 32 bytes."""
    root: bytes
    """Over all of it: a hash of the tile one level up."""


@dataclass(slots=True)
class Edge:
    """The tiles that are not full yet, one list of hashes a level; enough to grow the tree and to know its root."""

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> Iterator[FullTile]:
        """One leaf more; gives the tiles that it fills."""
        self.size += 1
        above = leaf
        for level, number in _filled(self.size):
            if level == len(self.levels):
                self.levels.append([])
            hashes = self.levels[level]
            hashes.append(above)
            if len(hashes) < WIDTH:
                return
            above = together(hashes)
            self.levels[level] = []
            yield FullTile(level, number, b"".join(hashes), above)

    def root(self) -> bytes:
        return subtree(0, self.size, self.tile) if self.size else EMPTY

    def tile(self, level: int, _number: int) -> bytes:
        return b"".join(self.levels[level])


def _filled(size: int) -> Iterator[tuple[int, int]]:
    """The tiles that the last of `size` leaves goes on to, for as long as each one is full with it."""
    level = 0
    while size:
        yield level, (size - 1) // WIDTH
        size, level = size // WIDTH, level + 1


def subtree(begin: int, end: int, tile: ReadTile) -> bytes:
    """The hash over these leaves of a tree, from its tiles: a complete subtree, or its right edge."""
    count = end - begin
    if count & (count - 1):
        middle = split(begin, end)
        return node_hash(subtree(begin, middle, tile), subtree(middle, end, tile))
    level, height = divmod(count.bit_length() - 1, 8)
    first = begin >> 8 * level
    hashes, place = tile(level, first // WIDTH), first % WIDTH
    return together([hashes[at * HASH : (at + 1) * HASH] for at in range(place, place + (1 << height))])


def widths(size: int) -> Iterator[tuple[int, int, int]]:
    """(level, full tiles, hashes in the edge's tile) of a tree, lowest level first."""
    level, hashes = 0, size
    while hashes:
        yield level, hashes // WIDTH, hashes % WIDTH
        level, hashes = level + 1, hashes // WIDTH


def index_path(number: int) -> str:
    """1234067 as `x001/x234/067`: three digits an element, all but the last with an x before them."""
    digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*("x" + part for part in parts[:-1]), parts[-1]])
