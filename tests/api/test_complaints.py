"""Whatever goes wrong is one line with what to do, in the reader's language, and never called a fault of ours."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import ledger
import projections
from api.command_line import backup, export
from api.command_line.complaint import complaint_of
from api.command_line.known_faults import KNOWN_FAULTS
from api.command_line.usage import said
from domain.decision import Refused
from ledger.faults import LedgerFault
from ledger.intake.codes import FILE_FAULTS, CannotImport
from projections.catalogue import UnknownProjection
from tests import processes
from tests.servers import Database
from tests.workers.tasks import environment

TOLD_BY_THEIR_COMMANDS = set(backup.PROBLEMS) | set(export.PROBLEMS)


def modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations." not in found.name:
            yield importlib.import_module(found.name)


def faults() -> set[type[LedgerFault]]:
    """Every kind of fault that the ledger and the read models know."""
    for package in (ledger, projections):
        for _each in modules(package):
            pass
    found, waiting = set(), [LedgerFault]
    while waiting:
        below = waiting.pop().__subclasses__()
        found.update(below)
        waiting.extend(below)
    return {each for each in found if not each.__subclasses__() and each.__module__.split(".")[0] != "tests"}


def test_every_fault_of_the_ledger_says_what_to_do() -> None:
    known = KNOWN_FAULTS.keys() | TOLD_BY_THEIR_COMMANDS
    assert {each.code for each in faults() if each is not CannotImport} <= known


@pytest.mark.parametrize("code", FILE_FAULTS)
def test_why_a_file_is_not_read_and_what_to_do_are_one_line(code: str) -> None:
    complaint = complaint_of(CannotImport(code, "people.csv"))
    assert (complaint.code, complaint.exit_code) == (code, 1)
    assert "(people.csv)." in complaint.line()
    assert complaint.remedy


def test_what_the_rules_refuse_is_no_fault_of_ours() -> None:
    assert complaint_of(Refused("no_such_file", "7")).line().startswith("no_such_file: The record has no file")


def test_an_unknown_read_model_is_told_with_those_there_are() -> None:
    complaint = complaint_of(UnknownProjection("foo", ["activity", "people"]))
    assert complaint.line() == (
        "unknown_projection: There is no such read model (foo; there are activity, people)."
        " Name one of those, or none for all."
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Missing argument 'FILE'.", "FILE is missing."),
        ("No such command 'x'.", "There is no command x."),
        ("No such option: --x (Possible options: --y, --z)", "There is no option --x; did you mean --y, --z?"),
        ("Option '--at' requires an argument.", "The option --at takes a value."),
        ("Got unexpected extra argument(s) (1 2)", "There are words too many: 1 2."),
        ("Invalid value for 'ID': Input should be a valid UUID, invalid length", "ID: this is not an id."),
        (
            "Invalid value for '--port': Input should be greater than or equal to 1",
            "--port: it has to be 1 or more.",
        ),
        (
            "Invalid value for '--clock': Value error, 'x' is not one of 'a', 'b'.",
            "--clock: 'x' is not one of 'a', 'b'.",
        ),
        ("Something of tomorrow's Typer.", "Something of tomorrow's Typer."),
    ],
)
def test_what_was_wrong_with_the_words_of_a_command(words: str, told: str) -> None:
    assert said(words) == told


@pytest.mark.servers
@pytest.mark.parametrize(
    ("words", "code", "in_chinese"),
    [
        (("nonsense",), "usage", "没有命令 nonsense。"),
        (("import",), "usage", "缺少"),
        (("import", "undo"), "usage", "请指明要撤回的批次"),
        (("import", "/no/such.csv"), "no_such_file", "该路径下没有任何东西（such.csv）。请检查路径。"),
        (("import", "undo", "7"), "unknown_batch", "没有这个导入批次（7）。"),
        (("rebuild", "foo"), "unknown_projection", "没有这个读模型（foo;"),
    ],
)
def test_a_mistake_is_one_line_in_each_language(
    database: Database, words: tuple[str, ...], code: str, in_chinese: str
) -> None:
    variables = environment(database.settings)
    for language in ("en", "zh_CN"):
        done = processes.renmai({**variables, "RENMAI_LANGUAGE": language}, *words)
        assert (done.returncode, done.stderr.count("\n")) == (2 if code == "usage" else 1, 1), done.stderr
        assert done.stderr.startswith(f"{code}: ")
        assert (in_chinese.replace(" ", "") in done.stderr.replace(" ", "")) == (language == "zh_CN"), done.stderr
    done = processes.renmai(variables, *words, "--json")
    assert json.loads(done.stderr)["error"]["code"] == code
    assert json.loads(done.stderr)["error"]["remedy"]


@pytest.mark.servers
def test_a_folder_tells_what_it_did_not_read(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "people.csv").write_text("id,name\n1,Ann Lee\n", encoding="utf-8")
    (folder / "empty.csv").touch()
    (folder / "scan.tiff").write_bytes(b"II*\0")
    done = processes.renmai(environment(database.settings), "import", str(folder), "--source", "ats")
    assert done.returncode == 1
    assert "empty.csv: not imported. empty_file: The file is empty." in done.stdout
    assert "1 added" in done.stdout
    assert done.stderr == "Not read, as it is of no known format: scan.tiff\n"
