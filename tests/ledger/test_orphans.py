"""A process that dies between a file and its event leaves a file that nobody names: found, and removed in time."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from ledger.blobs import Blobs
from ledger.envelope import Origin, utc_now
from ledger.ledger import Ledger
from ledger.orphans import SAFE_AGE, orphans, remove
from ledger.settings import Settings
from ledger.uploads import request_import
from tests.processes import Forked
from tests.servers import Database
from tests.workers.tasks import environment, until

pytestmark = pytest.mark.servers


def upload() -> None:
    settings = Settings()
    with Ledger.open(settings) as ledger:
        blobs = Blobs(settings.blobs, ledger.keyring)
        request_import(ledger, blobs, Origin(actor="user:li"), b"id,name", file_name="a.csv", source="ats")


APPENDS = 7236837521
"""The lock that every append takes (`ledger.append`)."""


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings, connections=2) as ledger:
        yield ledger


@pytest.fixture
def blobs(ledger: Ledger, database: Database) -> Blobs:
    return Blobs(database.settings.blobs, ledger.keyring)


WAITING = """
    FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def killed_between_file_and_event(database: Database, blobs: Blobs) -> None:
    """An upload waits for the lock of the append, its file stored, and is killed there with its session."""
    before, append = len(list(blobs.store.stored())), (APPENDS & 0xFFFFFFFF,)
    with psycopg.connect(database.admin, autocommit=True) as other:

        def waiting() -> bool:
            return other.execute(f"SELECT count(*) {WAITING}", append).fetchone() != (0,)

        other.execute("SELECT pg_advisory_lock(%s)", (APPENDS,))
        uploading = Forked(upload, variables=environment(database.settings))
        until(waiting)
        uploading.kill()
        uploading.wait()
        other.execute(f"SELECT pg_terminate_backend(pid) {WAITING}", append)
        until(lambda: not waiting())
    assert len(list(blobs.store.stored())) == before + 1


def test_what_a_killed_upload_left_is_found_and_removed_once_it_is_old(
    database: Database, ledger: Ledger, blobs: Blobs
) -> None:
    batch, _ = request_import(
        ledger, blobs, Origin(actor="user:li"), b"id,name\n1,Ann\n", file_name="a.csv", source="ats"
    )
    killed_between_file_and_event(database, blobs)
    assert ledger.store.head() == 1
    young = orphans(ledger.store, blobs.store)
    assert (young.files, young.younger) == ((), 1)

    found = orphans(ledger.store, blobs.store, now=utc_now() + SAFE_AGE + timedelta(minutes=1))
    assert (len(found.files), found.younger) == (1, 0)
    assert found.size > 0
    remove(blobs.store, found.files)
    remove(blobs.store, found.files)
    assert len(list(blobs.store.stored())) == 1
    assert len(ledger.history(batch)) == 1


def test_no_age_below_the_safe_one_is_taken(ledger: Ledger, blobs: Blobs) -> None:
    with pytest.raises(ValueError, match="younger"):
        orphans(ledger.store, blobs.store, older_than=timedelta(hours=23))
