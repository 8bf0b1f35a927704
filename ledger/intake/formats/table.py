"""What CSV and XLSX share: people in rows under headings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from ledger.intake.columns import HEADER_WITHIN, Columns, columns_of, header_at, person_drafter
from ledger.intake.draft import RejectedRow, SourceRow
from ledger.intake.formats.format import Drafting, Header
from ledger.intake.headings import field_of
from ledger.intake.instructions import Instructions

_FORMULA_START = tuple("=+-@＝＋－＠\t\r\n")
"""East Asian spreadsheets take the wide signs for the narrow ones."""
NEUTRAL_MARK = "'"
Known = Callable[[str], str | None]
"""A heading -> the field it means."""
Found = list[str] | RejectedRow
"""The cells of a row, or what is no row."""


def neutralised(cell: str) -> str:
    """So that no spreadsheet runs it as a formula."""
    return NEUTRAL_MARK + cell if cell.startswith(_FORMULA_START) else cell


def restored(cell: str) -> str:
    return cell[1:] if cell.startswith(NEUTRAL_MARK) and cell[1:].startswith(_FORMULA_START) else cell


def people_columns(header: Header, instructions: Instructions) -> Columns:
    return columns_of(header, dict(instructions.mapping))


def people_drafting(header: Header, instructions: Instructions) -> Drafting:
    columns = people_columns(header, instructions)
    key = RowKey(columns)
    return Drafting(person_drafter(columns, instructions), key, warnings=columns.warnings)


class RowKey:
    """A row's own id, and its cells in the order of the columns' names: moved columns change nothing."""

    def __init__(self, columns: Columns) -> None:
        names = columns.names
        self._order = [at for at in sorted(range(len(names)), key=names.__getitem__) if columns.fields[at]]
        self._label = "\x1f".join(names[at] for at in self._order)
        self._id = columns.id_index

    def __call__(self, cells: list[str]) -> tuple[str | None, str]:
        if self._id is not None and self._id < len(cells) and (own := cells[self._id].strip()):
            return own, own
        try:
            said = "\x1f".join([cells[at].strip() for at in self._order])
        except IndexError:
            padded = cells + [""] * len(self._order)
            said = "\x1f".join([padded[at].strip() for at in self._order if at < len(padded)])
        return None, f"{self._label}\x1e{said}"


def headed(
    rows: Iterator[Found], mapping: dict[str, str], known: Known = field_of
) -> tuple[Header, list[Found], list[tuple[str, str]]]:
    """Find the headings among the first rows: (headings, the rows read beyond them, warnings)."""
    first = list(islice(rows, HEADER_WITHIN))
    cells = [row if isinstance(row, list) else [] for row in first]
    at = header_at(cells, mapping, known)
    skipped = sum(any(map(str.strip, row)) for row in cells[:at])
    header = tuple(cells[at])
    while header and not header[-1].strip():
        header = header[:-1]
    return header, first[at + 1 :], [("preamble_skipped", str(skipped))] if skipped else []


def numbered(found: Iterable[Found], *, restore: bool) -> Iterator[SourceRow | RejectedRow]:
    """Rows from 1; blank ones are counted and left out."""
    for number, cells in enumerate(found, start=1):
        if isinstance(cells, RejectedRow):
            yield replace(cells, row=number)
        elif any(map(str.strip, cells)):
            yield SourceRow(number, [restored(cell) for cell in cells] if restore else cells)
