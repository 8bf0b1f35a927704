"""XLSX with the same bytes every time: no clock in it, the parts in one order, nothing compressed.

How well something is compressed depends on the zlib of the machine, so its bytes would not be the same.
"""

import io
import re
import zipfile
from datetime import date
from typing import TypeAlias

from openpyxl import Workbook

Cell: TypeAlias = str | int | date | None
_NEVER = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_FIRST = "[Content_Types].xml"


def workbook(sheets: dict[str, list[list[Cell]]]) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    raw = io.BytesIO()
    book.save(raw)
    return _steady(raw)


def _steady(raw: io.BytesIO) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as steady:
        for name in sorted(made.namelist(), key=lambda each: (each != _FIRST, each)):
            part = zipfile.ZipInfo(name, _NEVER)
            part.create_system = 3
            steady.writestr(part, _STAMP.sub(rb"\g<1>2000-01-01T00:00:00Z", made.read(name)))
    return packed.getvalue()
