"""A folder: each file a batch, people before history, and one bad file stops none."""

import json
from pathlib import Path

import pytest

from ledger.intake.codes import CannotImport
from ledger.intake.folder import MANIFEST, import_folder, parts, unread
from ledger.intake.instructions import read_mapping
from ledger.intake.sources import files_of
from ledger.ledger import Ledger
from tests.ledger.intake.reading import record_of
from tests.servers import Database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    (folder / "resumes").mkdir(parents=True)
    (folder / "a-history.csv").write_text("person id,kind,date,text\n1,note,2023-01-02,hello\n", encoding="utf-8")
    (folder / "people.csv").write_text("id,name,渠道\n1,Ann Lee,fair\n", encoding="utf-8")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04xl/")
    (folder / "empty.csv").write_bytes(b"")
    (folder / "readme.md").write_text("not, for, import", encoding="utf-8")
    (folder / "people.rejected.csv").write_text("id,name\n9,No One\n", encoding="utf-8")
    (folder / ".hidden.csv").write_text("id,name\n8,No One\n", encoding="utf-8")
    for number in range(3):
        resume = json.dumps({"basics": {"name": f"Person {number}"}})
        (folder / "resumes" / f"{number}.json").write_text(resume, encoding="utf-8")
    (folder / "resumes" / "bad.json").write_text('{"basics": \n', encoding="utf-8")
    manifest = '[[file]]\nname = "people.csv"\nsource = "ats"\nmap = {"渠道" = "tags"}\n\n'
    manifest += '[[file]]\nname = "a-history.csv"\nsource = "ats"\nzone = "Asia/Shanghai"\n'
    (folder / MANIFEST).write_text(manifest, encoding="utf-8")
    return folder


def test_parts_are_people_first_and_resumes_of_one_folder_together(folder: Path) -> None:
    (folder / "resumes" / "bad.json").unlink()
    (folder / "broken.xlsx").unlink()
    found = parts(folder)
    assert [(part.format.name, len(part.paths)) for part in found] == [
        ("csv", 1),
        ("json-resume", 3),
        ("history-csv", 1),
    ]
    assert {path.name: (left.code, left.awaited) for path, left in unread(folder).items()} == {
        "empty.csv": ("empty_file", True),
        "readme.md": ("unknown_format", False),
    }


def test_files_come_in_a_stable_order(folder: Path) -> None:
    names = [path.relative_to(folder).as_posix() for path in files_of(folder)]
    assert names == sorted(names)
    assert "people.rejected.csv" not in names


@pytest.mark.servers
def test_a_folder_is_imported_and_a_broken_file_is_told(
    ledger: Ledger, database: Database, folder: Path, tmp_path: Path
) -> None:
    heard: list[int] = []
    reports = import_folder(
        ledger,
        folder,
        actor="user:tester",
        settings=database.settings,
        rejects=tmp_path,
        progress=lambda done, _: heard.append(done),
    )
    told = {report.format: (report.source, report.added, report.failed) for report in reports}
    assert told["csv"] == ("ats", 1, None)
    assert told["history-csv"] == ("ats", 1, None)
    assert told["json-resume"][1] == 3
    assert told["xlsx"][2] == "broken_workbook"
    assert [(report.file_name, report.failed) for report in reports if not report.format] == [
        ("empty.csv", "empty_file"),
        ("resumes/bad.json", "broken_json"),
    ]
    assert heard == sorted(heard)
    assert set(record_of(ledger, "1").knowing.tags) == {"fair"}
    assert record_of(ledger, "1").knowing.notes == 1


@pytest.mark.servers
def test_a_folder_without_anything_to_read_is_told(ledger: Ledger, database: Database, tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("nothing here", encoding="utf-8")
    with pytest.raises(CannotImport) as caught:
        import_folder(ledger, tmp_path, actor="user:tester", settings=database.settings)
    assert caught.value.code == "nothing_to_import"


def test_a_mapping_file_in_toml_or_json(tmp_path: Path) -> None:
    toml, plain = tmp_path / "map.toml", tmp_path / "map.json"
    toml.write_text('[map]\n"渠道" = "tags"\n', encoding="utf-8")
    plain.write_text('{"渠道": "tags"}', encoding="utf-8")
    assert read_mapping(toml) == read_mapping(str(plain)) == read_mapping("渠道=tags") == {"渠道": "tags"}
