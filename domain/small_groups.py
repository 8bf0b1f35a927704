"""What a table of counts may show to somebody who must not learn of one person: small groups are hidden.

Hidden are counts of 1 to 9; counts that leave 1 to 9 of their group; and as many others, the smallest first, that no
hidden one follows from a total by subtraction. Nothing that was worked out from a hidden count is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

LEAST = 10
"""People of a group that is shown."""

Row = Mapping[str, Any]
Cell = tuple[int, str]
"""A row's number and a column."""


def hidden_small(rows: Sequence[Row], by: Sequence[str], size: str | None = None, least: int = LEAST) -> list[Row]:
    """The rows with None in place of what is hidden.

    `by` are the columns that name a group. Every other whole number is a count of people, or of what they did;
    `size`, where there is one, is that of the group which the others of its row are part of.
    """
    cells = {
        (number, column): value
        for number, row in enumerate(rows)
        for column, value in row.items()
        if column not in by and isinstance(value, int) and not isinstance(value, bool)
    }
    hidden = {cell for cell, count in cells.items() if 0 < count < least}
    if size:
        groups = {number: row[size] for number, row in enumerate(rows)}
        small = {number for number, row in groups.items() if (number, size) in hidden or row is None}
        hidden |= {cell for cell in cells if cell[0] in small}
        hidden |= {cell for cell, count in cells.items() if 0 < (groups[cell[0]] or 0) - count < least}
    while more := _complements(rows, by, cells, hidden, least):
        hidden |= more
    return [_shown(number, row, by, hidden) for number, row in enumerate(rows)]


def _complements(
    rows: Sequence[Row], by: Sequence[str], cells: Mapping[Cell, int], hidden: set[Cell], least: int
) -> set[Cell]:
    """One more of each line whose hidden cells could be told from its total."""
    more: set[Cell] = set()
    for line in _lines(rows, by):
        for column in {column for _, column in cells}:
            there = [(number, column) for number in line if (number, column) in cells]
            gone = [cell for cell in there if cell in hidden]
            if not gone or (len(gone) > 1 and sum(cells[cell] for cell in gone) >= least):
                continue
            rest = [cell for cell in there if cell not in hidden and cells[cell]]
            if rest:
                more.add(min(rest, key=lambda cell: (cells[cell], cell)))
    return more


def _lines(rows: Sequence[Row], by: Sequence[str]) -> Iterator[list[int]]:
    """Rows that differ in one column of `by` only, whose sum somebody may know; and all of them."""
    yield list(range(len(rows)))
    for open_ in by if len(by) > 1 else ():
        found: dict[tuple[Any, ...], list[int]] = {}
        for number, row in enumerate(rows):
            found.setdefault(tuple(row[each] for each in by if each != open_), []).append(number)
        yield from found.values()


def _shown(number: int, row: Row, by: Sequence[str], hidden: set[Cell]) -> Row:
    gone = {column for at, column in hidden if at == number}
    if not gone:
        return row
    derived = {name for name, value in row.items() if name not in by and isinstance(value, Decimal | float)}
    return {name: None if name in gone | derived else value for name, value in row.items()}
