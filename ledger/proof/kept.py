"""What is stored of the tree: full tiles and signed checkpoints. Any tile of any size can be read again."""

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import Connection

from ledger.leaf import Header, leaf_of
from ledger.proof.succession import Succession, in_order
from ledger.proof.tiles import HASH, WIDTH, Edge, FullTile, widths
from ledger.proof.tree import leaf_hash

FULL = "SELECT head || tail FROM ledger.tile WHERE level = %s AND number = %s"
ROOTS = "SELECT root FROM ledger.tile WHERE level = %s AND number >= %s AND number < %s ORDER BY number"
HEADERS = """
    SELECT position, stream, version, type, recorded_at, sha256(state) FROM ledger.event
    WHERE position > %s AND position <= %s ORDER BY position
"""
KEEP = "INSERT INTO ledger.tile VALUES (%s, %s, substr(%s, 1, 7968), substr(%s, 7969), %s)"
COSIGNED = "SELECT line FROM ledger.cosignature WHERE size = %s ORDER BY witness"
STAMPS = "SELECT size, authority, response FROM ledger.time_stamp WHERE size <= %s ORDER BY size, authority"
SUCCESSIONS = "SELECT note FROM ledger.log_succession ORDER BY size"
FOLLOWS = "INSERT INTO ledger.log_succession (size, note) VALUES (%s, %s)"
NEWEST = "SELECT size, note FROM ledger.checkpoint ORDER BY size DESC LIMIT 1"


class TileMissing(Exception):
    """A tile, or events that it is made of, are not there: tiles were never made, or something was taken away."""

    code = "tile_missing"


def headers(connection: Connection[Any], after: int, until: int) -> Iterator[Header]:
    """Of the events after a position, in order."""
    return (Header(*row) for row in connection.execute(HEADERS, (after, until), binary=True))


def tile(connection: Connection[Any], level: int, number: int, width: int = WIDTH) -> bytes:
    """The first `width` hashes of a tile: as stored, or from what it stands on. Raises TileMissing."""
    if width == WIDTH and (found := connection.execute(FULL, (level, number), binary=True).fetchone()):
        return bytes(found[0])
    first = number * WIDTH
    if level == 0:
        hashes = [leaf_hash(leaf_of(each)) for each in headers(connection, first, first + width)]
    else:
        hashes = [row[0] for row in connection.execute(ROOTS, (level - 1, first, first + width), binary=True)]
    if len(hashes) != width:
        raise TileMissing(f"tile {level}/{number}: {len(hashes)} of {width}")
    return b"".join(hashes)


def keep(connection: Connection[Any], tiles: Iterable[FullTile]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, [(each.level, each.number, each.hashes, each.hashes, each.root) for each in tiles])


def newest(connection: Connection[Any]) -> tuple[int, str] | None:
    """The size and the note of the newest checkpoint, as the log alone signed it."""
    found = connection.execute(NEWEST).fetchone()
    return (found[0], found[1]) if found else None


def cosigned(connection: Connection[Any], size: int, note: str) -> str:
    """The note with what witnesses signed beneath it by now."""
    return note + "".join(line for (line,) in connection.execute(COSIGNED, (size,)))


def stamps(connection: Connection[Any], until: int) -> Iterator[tuple[int, str, bytes]]:
    """Size of the checkpoint, who stamped it with the time, and the answer (RFC 3161), up to a size."""
    return ((size, by, bytes(answer)) for size, by, answer in connection.execute(STAMPS, (until,)))


def successions(connection: Connection[Any]) -> list[Succession]:
    """Which key of the log followed which, in order. Raises BadNote, BadSignature."""
    return in_order([note for (note,) in connection.execute(SUCCESSIONS)])


def edge(connection: Connection[Any], size: int) -> Edge:
    """The tiles of a tree of this size that are not full. Raises TileMissing."""
    levels = []
    for level, full, width in widths(size):
        hashes = tile(connection, level, full, width) if width else b""
        levels.append([hashes[at : at + HASH] for at in range(0, len(hashes), HASH)])
    return Edge(size, levels)
