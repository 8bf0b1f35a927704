"""The ledger into the lake: what is sealed and not there yet. Begun again it goes on; done twice it does nothing."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import partial
from importlib.metadata import version
from itertools import repeat
from typing import Any

import psycopg
import pyarrow.compute as pc
from psycopg import Connection

from ledger.proof import kept
from ledger.proof.published import NotSealed, Tree
from ledger.settings import Settings
from projections.lake.faults import LakeOfOtherLedger, NoLake
from projections.lake.lists import Lists
from projections.lake.manifest import RANGE, Events, Manifest, read_manifest, write_manifest
from projections.lake.place import Place
from projections.lake.ranges import Range, Written, in_a_process, write_range

PROCESSES = 2
WORTH_PROCESSES = 4
"""Files, from which on starting processes pays."""
CHECKPOINT = (
    "SELECT size, note FROM ledger.checkpoint WHERE %s::bigint IS NULL OR size <= %s ORDER BY size DESC LIMIT 1"
)
RECORDED_AT = "SELECT recorded_at FROM ledger.event WHERE position = %s"

Progress = Callable[[int, int], None]
"""(events done, of how many)."""


def export(
    settings: Settings,
    url: str,
    *,
    length: int = RANGE,
    until: int | None = None,
    processes: int = PROCESSES,
    told: Progress | None = None,
) -> Manifest:
    """Every event that the newest checkpoint covers (a sealer makes one within a second), or the newest up to `until`.

    A new lake has files of `length` positions. Raises NotSealed, LakeOfOtherLedger, LakeDamaged, LakeOfOtherFormat,
    BlobStoreAway.
    """
    place = Place(url, new=True)
    with psycopg.connect(settings.conninfo("writer"), autocommit=True) as connection:
        size, note = _checkpoint(connection, until)
        tree = Tree(size, partial(kept.tile, connection))
        before = _before(place, tree)
        if before and before.position == size:
            return before
        done = before.full if before else []
        length = before.range if before else length
        lists = Lists.of(place, before)
        grown = before.events[-1] if before and len(done) < len(before.events) else None
        for written in _written(settings, connection, place, _missing(tree, length, len(done)), grown, processes):
            done.append(written.file)
            new = pc.greater(written.links.column("position"), before.position if before else 0)
            lists.add(written.links.filter(new))
            if told:
                told(written.file.last, size)
        manifest = Manifest(
            renmai=version("renmai"),
            range=length,
            position=size,
            recorded_at=_recorded_at(connection, size),
            checkpoint=note,
            events=tuple(done),
            **lists.write(place, size),
        )
    write_manifest(place, manifest)
    _tidy(place, manifest, before)
    return manifest


def spans(size: int, length: int) -> Iterator[tuple[int, int]]:
    """(first, last) of each file of so many events."""
    return ((first, min(first + length - 1, size)) for first in range(1, size + 1, length))


def _checkpoint(connection: Connection[Any], until: int | None) -> tuple[int, str]:
    found = connection.execute(CHECKPOINT, (until, until)).fetchone()
    if found is None:
        raise NotSealed
    return found[0], found[1]


def same_ledger(manifest: Manifest, tree: Tree) -> bool:
    """Whether the lake's events are the first of this tree's."""
    if manifest.position > tree.size:
        return False
    return Tree(manifest.position, tree.read).subtree(0, manifest.position) == manifest.root


def _before(place: Place, tree: Tree) -> Manifest | None:
    try:
        before = read_manifest(place)
    except NoLake:
        return None
    if not same_ledger(before, tree):
        raise LakeOfOtherLedger(place.url)
    return before


def _missing(tree: Tree, length: int, full: int) -> list[Range]:
    pairs = list(spans(tree.size, length))[full:]
    return [Range(first, last, tree.subtree(first - 1, last).hex()) for first, last in pairs]


def _written(
    settings: Settings,
    connection: Connection[Any],
    place: Place,
    missing: list[Range],
    grown: Events | None,
    processes: int,
) -> Iterator[Written]:
    """In order."""
    if grown:
        yield write_range(connection, place, missing[0], grown)
        missing = missing[1:]
    if len(missing) < WORTH_PROCESSES or processes < 2:
        for each in missing:
            yield write_range(connection, place, each)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(in_a_process, repeat(settings.conninfo("writer")), repeat(place.url), missing)


def _recorded_at(connection: Connection[Any], position: int) -> datetime | None:
    found = connection.execute(RECORDED_AT, (position,)).fetchone()
    return found[0] if found else None


def _tidy(place: Place, manifest: Manifest, before: Manifest | None) -> None:
    """What the last manifest named stays once more, for whoever reads by it now."""
    named = {each.name for known in (manifest, before) if known for each in known.files}
    for name in [*place.sizes("events"), *place.sizes("members"), *place.sizes("corrections")]:
        if name not in named:
            place.delete(name)
