"""The reject file: the rows that were not taken, in the shape of their source, each with its reason.

It can be imported again once it is put right: the two columns that it adds are left out then.
"""

import csv
import io
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from ledger.intake.draft import RejectedRow
from ledger.intake.formats.format import Format, Header
from ledger.intake.formats.table import neutralised
from ledger.intake.formats.vcard import REASON
from ledger.intake.headings import REASON_COLUMN, ROW_COLUMN

LONGEST_XLSX_CELL = 32_767
MEDIA_TYPES: dict[str, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "vcf": "text/vcard",
    "jsonl": "application/x-ndjson",
}
"""Of each shape."""


class Shape(Protocol):
    def write(self, rejected: RejectedRow) -> None: ...

    def close(self) -> None: ...


class Rejects:
    """Made at the first rejection; nobody but its owner may read it. Use `with`. An open file is left open."""

    def __init__(self, place: Path | BinaryIO, file_format: Format, header: Header, delimiter: str = ",") -> None:
        self.place = place
        self.rows = 0
        self._file: BinaryIO | None = None
        self._format, self._header, self._delimiter = file_format, header, delimiter
        self._shape: Shape | None = None

    def write(self, rejected: RejectedRow) -> None:
        if self._shape is None:
            self._shape = self._opened()
        self._shape.write(rejected)
        self.rows += 1

    def close(self) -> None:
        if self._shape is not None:
            self._shape.close()
        if self._file is not None and isinstance(self.place, Path):
            self._file.close()

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _opened(self) -> Shape:
        file = self._file = private(self.place) if isinstance(self.place, Path) else self.place
        match self._format.rejects:
            case "csv":
                return _Csv(file, self._header, self._delimiter)
            case "xlsx":
                return _Xlsx(file, self._header)
            case "vcf":
                return _Vcf(file)
            case _:
                return _Jsonl(file)


def reason_of(rejected: RejectedRow) -> str:
    return f"{rejected.code}: {rejected.detail}" if rejected.detail else rejected.code


def private(path: Path) -> BinaryIO:
    """A new file of mode 0600, in place of an old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):
        path.unlink()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb")


def _text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(file, encoding, errors="backslashreplace", newline="")


def _cells(content: Any, header: Header) -> list[str]:
    if content is None:
        return [""] * len(header)
    cells = [str(cell) for cell in content] if isinstance(content, list) else [json.dumps(content, ensure_ascii=False)]
    return cells + [""] * (len(header) - len(cells))


def _added(header: Header) -> list[str]:
    return [column for column in (ROW_COLUMN, REASON_COLUMN) if column not in header]


def _completed(rejected: RejectedRow, header: Header) -> list[str]:
    """The row with its number and reason, under whatever columns of theirs the file has already."""
    cells = _cells(rejected.content, header)
    for column, value in ((ROW_COLUMN, str(rejected.row)), (REASON_COLUMN, reason_of(rejected))):
        if column in header:
            cells[header.index(column)] = value
        else:
            cells.insert(len(header) + (column == REASON_COLUMN), value)
    return cells


class _Csv:
    def __init__(self, file: BinaryIO, header: Header, delimiter: str) -> None:
        self._header = header
        self._file = _text(file, "utf-8-sig")
        self._writer = csv.writer(self._file, delimiter=delimiter)
        self._writer.writerow([neutralised(name) for name in (*header, *_added(header))])

    def write(self, rejected: RejectedRow) -> None:
        self._writer.writerow([neutralised(cell) for cell in _completed(rejected, self._header)])

    def close(self) -> None:
        self._file.detach()


class _Xlsx:
    """Every cell is marked as text, so no formula runs."""

    def __init__(self, file: BinaryIO, header: Header) -> None:
        self._file, self._header = file, header
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("rejected")
        self._append([*header, *_added(header)])

    def write(self, rejected: RejectedRow) -> None:
        self._append(_completed(rejected, self._header))

    def close(self) -> None:
        self._book.save(self._file)

    def _append(self, cells: list[str]) -> None:
        row = []
        for text in cells:
            cell = WriteOnlyCell(self._sheet, value="")
            plain = text.encode("utf-8", "backslashreplace").decode()
            cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", plain)[:LONGEST_XLSX_CELL]
            cell.data_type = "s"
            row.append(cell)
        self._sheet.append(row)


class _Jsonl:
    def __init__(self, file: BinaryIO) -> None:
        self._file = _text(file, "utf-8")

    def write(self, rejected: RejectedRow) -> None:
        content = rejected.content
        said = {ROW_COLUMN: rejected.row, REASON_COLUMN: reason_of(rejected)}
        if isinstance(content, dict):
            said = {name: value for name, value in content.items() if name not in said} | said
        elif content is not None:
            said["content"] = content
        self._file.write(json.dumps(said) + "\n")

    def close(self) -> None:
        self._file.detach()


class _Vcf:
    def __init__(self, file: BinaryIO) -> None:
        self._file = _text(file, "utf-8")

    def write(self, rejected: RejectedRow) -> None:
        reason = f"{REASON}:row {rejected.row} {reason_of(rejected)}".replace("\n", " ")
        lines = [line for line in str(rejected.content or "").splitlines() if not line.startswith(REASON)]
        ends = [at for at, line in enumerate(lines) if line.strip().upper() == "END:VCARD"]
        lines.insert(ends[-1] if ends else len(lines), reason)
        self._file.write("\r\n".join(lines) + "\r\n")

    def close(self) -> None:
        self._file.detach()
