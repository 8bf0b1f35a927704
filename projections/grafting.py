"""Some views of a fold made anew on their own, and set among their sisters, which stay as they are.

The part has a generation of its own until then. Its tables take the place of the old ones in one transaction, at the
position of the live checkpoint, so that whoever follows goes on with all views at once.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from psycopg import Connection

from ledger.keyring import Keyring
from projections import checkpoint, generation
from projections.batch import BATCH, advance
from projections.checkpoint import Checkpoint
from projections.projection import Fold, Projection

NEAR = 10 * BATCH
"""Events that the live generation may be behind: the last of them are folded while its checkpoint is locked."""


class PartParked(Exception):
    """Something of this fold is parked: its views may not be of one position, so all of them have to be made."""


def part_of(connection: Connection[Any], projection: Projection, names: Collection[str], head: int) -> Projection:
    """The fold with only those views that are named, if the live generation can take them in; else all of it."""
    if not isinstance(projection, Fold) or not names or projection.name in names:
        return projection
    if any(table.name in names for table in projection.beside):
        return projection
    live = next(iter(checkpoint.live(connection, [projection.name])), None)
    if live is None or live.version != projection.version or head - live.position > NEAR or _parked(connection, live):
        return projection
    return replace(projection, views=tuple(view for view in projection.views if view.table.name in names), beside=())


def graft(connection: Connection[Any], whole: Fold, part: Fold, made: Checkpoint, keyring: Keyring) -> None:
    """Call it as `generation.show`, which it is the like of. Raises PartParked as well."""
    (live,) = checkpoint.live(connection, [whole.name])
    while live.position < made.position:
        advance(connection, [(whole, live)], keyring, until=made.position)
        (live,) = checkpoint.live(connection, [whole.name])
    if _parked(connection, live) or _parked(connection, made):
        raise PartParked(whole.name)
    generation.take_in(connection, part, made, live)
    checkpoint.advance(connection, [live], live.position, live.moment)  # so that whoever follows forgets what was


def _parked(connection: Connection[Any], at: Checkpoint) -> bool:
    query = "SELECT EXISTS (SELECT FROM read.parked WHERE projection = %s AND generation = %s)"
    return connection.execute(query, (at.projection, at.generation)).fetchone() == (True,)
