"""People as a file of some format, a piece at a time. No cell runs as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

import orjson

from api.export.flat import HEADER, Document, row
from api.export.json_resume import resume
from api.export.vcard import card
from api.export.workbook import workbook
from domain.vocabulary import ExportFormat
from ledger.intake.formats.table import neutralised


@dataclass(frozen=True, slots=True)
class FileKind:
    media_type: str
    ending: str
    pieces: Callable[[Iterable[Document]], Iterator[bytes]]


def as_csv(people: Iterable[Document]) -> Iterator[bytes]:
    """UTF-8 with the mark by which spreadsheets know it."""
    yield b"\xef\xbb\xbf"
    yield _line(list(HEADER))
    for said in people:
        yield _line(row(said))


def _line(cells: list[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerow([neutralised(cell) for cell in cells])
    return text.getvalue().encode("utf-8", "replace")


def as_xlsx(people: Iterable[Document]) -> Iterator[bytes]:
    return workbook(chain([HEADER], map(row, people)))


def as_json_resume(people: Iterable[Document]) -> Iterator[bytes]:
    """An array, a résumé to a line."""
    mark = b"[\n"
    for said in people:
        yield mark + orjson.dumps(resume(said))
        mark = b",\n"
    yield b"[]\n" if mark == b"[\n" else b"\n]\n"


def as_vcard(people: Iterable[Document]) -> Iterator[bytes]:
    for said in people:
        yield card(said).encode("utf-8", "replace")


KINDS: dict[ExportFormat, FileKind] = {
    ExportFormat.CSV: FileKind("text/csv; charset=utf-8", "csv", as_csv),
    ExportFormat.XLSX: FileKind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", as_xlsx),
    ExportFormat.JSON_RESUME: FileKind("application/json", "json", as_json_resume),
    ExportFormat.VCARD: FileKind("text/vcard; charset=utf-8", "vcf", as_vcard),
}
