"""What a read model is made of. Each one is a file with its table, its rows and its queries; see `catalogue`.

A `Fold` keeps one record per stream and shows the person behind them in views, one row set per dossier. A `Log`
adds rows per event, keyed by position. Tables are made by their plain DDL, with the `search_path` set to the
schema of a generation, so no statement of a read model ever names a schema.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from domain import activity
from domain.recorded import Recorded
from projections.person import Person

Values = tuple[Any, ...]
"""One row, in the order of its table's columns."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[str, ...]
    """What rows are made of and what the stable view `read.NAME` shows."""
    ddl: str
    """CREATE TABLE, without any index: a rebuild fills it first."""
    indexes: str
    """Every key and index, made after the load."""
    encoded: frozenset[str] = frozenset()
    """Columns of text whose values are UTF-8 already, and are sent as they are."""
    kept: bool = False
    """Rows are added, and deleted only where a person is folded anew."""


@dataclass(frozen=True, slots=True)
class View:
    """Rows of one dossier. The first column is `dossier`: the id that a row is deleted and written anew by."""

    table: Table
    version: int
    rows: Callable[[Person], Iterable[Values]]
    ranked: bool = False
    """It holds ranks, so another policy of activity makes it anew."""
    rests_on: frozenset[str] | None = None
    """Parts of the records (`parts`): while they are the same, so are the rows. None: any event may change them."""

    @property
    def made(self) -> str:
        policy = activity.in_force()
        known = f"{self.table.name}-{self.version}"
        return f"{known}-{policy}" if self.ranked and policy != activity.DEFAULT else known


@dataclass(frozen=True, slots=True)
class Fold:
    """Streams into records, and records into the rows of its views, all at one checkpoint."""

    name: str
    folded: int
    """The version of the fold itself; with those of the views it makes `version`."""
    records: Table
    views: tuple[View, ...]
    beside: tuple[Table, ...] = ()
    """Those that people's moves through pools are kept in (`moving`); without any, none are told."""

    @property
    def version(self) -> str:
        return ".".join([str(self.folded), *(view.made for view in self.views)])

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.records, *self.shown)

    @property
    def shown(self) -> tuple[Table, ...]:
        return (*(view.table for view in self.views), *self.beside)


@dataclass(frozen=True, slots=True)
class Log:
    """Rows of single events. The table has the columns `position` and `stream`."""

    table: Table
    logged: int
    """The version of its rows."""
    types: frozenset[str]
    """The events that it has rows for."""
    rows: Callable[[Recorded, int | None], Iterable[Values]]
    """Of one event, and the position that declared it recorded in error, if one did."""

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def version(self) -> str:
        return str(self.logged)

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.table,)

    @property
    def shown(self) -> tuple[Table, ...]:
        return (self.table,)


Projection = Fold | Log
