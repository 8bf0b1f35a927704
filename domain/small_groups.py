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
Within = Sequence[str]
"""A column, and those that count parts of it which have nobody in common."""


def hidden_small(
    rows: Sequence[Row],
    by: Sequence[str],
    size: str | None = None,
    within: Sequence[Within] = (),
    least: int = LEAST,
) -> list[Row]:
    """The rows with None in place of what is hidden.

    `by` are the columns that name a group. Every other whole number is a count of people, or of what they did; `size`,
    where there is one, is that of the group which the others of its row are part of.
    """
    cells = {
        (number, column): value
        for number, row in enumerate(rows)
        for column, value in row.items()
        if column not in by and isinstance(value, int) and not isinstance(value, bool)
    }
    columns = sorted({column for _, column in cells})
    hidden = {cell for cell, count in cells.items() if 0 < count < least}
    if size:
        small = {number for number, row in enumerate(rows) if (number, size) in hidden or row[size] is None}
        hidden |= {cell for cell in cells if cell[0] in small}
        within = [*within, *((size, column) for column in columns)]
    lines = [([(number, column) for number in line], 0) for line in _lines(rows, by) for column in columns]
    for number, row in enumerate(rows):
        for whole, *parts in within:
            rest = (row[whole] or 0) - sum(row[part] or 0 for part in parts)
            lines.append(([(number, part) for part in parts], rest))
    lines = [([cell for cell in line if cell in cells], rest) for line, rest in lines]
    while more := {cell for line, rest in lines for cell in _complement(line, rest, cells, hidden, least)}:
        hidden |= more
    return [_shown(number, row, by, hidden) for number, row in enumerate(rows)]


def _complement(
    line: Sequence[Cell], rest: int, cells: Mapping[Cell, int], hidden: set[Cell], least: int
) -> list[Cell]:
    """One more cell of a line, the smallest, if those that are hidden could be told from its total; `rest` is what no
    cell of it counts."""
    gone = [cell for cell in line if cell in hidden]
    untold = rest + sum(cells[cell] for cell in gone)
    told_apart = len(gone) + (rest > 0) > 1 or not gone
    if untold <= 0 or (untold >= least and told_apart):
        return []
    return sorted((cell for cell in line if cell not in hidden and cells[cell]), key=lambda cell: (cells[cell], cell))[
        :1
    ]


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
