"""Whether read models say what the events say: they are made anew beside those that readers see, and compared by row.

Nothing that readers see is changed. What is told of a difference names tables, ids and columns, no value.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from ledger.settings import Settings
from projections import generation
from projections.catalogue import PROJECTIONS, named
from projections.checkpoint import Checkpoint
from projections.projection import Projection, Table
from projections.rebuild import Progress, level, made_anew, now

TOLD = 20
"""Rows of one table that are told of."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One row. `columns` are those that differ; none where there is a row on one side only."""

    table: str
    key: str
    """The id of its dossier, or its position."""
    shown: bool
    """Whether readers see a row of this key that the events do not give as it stands there."""
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    position: int
    """Up to which event."""
    rows: int
    """That differ, whether told of or not."""
    differences: tuple[Difference, ...]


def compare(
    settings: Settings,
    names: Sequence[str] = (),
    *,
    shards: int = 2,
    progress: Callable[[Progress], None] = lambda _: None,
    projections: Sequence[Projection] = PROJECTIONS,
) -> Compared:
    """These read models (default: all) against the ledger. Raises as `projections.rebuild.rebuild`, and NotBuilt."""
    wanted = named(names, projections)
    with made_anew(settings, wanted, (), shards, progress) as (connection, moving, keyring):
        try:
            with connection.transaction():
                shown = {each.projection: each for each in level(connection, moving, keyring)}
                count, found = 0, list[Difference]()
                for each, anew in now(connection, moving):
                    for table in each.tables:
                        rows, told = _table(connection, table, shown[each.name], anew)
                        count, found = count + rows, [*found, *told]
        finally:
            for each in wanted:
                generation.drop_others(connection, each.name)
    return Compared(max(each.position for each in shown.values()), count, tuple(found))


def _table(
    connection: Connection[Any], table: Table, seen: Checkpoint, anew: Checkpoint
) -> tuple[int, list[Difference]]:
    """How many rows differ, and the first of them."""
    there, here = _rows(connection, table, seen, anew), _rows(connection, table, anew, seen)
    return max(len(there), len(here)), list(_told(table, there, here))


def _rows(connection: Connection[Any], table: Table, one: Checkpoint, other: Checkpoint) -> list[tuple[Any, ...]]:
    """Of the one that are not in the other."""
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    only = sql.SQL("SELECT {0} FROM {1} EXCEPT ALL SELECT {0} FROM {2}").format(
        columns, sql.Identifier(one.schema, table.name), sql.Identifier(other.schema, table.name)
    )
    return connection.execute(only).fetchall()


def _told(table: Table, there: Sequence[tuple[Any, ...]], here: Sequence[tuple[Any, ...]]) -> Iterator[Difference]:
    keys = sorted({str(row[0]) for row in (*there, *here)})
    for key in keys[:TOLD]:
        shown, anew = ([row for row in rows if str(row[0]) == key] for rows in (there, here))
        columns: tuple[str, ...] = ()
        if len(shown) == len(anew) == 1:
            pairs = zip(table.columns, shown[0], anew[0], strict=True)
            columns = tuple(name for name, one, other in pairs if one != other)
        yield Difference(table.name, key, bool(shown), columns)
