"""A workbook is told while it is made, and reads as it was written."""

import io
from collections.abc import Iterator

import openpyxl

from api.export.workbook import ILLEGAL, workbook


def test_it_goes_out_piece_by_piece_and_lies_nowhere() -> None:
    asked = 0

    def rows() -> Iterator[list[str]]:
        nonlocal asked
        for number in range(20_000):
            asked += 1
            yield [str(number * 7919 % 104729) for _ in range(20)]

    pieces = workbook(rows())
    first = next(pieces)
    assert asked < 20_000
    whole = openpyxl.load_workbook(io.BytesIO(first + b"".join(pieces)), read_only=True)["people"]
    assert sum(1 for _ in whole.rows) == 20_000


def test_every_cell_is_the_text_that_it_was() -> None:
    cells = ["=1+1", '<b>&"', " 两 行\n", "\x01", "\ud800"]
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(workbook([cells]))))["people"]
    (row,) = sheet.iter_rows(values_only=True)
    assert row == ("=1+1", '<b>&"', " 两 行\n", "\ufffd", "?")
    assert sheet["A1"].data_type == "s"
    assert ILLEGAL.search("\t\n\r") is None
