"""What the tests of intake share: a ledger of their own, and files made on the spot."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.intake.batch import BatchReport
from ledger.intake.run import import_file
from ledger.ledger import Ledger
from tests.ledger.intake.reading import Import
from tests.servers import Database


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings) as opened:
        yield opened


@pytest.fixture
def bring(ledger: Ledger, database: Database, tmp_path: Path) -> Import:
    """Import a text or bytes as if they were a file; the reject file goes beside it."""

    def bring(content: str | bytes, name: str = "people.csv", **how: object) -> BatchReport:
        raw = content.encode() if isinstance(content, str) else content
        rejects = tmp_path / f"out.rejected{Path(name).suffix}"
        said = {"actor": "user:tester", "settings": database.settings, "source": "ats", "rejects": rejects} | how
        return import_file(ledger, io.BytesIO(raw), file_name=name, **said)  # type: ignore[arg-type]

    return bring
