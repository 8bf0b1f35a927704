"""XLSX, read row by row. The file is refused before it is unpacked where it would grow out of all measure."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, repeat
from typing import Any, BinaryIO

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from ledger.intake.codes import CannotImport
from ledger.intake.formats.format import Format, Reading
from ledger.intake.formats.table import Known, headed, numbered, people_drafting
from ledger.intake.headings import REASON_COLUMN, field_of
from ledger.intake.instructions import Instructions
from ledger.intake.sources import SourceFile

assert openpyxl.DEFUSEDXML, "openpyxl must parse with defusedxml"

LARGEST_UNPACKED = 4 << 30
LARGEST_STRINGS = 192 << 20
"""Of the table of shared strings, which the reader holds in memory."""
LARGEST_RATIO = 200
"""Unpacked to packed; sheets reach about 30. Parts below `SMALL_PART` are not judged by it."""
SMALL_PART = 8 << 20


def guard(stream: BinaryIO) -> zipfile.ZipFile:
    """Raises CannotImport for a bomb. The declared size binds: the reader stops there."""
    stream.seek(0)
    try:
        archive = zipfile.ZipFile(stream)
    except zipfile.BadZipFile as error:
        raise CannotImport("broken_workbook") from error
    parts = archive.infolist()
    for part in parts:
        if part.file_size > SMALL_PART and part.file_size > LARGEST_RATIO * max(part.compress_size, 1):
            raise CannotImport("workbook_bomb", part.filename)
        if part.filename.endswith("sharedStrings.xml") and part.file_size > LARGEST_STRINGS:
            raise CannotImport("workbook_too_large", part.filename)
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise CannotImport("workbook_bomb")
    return archive


def read(source: SourceFile, instructions: Instructions, known: Known = field_of) -> Reading:
    archive = guard(source.stream)
    book = _opened(source, values=True)
    sheet, others = _sheet(book, instructions.sheet)
    warnings = [("sheet_not_read", name) for name in others]
    mapping = dict(instructions.mapping)
    cells = _cells(source, archive, sheet, warnings)
    header, first, preamble = headed(cells, mapping, known)
    rows = numbered(chain(first, cells), restore=REASON_COLUMN in header)
    return Reading(header, rows, warnings + preamble)


def _opened(source: SourceFile, *, values: bool) -> Any:
    try:
        return openpyxl.load_workbook(source.rewound(), read_only=True, data_only=values, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError) as error:
        raise CannotImport("broken_workbook", type(error).__name__) from error


def _sheet(book: Any, name: str | None) -> tuple[Any, list[str]]:
    """The sheet that is named, else the first that can be seen; and the other ones that hold something."""
    sheets = list(book.worksheets)
    for sheet in sheets:
        sheet.reset_dimensions()
    wanted = [sheet for sheet in sheets if sheet.title == name] if name else sheets
    if not wanted:
        raise CannotImport("no_heading", name or "")
    chosen = next((sheet for sheet in wanted if sheet.sheet_state == "visible"), wanted[0])
    others = [
        sheet.title for sheet in sheets if sheet is not chosen and any(sheet.iter_rows(max_row=2, values_only=True))
    ]
    return chosen, others


def _cells(
    source: SourceFile, archive: zipfile.ZipFile, sheet: Any, warnings: list[tuple[str, str]]
) -> Iterator[list[str]]:
    """Formulas as their last value; where the file holds none, the formula itself, with a warning."""
    formulas: Iterator[tuple[Any, ...]] = repeat(())
    if _has_formulas(archive, sheet):
        again = _opened(source, values=False)[sheet.title]
        again.reset_dimensions()
        formulas = again.iter_rows(values_only=True)
    try:
        for values, written in zip(sheet.iter_rows(values_only=True), formulas, strict=False):
            cells = [as_text(value) for value in values]
            for at, formula in enumerate(written):
                if at < len(values) and values[at] is None and formula is not None:
                    cells[at] = as_text(formula)
                    if ("formula_without_value", "") not in warnings:
                        warnings.append(("formula_without_value", ""))
            yield cells
    except (zipfile.BadZipFile, SyntaxError, KeyError, ValueError, EOFError) as error:
        raise CannotImport("broken_workbook", type(error).__name__) from error


def _has_formulas(archive: zipfile.ZipFile, sheet: Any) -> bool:
    tail = b""
    with archive.open(sheet._worksheet_path) as part:
        while block := part.read(1 << 20):
            if b"<f>" in (joined := tail + block) or b"<f " in joined:
                return True
            tail = block[-2:]
    return False


def as_text(value: Any) -> str:
    """A cell as a person sees it: a telephone number stored as a number has no `.0`."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date | time) else str(value)


def is_workbook(source: SourceFile) -> bool:
    return source.head.startswith(b"PK\x03\x04") and (
        b"xl/" in source.head or b"[Content_Types].xml" in source.head or source.name.lower().endswith(".xlsx")
    )


XLSX = Format("xlsx", "people", is_workbook, read, people_drafting, "xlsx")
