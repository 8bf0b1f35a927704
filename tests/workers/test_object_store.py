"""Files in a bucket: with a real S3 server, whatever it is told wrongly and whenever it is away, none is lost or kept
too long."""

import io
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from domain.events import BatchFinished, DocumentAttached, ErasureScanned
from ledger.backup.restore import restore
from ledger.backup.take import backup
from ledger.blob_store import BlobMissing, BlobStore, BlobStoreAway
from ledger.blobs import Blobs, BlobTooLarge
from ledger.envelope import Origin, utc_now
from ledger.ledger import Ledger, new_id
from ledger.orphans import SAFE_AGE, orphans, remove
from ledger.settings import Settings
from ledger.uploads import request_import
from projections.rebuild import rebuild
from tests.ledger.conftest import elsewhere as elsewhere
from tests.ledger.house import FILE, House, with_kek
from tests.ledger.object_store import ObjectStore, object_store_at_work
from tests.ports import free_port
from tests.servers import Database
from tests.workers.forgotten import approved, equipment_of, heard, somebody
from workers.erase import erase
from workers.run_import import run_import

pytestmark = pytest.mark.servers
Told = Callable[..., None]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStore]:
    with object_store_at_work(tmp_path_factory.mktemp("s3")) as store:
        yield store


@pytest.fixture
def told(running: ObjectStore, monkeypatch: pytest.MonkeyPatch) -> Told:
    """Says who we are to the store, and where it is."""

    def say(*who: str, **where: str) -> None:
        for name, value in running.variables(*who, **where).items():
            monkeypatch.setenv(name, value)

    say()
    return say


@pytest.fixture
def url(running: ObjectStore, told: Told) -> str:
    """A place in the bucket of this test's own."""
    return f"s3://{running.bucket}/{new_id()}"


@pytest.fixture
def inside(database: Database, redis_url: str, url: str) -> Settings:
    return database.settings.at(blobs_url=url, redis_url=redis_url)


@pytest.fixture
def ledger(inside: Settings) -> Iterator[Ledger]:
    with Ledger.open(inside, connections=4) as ledger:
        yield ledger


def below(running: ObjectStore, url: str) -> set[str]:
    return running.keys(url.split("/", 3)[3])


def test_files_go_in_come_out_and_are_deleted(ledger: Ledger, running: ObjectStore, url: str) -> None:
    blobs, subject = Blobs(url, ledger.keyring), new_id()
    for plain in (b"", b"small", os.urandom(12_000_001)):
        document = blobs.put(subject, "resume", "简历.pdf", "application/pdf", io.BytesIO(plain))
        assert blobs.read(subject, document) == plain
        assert {key.rpartition("/")[2] for key in below(running, url)} == {str(document.document)}
        blobs.delete(document.document)
        blobs.delete(document.document)
        assert below(running, url) == set()
        assert not blobs.store.holds(document.document)
        with pytest.raises(BlobMissing):
            blobs.read(subject, document)
    with pytest.raises(BlobTooLarge):
        blobs.put(subject, "resume", "a.pdf", "application/pdf", io.BytesIO(bytes(12_000_000)), largest=11_000_000)
    assert (below(running, url), running.halves()) == (set(), [])


def test_what_no_event_names_is_found_in_a_bucket_and_removed(ledger: Ledger, running: ObjectStore, url: str) -> None:
    blobs = Blobs(url, ledger.keyring)
    request_import(ledger, blobs, Origin(actor="user:li"), b"id,name\n1,Ann\n", file_name="a.csv", source="ats")
    left = blobs.put(new_id(), "resume", "a.pdf", "application/pdf", FILE).document
    assert orphans(ledger.store, blobs.store).younger == 1
    found = orphans(ledger.store, blobs.store, now=utc_now() + SAFE_AGE + timedelta(minutes=1))
    assert [each.document for each in found.files] == [left]
    remove(blobs.store, found.files)
    assert len(below(running, url)) == 1


