"""Throw a read model away and make it anew from the ledger, beside the one that readers see.

Every stream is read once, in its own order, by a few processes that share ranges of streams; indexes are made
after the load; what was recorded meanwhile is caught up by position; and one transaction folds the last of it and
puts the new generation in place. The follower goes on with the old one until then.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import psycopg
from psycopg import Connection

from domain.activity import EPOCH
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import Keyring
from ledger.locks import REBUILDS
from ledger.settings import Settings
from ledger.store import pool_of
from projections import generation, pool_filters
from projections.batch import Moving, advance, pass_time
from projections.catalogue import PROJECTIONS, named
from projections.checkpoint import Checkpoint, live
from projections.crew import Crew
from projections.follow import collecting_rarely, connect
from projections.grafting import PartParked, graft, part_of
from projections.moving import Until, shares_of
from projections.projection import Fold, Log, Projection, Table
from projections.ranges import ranges
from projections.statistics import write_statistics_anew

RANGE = 5_000
"""Events in one range of streams, about. At the end, the last process to finish is at work on one of them alone."""
FEW = 4
"""Ranges that this process has done by the time that another would have begun."""
Indexed = list[tuple[Checkpoint, tuple[Table, ...]]]
SWAP_TRIES = 600
"""How often a swap makes way for those who read for long."""


@dataclass(frozen=True, slots=True)
class Progress:
    stage: Literal["load", "combine", "index", "catch-up", "swap"]
    done: int
    """Events, people, tables, events, read models."""
    total: int
    """0 where nobody knows."""


class RebuildRunning(Exception):
    """Another process is at work on the same read model."""

    code = "rebuild_running"


class ReadersInTheWay(Exception):
    """Somebody has been reading in one transaction for too long: the new generation could not take its place."""

    code = "readers_in_the_way"


def rebuild(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    shards: int = 2,
    progress: Callable[[Progress], None] = lambda _: None,
    projections: Sequence[Projection] = PROJECTIONS,
) -> list[Checkpoint]:
    """Rebuild these read models (default: all) in `shards` processes, this one among them; answers where they stand.

    Of a fold only the views that are named are made, where the live one can take them in. A small ledger is read by
    this process alone. `progress` may raise to call it off: nothing has changed then.
    Raises UnknownProjection, RebuildRunning, ReadersInTheWay.
    """
    wanted = named(names, projections)
    try:
        return _rebuilt(settings, wanted, names, shards, progress)
    except PartParked:
        return _rebuilt(settings, wanted, (), shards, progress)


def _rebuilt(
    settings: Settings,
    wanted: Sequence[Projection],
    names: Sequence[str],
    shards: int,
    progress: Callable[[Progress], None],
) -> list[Checkpoint]:
    with made_anew(settings, wanted, names, shards, progress) as (connection, moving, keyring):
        _swap(connection, wanted, moving, keyring)
        progress(Progress("swap", len(wanted), len(wanted)))
        for each in wanted:
            generation.drop_others(connection, each.name)
        write_statistics_anew(settings)
        return live(connection, [each.name for each in wanted])


@contextmanager
def made_anew(
    settings: Settings,
    wanted: Sequence[Projection],
    names: Sequence[str],
    shards: int,
    progress: Callable[[Progress], None],
) -> Iterator[tuple[Connection[Any], Moving, Keyring]]:
    """New generations of these read models, beside those that readers see; nobody else makes them meanwhile."""
    with ExitStack() as stack:
        connection = stack.enter_context(connect(settings))
        stack.enter_context(_alone(connection, wanted))
        for each in wanted:
            generation.drop_others(connection, each.name)
        head = _head(connection)
        parts = [part_of(connection, each, names, head.position) for each in wanted]
        with connection.transaction():
            moving = [(each, generation.create(connection, each)) for each in parts]
        with Crew(settings, moving, head, shards if head.position > FEW * RANGE else 1) as crew:
            keys = stack.enter_context(pool_of(settings.conninfo("keyholder"), size=1))
            keyring = Keyring(keys, KeyEncryptionKey.of(settings))
            _note_pools(connection, moving, head.position, keyring)
            _load(crew, connection, moving, head, progress)
        _catch_up(connection, moving, keyring, progress)
        yield connection, moving, keyring


@contextmanager
def _alone(connection: Connection[Any], projections: Sequence[Projection]) -> Iterator[None]:
    """Nobody else rebuilds these meanwhile. The lock is let go at once, and not only when the server notices."""
    for each in projections:
        row = connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (REBUILDS, each.name)).fetchone()
        if row != (True,):
            raise RebuildRunning(each.name)
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute("SELECT pg_advisory_unlock_all()")


def _head(connection: Connection[Any]) -> Until:
    row = connection.execute("SELECT position, recorded_at FROM ledger.event ORDER BY position DESC LIMIT 1").fetchone()
    return Until(*row) if row else Until(0, EPOCH)


def _note_pools(connection: Connection[Any], moving: Moving, head: int, keyring: Keyring) -> None:
    """What each pool has asked for, before anybody is asked."""
    for each, at in moving:
        if isinstance(each, Fold) and each.beside:
            with connection.transaction():
                generation.use(connection, [at])
                pool_filters.note_all(connection, head, keyring)


def _load(
    crew: Crew, connection: Connection[Any], moving: Moving, head: Until, progress: Callable[[Progress], None]
) -> None:
    """Everything up to `head`, with indexes. The checkpoints move there at the end."""
    shares = ranges(connection, head.position, RANGE)
    with collecting_rarely():
        done = linked = 0
        joined: dict[UUID, set[UUID]] = {}
        for loaded in crew.load(shares):
            done, linked = done + loaded.events, linked + loaded.linked
            joined |= loaded.joined
            progress(Progress("load", done, head.position))
        progress(Progress("load", head.position, head.position))
        for _ in crew.moves(list(shares_of(joined))):
            pass
        # People whom merges join are found by the index of the records, and are written before theirs are made.
        views = [(at, (table,)) for each, at in moving if isinstance(each, Fold) for table in each.shown]
        at_once: Indexed = [(at, each.tables) for each, at in moving if isinstance(each, Log)]
        at_once += [(at, (each.records,)) for each, at in moving if isinstance(each, Fold)]
        indexed, total = 0, len(at_once) + len(views)
        for _ in crew.index(at_once if linked else [*at_once, *views]):
            indexed += 1
            progress(Progress("index", indexed, total))
        if linked:
            people = 0
            for combined in crew.combine(shares):
                people += combined
                progress(Progress("combine", people, 0))
            for _ in crew.index(views):
                indexed += 1
                progress(Progress("index", indexed, total))
    connection.execute(
        "UPDATE read.checkpoint SET position = %s, moment = %s WHERE (projection, generation) IN"
        " (SELECT * FROM unnest(%s::text[], %s::int[]))",
        (
            head.position,
            head.moment if head.position else None,
            [at.projection for _, at in moving],
            [at.generation for _, at in moving],
        ),
    )


def now(connection: Connection[Any], moving: Moving) -> Moving:
    """The same generations with the positions that they have reached."""
    query = """
        SELECT projection, generation, version, position, moment FROM read.checkpoint
        WHERE projection = %s AND generation = %s
    """
    found = []
    for each, at in moving:
        row = connection.execute(query, (at.projection, at.generation)).fetchone()
        assert row is not None
        found.append((each, Checkpoint(*row)))
    return found


def _catch_up(
    connection: Connection[Any], moving: Moving, keyring: Keyring, progress: Callable[[Progress], None]
) -> None:
    head, total = _head(connection).position, 0
    while any(at.position < head for _, at in now(connection, moving)):
        with connection.transaction():
            total += advance(connection, now(connection, moving), keyring)
        progress(Progress("catch-up", total, 0))


def _swap(connection: Connection[Any], wanted: Sequence[Projection], moving: Moving, keyring: Keyring) -> None:
    """Hold the live checkpoints still, fold what is left, and let readers see the new generation."""
    for _ in range(SWAP_TRIES):
        try:
            with connection.transaction():
                level(connection, moving, keyring)
                for whole, (each, at) in zip(wanted, now(connection, moving), strict=True):
                    if isinstance(whole, Fold) and isinstance(each, Fold) and whole is not each:
                        graft(connection, whole, each, at, keyring)
                    else:
                        generation.show(connection, each, at)
        except psycopg.errors.LockNotAvailable:
            time.sleep(0.1)
            _catch_up(connection, moving, keyring, lambda _: None)
        else:
            return
    raise ReadersInTheWay


def level(connection: Connection[Any], moving: Moving, keyring: Keyring) -> list[Checkpoint]:
    """Hold the live checkpoints still until the transaction ends, and bring the new generations to where they are."""
    old = live(connection, [each.name for each, _ in moving], lock=True)
    reached = max((each.position for each in old), default=0)
    while any(at.position < reached for _, at in now(connection, moving)):
        advance(connection, now(connection, moving), keyring)
    for at in old:
        if at.moment is not None:
            pass_time(connection, now(connection, moving), Until(at.position, at.moment), keyring)
    return old
