"""Files are sealed, durable before their event, checked on every read, and gone when their key is."""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from moto.server import ThreadedMotoServer

from domain.envelope import Meta
from domain.events import BatchFailed, DocumentAttached, ImportRequested, NoteRecorded
from domain.events.event import Document
from domain.vocabulary import DataClass
from ledger.blob_store import BlobMissing, BlobStore, BlobStoreAway
from ledger.blobs import Blobs, BlobTooLarge, FileNameTooLong
from ledger.codec import NewEvent
from ledger.documents import named_documents, reference, referenced
from ledger.ledger import Ledger, new_id
from ledger.sealed_file import TamperedBlob
from tests.servers import Database

RESUME = "王小明 wang.xiaoming@example.com".encode() * 50_000


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings, connections=2) as ledger:
        yield ledger


@pytest.fixture
def blobs(ledger: Ledger, database: Database) -> Blobs:
    return Blobs(database.settings.blobs, ledger.keyring)


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A server of the S3 protocol on loopback, with one bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        import boto3

        boto3.client("s3", endpoint_url=variables["AWS_ENDPOINT_URL"]).create_bucket(Bucket="renmai")
        yield "s3://renmai/house"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def either(request: pytest.FixtureRequest, ledger: Ledger, database: Database) -> Blobs:
    url = request.getfixturevalue("s3") if request.param == "s3" else database.settings.blobs
    return Blobs(url, ledger.keyring)


def resume(blobs: Blobs, subject: UUID) -> Document:
    return blobs.put(subject, "resume", "简历.pdf", "application/pdf", RESUME)


def test_a_file_comes_back_whole_with_its_name(either: Blobs) -> None:
    subject = new_id()
    document = resume(either, subject)
    assert (document.kind, document.media_type, document.size) == ("resume", "application.pdf", len(RESUME))
    file = either.open(subject, document)
    assert not isinstance(file, str)
    assert (file.file_name, file.read()) == ("简历.pdf", RESUME)
    assert either.read(subject, document) == RESUME
    assert [each.document for each in either.store.stored() if each.document == document.document]


def test_a_large_stream_goes_through_in_parts(either: Blobs) -> None:
    subject, plain = new_id(), os.urandom(12_000_001)
    document = either.put(subject, "import", "people.csv", "text/csv", io.BytesIO(plain))
    assert document.size == len(plain)
    assert either.read(subject, document) == plain


def test_what_was_deleted_is_missing(either: Blobs) -> None:
    subject = new_id()
    document = resume(either, subject)
    either.delete(document.document)
    either.delete(document.document)
    with pytest.raises(BlobMissing):
        either.read(subject, document)


def test_nothing_readable_lies_in_the_store(blobs: Blobs) -> None:
    resume(blobs, new_id())
    assert blobs.store.folder is not None
    files = [path for path in blobs.store.folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    stored = files[0].read_bytes()
    assert all(word not in stored for word in ("王小明".encode(), b"wang.xiaoming", "简历".encode()))


def test_a_file_whose_key_was_destroyed_is_forgotten(either: Blobs) -> None:
    subject = new_id()
    document = resume(either, subject)
    either.keyring.destroy(subject, DataClass.DOCUMENT)
    fresh = Blobs(either.store.url, either.keyring)
    assert fresh.open(subject, document) == "forgotten"
    assert fresh.read(subject, document) == "forgotten"


def test_a_file_under_a_key_that_is_missing_is_key_lost(blobs: Blobs, database: Database) -> None:
    document = resume(blobs, new_id())
    assert blobs.read(new_id(), document) == "key-lost"


def test_a_file_that_was_changed_cut_or_exchanged_is_refused(blobs: Blobs) -> None:
    subject = new_id()
    document, other = resume(blobs, subject), resume(blobs, subject)
    assert blobs.store.folder is not None
    path, exchanged = (next(blobs.store.folder.rglob(str(each.document))) for each in (document, other))
    stored = path.read_bytes()
    for damaged in (stored[:-1], stored[:-65_552], stored[:-1] + bytes([stored[-1] ^ 1]), b"", exchanged.read_bytes()):
        path.write_bytes(damaged)
        with pytest.raises(TamperedBlob):
            blobs.read(subject, document)


def test_a_file_above_the_limit_leaves_nothing_behind(either: Blobs) -> None:
    before = len(list(either.store.stored()))
    with pytest.raises(BlobTooLarge):
        either.put(new_id(), "resume", "a.pdf", "application/pdf", io.BytesIO(b"x" * 10_001), largest=10_000)
    with pytest.raises(BlobTooLarge):
        either.put(new_id(), "resume", "a.pdf", "application/pdf", b"x" * 10_001, largest=10_000)
    assert len(list(either.store.stored())) == before


def test_a_name_of_ten_megabytes_is_refused_and_a_strange_one_is_kept(blobs: Blobs) -> None:
    subject = new_id()
    with pytest.raises(FileNameTooLong):
        blobs.put(subject, "resume", "x" * 10_000_000, "application/pdf", b"x")
    assert list(blobs.store.stored()) == []
    strange = "../..\0\ud800 简历 =cmd()"
    file = blobs.open(subject, blobs.put(subject, "resume", strange, "application/pdf", b"x"))
    assert not isinstance(file, str)
    assert file.file_name == strange


def test_the_folder_is_flushed_before_the_file_is_answered_for(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(Path(f"/dev/fd/{descriptor}").resolve().name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    document = resume(blobs, new_id()).document
    assert blobs.store.folder is not None
    assert flushed == [str(document), document.hex[-2:], blobs.store.folder.name]


def test_a_store_that_can_not_be_is_one_clear_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BlobStoreAway):
        BlobStore(str(tmp_path / "file"))
    with pytest.raises(BlobStoreAway):
        BlobStore("gopher://renmai")


def test_every_way_in_which_an_event_names_a_file_is_known(ledger: Ledger, blobs: Blobs) -> None:
    stream, batch = new_id(), new_id()
    attached, noted, uploaded, rejected, _left = (resume(blobs, stream) for _ in range(5))
    meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:test")
    ledger.append(
        [
            NewEvent(stream, 1, meta, DocumentAttached(document=attached, file_name="简历.pdf")),
            NewEvent(stream, 2, meta, NoteRecorded(document=noted)),
            NewEvent(stream, 3, meta, NoteRecorded(text="no document")),
            NewEvent(batch, 1, meta, ImportRequested(blob=reference(uploaded), source="web")),
            NewEvent(batch, 2, meta, BatchFailed(code="broken_json", rejects=rejected)),
        ]
    )
    named = list(named_documents(ledger.store))
    documents = [each.document for each in (attached, noted, uploaded, rejected)]
    assert [each.document for each in named] == documents
    assert [each.subject for each in named] == [stream, stream, batch, batch]
    assert {each.ciphertext_sha256 for each in named} >= {attached.ciphertext_sha256}
    assert referenced(reference(attached)) == (attached.document, attached.ciphertext_sha256)