@pytest.mark.parametrize("fault", ["no such bucket", "wrong secret", "unknown key", "may only read", "away"])
def test_a_store_that_takes_nothing_is_one_fault_and_is_believed_in_nothing(
    told: Told, running: ObjectStore, url: str, fault: str
) -> None:
    document = new_id()
    BlobStore(url).put(document, b"kept")
    wrong = url.replace(running.bucket, "elsewhere") if fault == "no such bucket" else url
    match fault:
        case "wrong secret":
            told("renmai", "another")
        case "unknown key":
            told("nobody")
        case "may only read":
            told("reader")
        case "away":
            told(address=f"http://127.0.0.1:{free_port()}")
    store = BlobStore(wrong)
    at_once, in_parts = b"x", (bytes(1 << 20) for _ in range(6))
    for pieces in (at_once, in_parts) if fault != "away" else (at_once,):
        with pytest.raises(BlobStoreAway):
            store.put(new_id(), pieces)
    asking: list[Callable[[], object]] = [lambda: store.holds(document), lambda: list(store.pieces(document))]
    asking += [lambda: store.part(document, 0, 1), lambda: list(store.stored())]
    asked = {"may only read": 0, "away": 1}.get(fault, len(asking))  # each asks again for a second before it gives up
    for ask in asking[:asked]:
        with pytest.raises(BlobStoreAway) as caught:
            ask()
        assert caught.value.code == "blob_store_unavailable"
        assert not any(secret in str(caught.value) for secret in ("http", "secret", str(document)))
    told()
    assert b"".join(BlobStore(url).pieces(document)) == b"kept"
    assert len(below(running, url)) == 1


@pytest.mark.parametrize("wrongly", ["elsewhere", None])
def test_an_accepted_upload_waits_for_its_store(
    ledger: Ledger, inside: Settings, told: Told, running: ObjectStore, url: str, wrongly: str | None
) -> None:
    """Away, or asked for in the wrong bucket, where it is not: neither ends the import."""
    origin, rows = Origin(actor="user:li"), b"id,name\n1,Ann\n"
    batch, receipt = request_import(ledger, Blobs(url, ledger.keyring), origin, rows, file_name="a.csv", source="ats")
    if wrongly is None:
        told(address=f"http://127.0.0.1:{free_port()}")
    away = inside.at(blobs_url=url.replace(running.bucket, wrongly) if wrongly else url)
    with pytest.raises(BlobStoreAway):
        run_import(equipment_of(away, ledger), batch, heard)
    with pytest.raises(BlobStoreAway):  # the next one is not accepted
        request_import(ledger, Blobs(away.blobs, ledger.keyring), origin, rows, file_name="b.csv", source="ats")
    assert ledger.store.head() == receipt.first_position
    told()
    run_import(equipment_of(inside, ledger), batch, heard)
    assert isinstance(ledger.history(batch)[-1].event, BatchFinished)


def test_an_erasure_is_not_over_while_the_store_is_wrong_and_then_takes_the_files(
    ledger: Ledger, inside: Settings, running: ObjectStore, url: str
) -> None:
    rebuild(inside, shards=0)
    candidate = somebody(ledger, inside, 1)
    (document,) = [each.event for each in ledger.history(candidate) if isinstance(each.event, DocumentAttached)]
    assert {key.rpartition("/")[2] for key in below(running, url)} == {str(document.document.document)}
    due = approved(ledger, candidate)
    elsewhere = inside.at(blobs_url=url.replace(running.bucket, "elsewhere"))
    with pytest.raises(BlobStoreAway):
        erase(equipment_of(elsewhere, ledger), due, heard)
    assert not any(isinstance(each.event, ErasureScanned) for each in ledger.history(candidate))
    erase(equipment_of(inside, ledger), due, heard)
    assert below(running, url) == set()
    scanned = ledger.history(candidate)[-1].event
    assert isinstance(scanned, ErasureScanned)
    assert "blob" not in scanned.found


def test_the_drill_from_one_bucket_to_another_place(
    inside: Settings, elsewhere: Settings, running: ObjectStore, url: str, tmp_path: Path
) -> None:
    house = House(inside)
    try:
        house.fill(7)
        manifest = backup(inside, tmp_path / "backup")
        assert (manifest.blobs, manifest.lost_blobs) == (3, ())
        empty = with_kek(house, elsewhere).at(blobs_url=f"s3://{running.bucket}/{new_id()}")
        with pytest.raises(BlobStoreAway):
            restore(empty.at(blobs_url="s3://elsewhere/x"), tmp_path / "backup")
        restore(empty, tmp_path / "backup")
        there = House(empty)
        try:
            assert [there.blobs.read(*each) for each in house.documents] == [FILE] * 3
            assert there.rows(10**9) == house.rows(10**9)
        finally:
            there.ledger.close()
    finally:
        house.ledger.close()
