"""A ledger of which a lake holds the first events, and the ledger only what an export that goes on asks of them: the
roots of their ranges in its tree, a checkpoint, and when the last was recorded.
"""

from pathlib import Path

import psycopg

from benchmarks.made_up_lake import lake
from ledger.proof import kept
from ledger.proof.log_keys import log_key
from ledger.proof.notes import Checkpoint
from ledger.proof.seal import KEEP
from ledger.proof.tiles import HASH, WIDTH, FullTile
from ledger.settings import Settings
from projections.lake.manifest import RANGE, Manifest

LAST = "INSERT INTO ledger.event VALUES (%s, gen_random_uuid(), 1, 'candidate-ingested', %s, '{}')"
LEVEL = 1
"""Of the tree's tiles: one is a range's (two levels of 256 below a hash)."""


def exported(settings: Settings, ranges: int) -> Manifest:
    """An empty ledger of so many full ranges, with their lake, as if they had been stored, sealed and exported.

    What else would read them, a sealer's first tile or a projection, finds them missing.
    """
    assert RANGE == WIDTH ** (LEVEL + 1)
    manifest = lake(Path(settings.lake), ranges * RANGE)
    key, size = log_key(settings), manifest.position
    text = Checkpoint(key.name, size, manifest.root).text()
    roots = [bytes.fromhex(each.root) for each in manifest.events]
    with psycopg.connect(settings.admin_conninfo, autocommit=True) as connection, connection.transaction():
        kept.keep(connection, [FullTile(LEVEL, number, bytes(HASH * WIDTH), root) for number, root in enumerate(roots)])
        connection.execute(KEEP, (size, manifest.root, f"{text}\n{key.sign(text)}"))
        connection.execute(LAST, (size, manifest.recorded_at))
    return manifest
