"""`renmai orphans` tells what a crash left in the blob store, and removes it; `renmai doctor` tells of it too."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.blobs import Blobs
from ledger.ledger import Ledger
from ledger.orphans import SAFE_AGE
from tests.ledger.test_orphans import killed_between_file_and_event
from tests.processes import renmai
from tests.servers import Database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.fixture
def orphan(database: Database) -> Iterator[Path]:
    with Ledger.open(database.settings, connections=2) as ledger:
        blobs = Blobs(database.settings.blobs, ledger.keyring)
        killed_between_file_and_event(database, blobs)
        assert blobs.store.folder is not None
        (file,) = [path for path in blobs.store.folder.rglob("*") if path.is_file()]
        yield file


def told(database: Database, *said: str) -> Any:
    return json.loads(renmai(environment(database.settings), *said, "--json").stdout)


def files_finding(database: Database) -> str:
    (finding,) = [each for each in told(database, "doctor") if each["name"] == "orphans"]
    assert finding["good"], finding
    found: str = finding["found"]
    return found


def test_only_what_is_old_is_told_of_and_removed(database: Database, orphan: Path) -> None:
    assert told(database, "orphans", "--remove") == {"files": 0, "bytes": 0, "younger": 1, "removed": True}
    assert orphan.exists()
    assert files_finding(database) == "every old file is named by an event"
    size, old = orphan.stat().st_size, time.time() - 2 * SAFE_AGE.total_seconds()
    os.utime(orphan, (old, old))
    assert told(database, "orphans") == {"files": 1, "bytes": size, "younger": 0, "removed": False}
    assert told(database, "orphans", "--older-than", "30")["files"] == 0
    assert files_finding(database).startswith("1 files that no event names")
    assert told(database, "orphans", "--remove") == {"files": 1, "bytes": size, "younger": 0, "removed": True}
    assert not orphan.exists()
