"""Whether what is stored is still what was sealed: each event is hashed anew, full tiles and all.

The sealer goes on from its last tile and does not look back; a row that was edited further down is found here.
"""

from collections.abc import Iterator
from typing import Any

from psycopg import Connection

from ledger.leaf import Header, leaf_of
from ledger.proof import kept
from ledger.proof.notes import Checkpoint
from ledger.proof.seal import CHUNK, Changed
from ledger.proof.tiles import HASH, WIDTH, Edge, FullTile
from ledger.proof.tree import leaf_hash


def look_back(connection: Connection[Any]) -> int:
    """How many events are those that were sealed, and all were. Raises Changed at the first that is not."""
    newest = kept.newest(connection)
    if newest is None:
        return 0
    signed, edge = Checkpoint.parse(newest[1].partition("\n\n")[0] + "\n"), Edge()
    for header in _sealed(connection, signed.size):
        if header.position != edge.size + 1:
            raise Changed(f"position {edge.size + 1} is missing")
        for tile in edge.add(leaf_hash(leaf_of(header))):
            _compare(tile, kept.tile(connection, tile.level, tile.number))
    if (edge.size, edge.root()) != (signed.size, signed.root):
        raise Changed(f"the tree of {signed.size} events has another root than was signed")
    return signed.size


def _sealed(connection: Connection[Any], size: int) -> Iterator[Header]:
    for after in range(0, size, CHUNK):
        yield from kept.headers(connection, after, min(after + CHUNK, size))


def _compare(found: FullTile, stored: bytes) -> None:
    if found.hashes == stored:
        return
    unlike = next(at for at in range(WIDTH) if found.hashes[at * HASH :][:HASH] != stored[at * HASH :][:HASH])
    place = found.number * WIDTH + unlike
    raise Changed(
        f"the event at position {place + 1} is not the one that was sealed"
        if found.level == 0
        else f"the tile {found.level}/{found.number} is not made of those beneath it"
    )
