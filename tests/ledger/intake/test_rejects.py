"""The reject file has the shape of its source, runs no formula, and reads back."""

import json
import stat
from pathlib import Path

import openpyxl
import pytest

from ledger.intake.draft import RejectedRow
from ledger.intake.formats.catalogue import FORMATS, format_named
from ledger.intake.rejects import Rejects
from tests.ledger.intake.reading import read

HOSTILE = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM", "\tx", "plain"]


def written(path: Path, name: str, *rejected: RejectedRow, header: tuple[str, ...] = ()) -> bytes:
    with Rejects(path, format_named(name), header, ";") as rejects:
        for each in rejected:
            rejects.write(each)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    return path.read_bytes()


def test_no_file_is_made_without_a_rejection(tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    with Rejects(path, format_named("csv"), ("name",)):
        pass
    assert not path.exists()


def test_an_older_file_and_its_rights_are_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    assert b"old" not in written(path, "csv", RejectedRow(1, "nul_byte", "", ["x"]), header=("name",))


def test_csv_neutralises_formulas_and_gives_them_back(tmp_path: Path) -> None:
    rejected = [RejectedRow(number, "no_person", "", [cell, "a@b.com"]) for number, cell in enumerate(HOSTILE, start=1)]
    text = written(tmp_path / "out.csv", "csv", *rejected, header=("name", "email")).decode("utf-8-sig")
    cells = [line.split(";")[0].strip('"') for line in text.splitlines()[1:]]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells)
    again = read(text)
    assert [draft.person.name.full for draft in again.drafts] == [cell.strip() for cell in HOSTILE]
    assert not any(draft.unmapped for draft in again.drafts)


def test_rejecting_twice_keeps_one_reason_column(tmp_path: Path) -> None:
    header = ("name", "renmai_row", "renmai_reason")
    rejected = RejectedRow(1, "nul_byte", "", ["Ann", "7", "no_person"])
    text = written(tmp_path / "out.csv", "csv", rejected, header=header).decode("utf-8-sig")
    assert text.splitlines() == ["name;renmai_row;renmai_reason", "Ann;1;nul_byte"]


def test_rows_longer_than_the_headings_keep_every_cell(tmp_path: Path) -> None:
    rejected = RejectedRow(3, "too_many_cells", "3 instead of 1", ["Ann", "b", "c"])
    text = written(tmp_path / "out.csv", "csv", rejected, header=("name",)).decode("utf-8-sig")
    assert text.splitlines()[1] == "Ann;3;too_many_cells: 3 instead of 1;b;c"


def test_xlsx_holds_text_only(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    rejected = [RejectedRow(number, "no_person", "", [cell, "a\0b"]) for number, cell in enumerate(HOSTILE, start=1)]
    raw = written(path, "xlsx", *rejected, header=("name", "email"))
    sheet = openpyxl.load_workbook(path)["rejected"]
    assert [sheet.cell(row, 1).data_type for row in range(2, 8)] == ["s"] * 6
    assert [sheet.cell(row, 1).value for row in range(2, 8)] == HOSTILE
    assert len(read(raw, "out.xlsx").drafts) == len(HOSTILE)


def test_json_lines_keep_the_object_and_what_was_no_object(tmp_path: Path) -> None:
    raw = written(
        tmp_path / "out.jsonl",
        "json-resume",
        RejectedRow(1, "lone_surrogate", "", {"basics": {"name": "A\ud800"}}),
        RejectedRow(2, "broken_json", "", '{"basics": '),
    )
    first, second = map(json.loads, raw.decode().splitlines())
    assert first == {"basics": {"name": "A\ud800"}, "renmai_row": 1, "renmai_reason": "lone_surrogate"}
    assert second["content"] == '{"basics": '
    fixed = raw.replace(b"\\ud800", b"nn").splitlines()[0]
    assert read(fixed, "out.jsonl").only.unmapped == {}


def test_cards_carry_their_reason_and_read_back(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n"
    raw = written(tmp_path / "out.vcf", "vcard", RejectedRow(4, "no_person", "", card))
    assert b"X-RENMAI-REASON:row 4 no_person\r\nEND:VCARD" in raw
    assert read(raw.replace(b"VERSION:3.0", b"VERSION:3.0\r\nFN:Ann"), "out.vcf").only.unmapped == {}


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_every_format_has_a_shape_for_its_rejects(name: str, tmp_path: Path) -> None:
    content: object = ["x"] if format_named(name).rejects in ("csv", "xlsx") else "x"
    assert written(tmp_path / "out", name, RejectedRow(1, "no_person", "", content), header=("name",))
