"""CSV: comma, semicolon or tab, quoted or not, in any encoding that `encoding` knows."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import TextIO

from ledger.intake.draft import RejectedRow
from ledger.intake.encoding import encoding_of
from ledger.intake.formats.format import Format, Reading
from ledger.intake.formats.table import Found, Known, headed, numbered, people_drafting
from ledger.intake.headings import REASON_COLUMN, field_of
from ledger.intake.instructions import Instructions
from ledger.intake.sources import SourceFile, text_of

DELIMITERS = (",", ";", "\t", "|")
LONGEST_LINE = 32 << 20
"""Letters. A cell of 10 MB is read, and its row rejected whole; beyond this only the start is shown."""
LONGEST_RECORD = 4 << 20
"""Letters of a record that runs over several lines: beyond it, a quotation mark was never closed."""

csv.field_size_limit(LONGEST_LINE)


class UnclosedQuote(Exception):
    pass


class LineTooLong(Exception):
    pass


class Lines:
    """The lines of a file, for `csv.reader`, which can be given back when a record turns out to be none."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._length > LONGEST_RECORD and len(self.record) > 1:
            raise UnclosedQuote
        line = self._again.popleft() if self._again else self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE:
            while (more := self._text.readline(LONGEST_LINE)) and len(more) == LONGEST_LINE:
                pass
            self.record = [line[:1000]]
            raise LineTooLong
        self.record.append(line)
        self._length += len(line)
        return line

    def next_record(self) -> None:
        self.record, self._length = [], 0

    def give_back_all_but_first(self) -> str:
        first, *rest = self.record
        self._again.extendleft(reversed(rest))
        return first


def records(text: TextIO, delimiter: str) -> Iterator[Found]:
    """Every record, one after the other; what is none comes as a rejection (its row number is 0)."""
    lines = Lines(text)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.next_record()
        try:
            cells: Found | None = next(reader)
        except StopIteration:
            return
        except UnclosedQuote:
            cells = None
        except (LineTooLong, csv.Error):
            cells = RejectedRow(0, "row_too_large", content=[lines.record[0].rstrip("\r\n")[:1000]])
        if cells is None or (len(lines.record) > 1 and _never_closed(lines, delimiter)):
            cells = RejectedRow(0, "unclosed_quote", content=_unquoted(lines.give_back_all_but_first(), delimiter))
        yield cells


def _unquoted(line: str, delimiter: str) -> list[str]:
    """The cells of a line whose quotation marks mean nothing."""
    return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])


def _never_closed(lines: Lines, delimiter: str) -> bool:
    """At the end of a file the reader takes an open quotation for a closed one."""
    try:
        for _ in csv.reader(lines.record, delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def read(source: SourceFile, instructions: Instructions, known: Known = field_of) -> Reading:
    codec, errors = encoding_of(source, instructions.encoding)
    mapping = dict(instructions.mapping)
    delimiter = sniffed(text_of(source, codec, errors), mapping, known)
    found = records(text_of(source, codec, errors), delimiter)
    header, first, warnings = headed(found, mapping, known)
    rows = numbered(chain(first, found), restore=REASON_COLUMN in header)
    return Reading(header, rows, warnings, delimiter)


def sniffed(text: TextIO, mapping: dict[str, str], known: Known) -> str:
    """The delimiter by which the first lines hold most known headings, else most cells."""
    lines = [line for _ in range(20) if (line := text.readline(LONGEST_LINE))]

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(lines, delimiter=delimiter))
        except csv.Error:
            return 0, 0
        hits = max((sum(cell.strip() in mapping or bool(known(cell)) for cell in row) for row in rows), default=0)
        return hits, max((len(row) for row in rows), default=0)

    return max(DELIMITERS, key=worth)


def recognises(source: SourceFile) -> bool:
    """Any text in columns that is not one of the other formats: they are asked first."""
    if source.name.lower().endswith((".csv", ".tsv", ".txt")):
        return True
    text = source.head.decode(encoding_of(source)[0], "replace").lstrip("\ufeff \r\n")
    if text.startswith(("{", "[")):
        return False
    strange = sum(letter < " " and letter not in "\t\r\n\0\f" for letter in text)
    return strange * 100 <= len(text) and any(mark in text for mark in DELIMITERS[:3])


CSV = Format("csv", "people", recognises, read, people_drafting, "csv")
