"""A workbook of one sheet as a stream of bytes: nothing of it ever lies in a file, and none of it waits for the end.

Libraries that write workbooks put their sheets into temporary files first, in plain. A sheet of texts is a few lines of
XML (ECMA-376, part 1) in a zip archive whose sizes follow their data.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

LONGEST_CELL = 32_767
"""Letters; what a spreadsheet takes."""
PIECE = 1 << 16
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Not even escaped may these stand in XML."""
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OPEN = "http://schemas.openxmlformats.org"
_MAIN, _RELATED = f"{_OPEN}/spreadsheetml/2006/main", f"{_OPEN}/officeDocument/2006/relationships"
_OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OF_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_OF_SHEETS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_OPEN}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_RELATED}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}">'
    '<sheets><sheet name="people" sheetId="1" r:id="r1"/></sheets></workbook>',
}
BEGIN, END = f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>', "</sheetData></worksheet>"


class _Outgoing(RawIOBase):
    """What was written since it was last taken."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.waiting += piece
        return len(piece)

    def taken(self) -> bytes:
        piece = bytes(self.waiting)
        self.waiting.clear()
        return piece


def workbook(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Every cell is text."""
    out = _Outgoing()
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        for name, part in PARTS.items():
            book.writestr(name, _XML + part)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(BEGIN.encode())
            for cells in rows:
                sheet.write(f"<row>{''.join(map(_cell, cells))}</row>".encode("utf-8", "replace"))
                if len(out.waiting) >= PIECE:
                    yield out.taken()
            sheet.write(END.encode())
    yield out.taken()


def _cell(text: str) -> str:
    plain = ILLEGAL.sub("\ufffd", text.encode("utf-8", "replace").decode()[:LONGEST_CELL])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(plain)}</t></is></c>'
