"""One batch: events read and decoded once, for every read model that stands at the same place."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection

from ledger.keyring import Keyring
from ledger.store import Row
from projections import checkpoint as checkpoints
from projections import generation, parking, pool_filters, pool_turns
from projections.at_hand import AtHand
from projections.checkpoint import Checkpoint, NotBuilt
from projections.logbook import log_anew, log_batch, types_of
from projections.moving import Until
from projections.people import fold_anew, fold_batch
from projections.projection import Fold, Projection
from projections.reading import Read, read

BATCH = 5000
"""Events in one transaction at most."""

Moving = Sequence[tuple[Projection, Checkpoint]]


class OtherVersion(Exception):
    """The live tables were made by another version of the code: this one must not write to them."""

    code = "other_projection_version"


def locked(connection: Connection[Any], projections: Sequence[Projection]) -> Moving:
    """The live generations of these read models, locked until the transaction ends.

    Raises OtherVersion, NotBuilt.
    """
    names = [each.name for each in projections]
    found = checkpoints.live(connection, names, lock=True)
    if len(found) < len(names):  # a rebuilt generation took its place while we waited for the lock: look again
        found = checkpoints.live(connection, names, lock=True)
    by_name = {each.projection: each for each in found}
    if len(by_name) < len(names):
        raise NotBuilt
    moving = [(each, by_name[each.name]) for each in projections]
    if any(each.version != at.version for each, at in moving):
        raise OtherVersion
    return moving


def advance(
    connection: Connection[Any],
    moving: Moving,
    keyring: Keyring,
    limit: int = BATCH,
    until: int | None = None,
    hand: AtHand | None = None,
) -> int:
    """Fold the next events, up to position `until`, of those that are furthest behind; answers how many that were.

    Call it inside a transaction which holds the locks. Rows and checkpoints are committed together. `hand` is what the
    batch before left.
    """
    hand = hand or AtHand()
    start = min(at.position for _, at in moving)
    until = min((at.position for _, at in moving if at.position > start), default=until)
    query = """
        SELECT position, stream, version, type, recorded_at, state FROM ledger.event
        WHERE position > %s AND (%s::bigint IS NULL OR position <= %s) ORDER BY position LIMIT %s
    """
    rows = [Row(*row) for row in connection.execute(query, (start, until, until, limit), binary=True)]
    if not rows:
        return 0
    ready = [(each, at) for each, at in moving if at.position == start]
    generation.use(connection, [at for _, at in ready])
    edited = _edited(connection, ready, rows)
    by_stream: dict[UUID, list[Read]] = {}
    for row, each in zip(rows, read(rows, keyring), strict=True):
        by_stream.setdefault(row.stream, []).append(each)
    reached = Until(rows[-1].position, rows[-1].recorded_at)
    parked, told = parking.among(connection, [at for _, at in ready], by_stream), types_of(by_stream.values())
    for projection, at in ready:
        if isinstance(projection, Fold):
            hand.begin(at)
            aside = parked.get(projection.name, set())
            moved = fold_batch(connection, projection, at, by_stream, aside, reached.moment, keyring, hand)
            if projection.beside:
                pool_turns.pass_time(connection, at, reached, keyring, but=moved)
                if edited:
                    pool_turns.edit(connection, edited, at.position, reached, keyring)
        else:
            log_batch(connection, projection, at, by_stream, told, parked.get(projection.name, set()))
    _moved(connection, ready, reached, hand)
    return len(rows)


def _moved(connection: Connection[Any], ready: Moving, reached: Until, hand: AtHand) -> None:
    written_by = checkpoints.advance(connection, [at for _, at in ready], reached.position, reached.moment)
    for projection, at in ready:
        if isinstance(projection, Fold) and written_by is not None:
            hand.end(at, written_by)


def _edited(connection: Connection[Any], ready: Moving, rows: list[Row]) -> list[UUID]:
    """Whoever follows people through pools stops where a pool is let ask for others: what is left out of `rows` comes
    in the next batch. The pool, if there is one.
    """
    if not any(isinstance(each, Fold) and each.beside for each, _ in ready):
        return []
    place = pool_filters.first_edit(connection, rows)
    if place is None:
        return []
    del rows[place + 1 :]
    return [rows[place].stream]


def pass_time(
    connection: Connection[Any], moving: Moving, until: Until, keyring: Keyring, hand: AtHand | None = None
) -> None:
    """Tell what time turned up to a moment, for those who have folded everything recorded until then. Call it as
    `advance`.
    """
    hand = hand or AtHand()
    for projection, at in moving:
        if isinstance(projection, Fold) and projection.beside:
            hand.begin(at)
            if at.position == until.position:
                generation.use(connection, [at])
                pool_turns.pass_time(connection, at, until, keyring)
                _moved(connection, [(projection, at)], until, hand)


def anew(connection: Connection[Any], moving: Moving, streams: Sequence[UUID], keyring: Keyring) -> None:
    """Fold these streams whole in every read model. Call it as `advance`."""
    generation.use(connection, [at for _, at in moving])
    for _, at in moving:
        checkpoints.advance(connection, [at], at.position, at.moment)  # so that whoever follows forgets what was
    for projection, at in moving:
        if isinstance(projection, Fold):
            fold_anew(connection, projection, at, streams, keyring)
        else:
            log_anew(connection, projection, at, streams, keyring)
