"""Whether a lake is what it says: its files against the manifest, and its events against the ledger."""

import io
from collections.abc import Callable
from functools import partial

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from ledger.proof import kept
from ledger.proof.notes import VerifierKey, opened
from ledger.proof.published import NotSealed, Tree
from ledger.settings import Settings
from projections.lake.export import same_ledger
from projections.lake.faults import LakeDamaged, LakeOfOtherLedger
from projections.lake.manifest import Events, File, Manifest, read_manifest, verified
from projections.lake.place import Place
from projections.lake.ranges import events
from projections.lake.table import content_sha256


def check_files(place: Place, told: Callable[[int, int], None] | None = None) -> Manifest:
    """Every file is there, whole, and holds what the manifest says; no ledger is needed.

    Raises NoLake, LakeDamaged, LakeOfOtherFormat.
    """
    manifest = read_manifest(place)
    for each in manifest.files:
        if content_sha256(_rows(place, each)) != each.content_sha256:
            raise LakeDamaged(each.name)
        if told and isinstance(each, Events):
            told(each.last, manifest.position)
    return manifest


def check_signature(manifest: Manifest, key: VerifierKey) -> bool:
    """Whether the log of this key has signed that these are its events. Raises BadNote, BadSignature."""
    return bool(opened(manifest.checkpoint, [key])[1])


def check_ledger(settings: Settings, place: Place, told: Callable[[int, int], None] | None = None) -> Manifest:
    """Every file holds what this ledger's events say: all of them are told anew. Raises as `check_files` does, and
    NotSealed, LakeOfOtherLedger.
    """
    manifest = read_manifest(place)
    with psycopg.connect(settings.conninfo("writer"), autocommit=True) as connection:
        newest = kept.newest(connection)
        if newest is None:
            raise NotSealed
        tree = Tree(newest[0], partial(kept.tile, connection))
        if not same_ledger(manifest, tree):
            raise LakeOfOtherLedger(place.url)
        for each in manifest.events:
            if content_sha256(events(connection, each.first, each.last)) != each.content_sha256:
                raise LakeDamaged(each.name)
            if told:
                told(each.last, manifest.position)
    return check_files(place)


def _rows(place: Place, file: File) -> pa.Table:
    return pq.read_table(io.BytesIO(verified(place, file)))
