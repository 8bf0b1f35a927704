"""Standard input: every format through a pipe, told by what it holds, for it has no name."""

import io
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.intake.instructions import Instructions
from ledger.intake.run import import_file
from ledger.ledger import Ledger
from tests.servers import Database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

FOLDER = Path(__file__).parents[3] / "samples"
BY_LINES = (".csv", ".jsonl")
ENOUGH = 40
"""Lines of a file of those."""
PEOPLE_FIRST = (
    ("applicants.csv", "csv", "ats"),
    ("talent-pool.xlsx", "xlsx", "talent-pool"),
    ("candidates-gb18030.csv", "csv", "hr-system"),
    ("resumes/001-riku-yukinaga.json", "json-resume", "careers-site"),
    ("address-book-3.vcf", "vcard", "address-book"),
    ("address-book-4.vcf", "vcard", "address-book"),
    ("Connections.csv", "linkedin", "linkedin"),
    ("greenhouse.json", "greenhouse", "greenhouse"),
    ("history.csv", "history-csv", "ats"),
    ("history.xlsx", "history-xlsx", "hr-system"),
    ("history.jsonl", "history-jsonl", "talent-pool"),
)
"""File, format, source."""


@contextmanager
def piped(content: bytes) -> Iterator[None]:
    """This process's standard input is a pipe with that in it, which cannot be read twice."""
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as end:
            end.write(content)

    writer, before = threading.Thread(target=write), sys.stdin
    writer.start()
    with io.TextIOWrapper(os.fdopen(reading, "rb")) as sys.stdin:
        try:
            yield
        finally:
            sys.stdin = before
    writer.join()


def sample(name: str) -> bytes:
    whole = (FOLDER / name).read_bytes()
    return b"".join(whole.splitlines(keepends=True)[:ENOUGH]) if name.endswith(BY_LINES) else whole


def test_every_format_comes_by_standard_input(ledger: Ledger, database: Database) -> None:
    for name, format_name, source in PEOPLE_FIRST:
        how = {
            "actor": "user:tester",
            "settings": database.settings,
            "source": source,
            "instructions": Instructions(sheet="人才库" if name == "talent-pool.xlsx" else None),
        }
        with piped(sample(name)):
            report = import_file(ledger, "-", **how)  # type: ignore[arg-type]
        assert (report.format, report.file_name, report.failed) == (format_name, "stdin", None)
        assert report.added > 0, name
        assert report.read == report.added + report.rejected


def test_the_command_reads_what_is_piped_into_it_and_a_format_can_be_named(database: Database) -> None:
    command = [sys.executable, "-P", "-m", "api.command_line", "import", "-", "--format", "csv", "--source", "ats"]
    done = subprocess.run(
        [*command, "--json"],
        input="id,name\n1,Ann Lee\n2,王小明\n".encode(),
        env=environment(database.settings),
        capture_output=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    with Ledger.open(database.settings, connections=1) as ledger:
        assert [each.event.type for each in ledger.page(0, 10)] == [
            "batch-started",
            "candidate-ingested",
            "candidate-ingested",
            "batch-finished",
        ]
