"""The runner: the rows that were asked for, one after the other, on one ground."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from benchmarks.ground import Ground, prepared
from benchmarks.machine import Machine, looked_at
from benchmarks.row import Line, Row
from benchmarks.rows import ROWS

GROUPS = frozenset({"identity"})


class UnknownRow(Exception):
    """There is no row of this name. `known` are those there are."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.known = tuple(known)


def chosen(names: Sequence[str] = (), rows: Sequence[Row] = ROWS) -> list[Row]:
    """In the order of `rows`; all of them when none is named. Raises UnknownRow.

    A name stands for its whole group too: `identity` for every row that begins with `identity-`.
    """
    for name in names:
        if not any(_named(row, name) for row in rows):
            raise UnknownRow(name, [row.name for row in rows])
    return [row for row in rows if not names or any(_named(row, name) for name in names)]


def _named(row: Row, name: str) -> bool:
    return row.name == name or (row.name.startswith(f"{name}-") and name in GROUPS)


@contextmanager
def running(
    rows: Sequence[Row], seconds: float | None = None, begins: Callable[[Row], None] = lambda _: None
) -> Iterator[tuple[Machine, Iterator[Line]]]:
    """The machine, and the lines as they come. `seconds` bounds the measuring of each row."""
    with prepared() as ground:
        yield looked_at(ground), lines(ground, rows, seconds, begins)


def lines(
    ground: Ground,
    rows: Sequence[Row],
    seconds: float | None = None,
    begins: Callable[[Row], None] = lambda _: None,
) -> Iterator[Line]:
    for row in rows:
        begins(row)
        yield Line(row, row.measure(ground, row.seconds if seconds is None else seconds))
