"""A table's headings, turned into a plan: which function takes which cell of a row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.person import shows
from ledger.intake.cells.fields import Hints, takers
from ledger.intake.cells.taking import Taker, put, says_something
from ledger.intake.codes import BadRow, CannotImport
from ledger.intake.draft import Draft, SourceRow
from ledger.intake.gathered import LONGEST_CELL, LONGEST_TEXT, Gathered
from ledger.intake.headings import (
    KEEP,
    MANY,
    PEOPLE,
    REASON_COLUMN,
    ROW_COLUMN,
    SENSITIVE,
    field_of,
    is_chinese,
    is_sensitive,
)
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.phones import REGIONS
from ledger.intake.normalise.text import LONGEST_BLANK, free_name

HEADER_WITHIN = 20
_FIRST_OF_HALF = "\udced"
"""The byte with which a half character begins in what calls itself UTF-8."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Each column by its own name, with the field that it fills."""

    names: tuple[str, ...]
    fields: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...] = ()
    exported: bool = False
    """The file is a reject file of ours: its cells carry a mark against formulas."""

    @property
    def id_index(self) -> int | None:
        return self.fields.index("id") if "id" in self.fields else None


def distinct(header: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Every column under a name of its own: `Email`, `Email (2)`; a blank one is `column 3`."""
    names: list[str] = []
    warnings: list[tuple[str, str]] = []
    for number, raw in enumerate(header, start=1):
        heading = " ".join(raw.replace("\ufeff", "").split())[:LONGEST_TEXT]
        wanted = heading or f"column {number}"
        if not heading:
            warnings.append(("blank_heading", wanted))
        name = free_name(wanted, names)
        if name != wanted:
            warnings.append(("duplicate_heading", name))
        names.append(name)
    return tuple(names), warnings


def columns_of(
    header: Sequence[str],
    mapping: dict[str, str],
    known: Callable[[str], str | None] = field_of,
    fields: frozenset[str] = frozenset(PEOPLE),
) -> Columns:
    """Raises CannotImport where a mapping names what is not there, or no heading is known."""
    names, warnings = distinct(header)
    wanted = {column.strip(): meant(field, fields, known) for column, field in mapping.items()}
    for column, field in wanted.items():
        if field not in fields and field not in (KEEP, SENSITIVE):
            raise CannotImport("unknown_field", field)
        if column not in names:
            raise CannotImport("unknown_column", column)
    asked = set(wanted.values()) - MANY
    found = []
    for name in names:
        if name in (REASON_COLUMN, ROW_COLUMN):
            found.append("")
        elif is_sensitive(name):
            found.append(SENSITIVE)
        else:
            found.append(wanted.get(name) or _guessed(known(name), asked))
    if not any(field in fields for field in found):
        raise CannotImport("no_known_column", f"{len(names)} columns")
    if found.count("id") > 1:
        first = found.index("id")
        found = [KEEP if field == "id" and at != first else field for at, field in enumerate(found)]
    warnings += [("kept_unmapped", name) for name, field in zip(names, found, strict=True) if field == KEEP]
    return Columns(names, tuple(found), tuple(warnings), REASON_COLUMN in names)


def _guessed(field: str | None, asked: set[str]) -> str:
    """What a heading says by itself; a field of one value that the mapping fills from another column is not guessed."""
    return KEEP if field is None or field in asked else field


def meant(field: str, fields: frozenset[str], known: Callable[[str], str | None]) -> str:
    """A mapping may name a field by any of its headings: `dob` for `birth_date`."""
    return field if field in fields else known(field) or field


def header_at(rows: Sequence[Sequence[str]], mapping: dict[str, str], known: Callable[[str], str | None]) -> int:
    """Which of the first rows holds the headings: the one with most known ones, else the first with any."""
    best, most = None, 0
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        hits = sum(bool(cell.strip()) and (cell.strip() in mapping or bool(known(cell))) for cell in row)
        if hits > most:
            best, most = at, hits
        if best is None and any(cell.strip() for cell in row):
            best = at
    if best is None:
        raise CannotImport("no_heading")
    return best


def person_drafter(columns: Columns, instructions: Instructions) -> Callable[[SourceRow], Draft]:
    """The function that makes a draft of one row. It raises BadRow."""
    table = takers(hints_of(columns.names, instructions))
    plan: list[tuple[int, str, Taker | None, str]] = [
        (at, field, table.get(field), name)
        for at, (field, name) in enumerate(zip(columns.fields, columns.names, strict=True))
        if field and field != "id"
    ]
    sensitive_allowed = instructions.sensitive is not None

    def draft(row: SourceRow) -> Draft:
        cells: list[str] = row.content
        check_cells(cells, columns)
        width = len(cells)
        gathered = Gathered()
        sure = True
        for at, field, take, name in plan:
            if at >= width or not (cell := cells[at].strip()):
                continue
            length = len(cell)
            if take is None:
                _keep(gathered, field, name, cell, sensitive_allowed)
            elif not shows(cell):
                continue
            elif length > LONGEST_TEXT:
                sure = False
                put(gathered, take, field, cell, name)
            elif length > LONGEST_BLANK or says_something(cell, field):
                take(gathered, cell, name)
        return gathered.sure_draft(row.number) if sure else gathered.draft(row.number)

    return draft


def _keep(gathered: Gathered, field: str, name: str, cell: str, sensitive_allowed: bool) -> None:
    if field == SENSITIVE:
        gathered.keep_sensitive(name, cell, allowed=sensitive_allowed)
    else:
        gathered.keep(name, cell)


def check_cells(cells: list[str], columns: Columns) -> None:
    """What no field could take. Raises BadRow."""
    if len(cells) > len(columns.names) and any(cell.strip() for cell in cells[len(columns.names) :]):
        raise BadRow("too_many_cells", f"{len(cells)} instead of {len(columns.names)}")
    text = "\n".join(cells)
    check_text(text)
    if len(text) > LONGEST_CELL:
        for cell, name in zip(cells, columns.names, strict=False):
            if len(cell) > LONGEST_CELL:
                raise BadRow("cell_too_large", name)


def check_text(text: str) -> None:
    """Neither NUL bytes nor half characters. Raises BadRow."""
    if "\0" in text:
        raise BadRow("nul_byte")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            half = text[error.start]
            byte = "\udc80" <= half <= "\udcff" and half != _FIRST_OF_HALF
            raise BadRow("undecodable_text" if byte else "lone_surrogate") from error


def hints_of(headings: tuple[str, ...], instructions: Instructions) -> Hints:
    """A file with Chinese headings is read as Chinese, unless its country is named."""
    country = instructions.country or ("CN" if is_chinese(headings) else None)
    regions = (country,) if country in REGIONS else ()
    return Hints(regions, instructions.currency, instructions.controller)
