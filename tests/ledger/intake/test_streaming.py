"""Files are read as they go: a million rows need no more memory than a thousand."""

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from domain.person import Career, Person
from ledger.intake.draft import RejectedRow
from ledger.intake.formats import delimited
from ledger.intake.formats.catalogue import format_named
from ledger.intake.instructions import Instructions
from ledger.intake.sources import SourceFile
from tests.ledger.intake.reading import read


class Endless(io.RawIOBase):
    """A file that never ends: whoever reads all of it before the first row never returns."""

    def __init__(self, head: bytes, row: bytes) -> None:
        self._next = self._bytes(head, row)
        self.given = 0

    @staticmethod
    def _bytes(head: bytes, row: bytes) -> Iterator[bytes]:
        yield head
        while True:
            yield row

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, *_: int) -> int:
        return 0

    def tell(self) -> int:
        return 0

    def readinto(self, buffer: Any) -> int:
        piece = next(self._next)[: len(buffer)]
        buffer[: len(piece)] = piece
        self.given += len(piece)
        return len(piece)


def endless(name: str, head: bytes, row: bytes) -> tuple[SourceFile, Endless]:
    raw = Endless(head, row)
    return SourceFile(name, io.BufferedReader(raw, 4096), 1 << 50, "", True, head), raw


RESUME = b'{"basics": {"name": "Ann Lee"}}'
CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann Lee\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(
    ("name", "file", "head", "row"),
    [
        ("csv", "a.csv", b"name,email\n", b"Ann Lee,ann@example.com\n"),
        ("vcard", "a.vcf", CARD, CARD),
        ("json-resume", "a.jsonl", RESUME + b"\n", RESUME + b"\n"),
        ("json-resume", "a.json", b"[" + RESUME, b"," + RESUME),
    ],
)
def test_the_first_rows_of_an_endless_file_come(name: str, file: str, head: bytes, row: bytes) -> None:
    source, raw = endless(file, head, row)
    reading = format_named(name).read(source, Instructions())
    assert len(list(islice(reading.rows, 1000))) == 1000
    assert raw.given < 1 << 20


def test_a_record_over_many_lines_is_bounded() -> None:
    text = io.StringIO('a,"' + "x\n" * 10)
    found = list(delimited.records(text, ","))
    assert isinstance(found[0], RejectedRow)
    assert csv.field_size_limit() == delimited.LONGEST_LINE


def test_what_drafts_hold_is_what_validation_would_make() -> None:
    """Parts are shared and cached; made anew from plain values they are the same."""
    found = read(
        "name,email,phone,city,company,title,school,degree,skills,expected pay,date of birth\n"
        "王小明,wang@example.com,13800138000,上海,云杉软件,工程师,东湖大学,全日制本科,Java,15K-25K·13薪,1990.01\n"
        "Ann Lee,not one,123,\"Boston, MA\",Acme,CTO,MIT,BSc,,\"$120,000/yr\",1990\n"
    )  # fmt: skip
    for draft in found.drafts:
        assert Person.model_validate(draft.person.model_dump()) == draft.person
        assert Career.model_validate(draft.career.model_dump()) == draft.career
