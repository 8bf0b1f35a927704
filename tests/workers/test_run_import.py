"""An upload ends exactly once, with everything there, whatever dies on the way."""

import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
import redis

from domain.events import BatchFailed, BatchFinished, BatchStarted, CandidateIngested, ImportRequested
from domain.vocabulary import DataClass
from ledger.blobs import Blobs
from ledger.documents import named_documents
from ledger.envelope import Origin
from ledger.intake.job import job_of, rejects_of
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.uploads import request_import
from tests.workers.held import held_at_row
from tests.workers.tasks import process, until
from workers.run import run

pytestmark = pytest.mark.servers
ROWS = 3_000
"""Three appends."""


@pytest.fixture
def blobs(settings: Settings, ledger: Ledger) -> Blobs:
    return Blobs(settings.blobs, ledger.keyring)


def table(rows: int, filler: str = "") -> bytes:
    lines = ["id,name,email,summary"]
    lines += [f"{n},王小明{n},wang{n}@example.com,{filler}" for n in range(rows)]
    return "\n".join(lines).encode()


def upload(ledger: Ledger, blobs: Blobs, data: bytes, name: str = "人才.csv") -> UUID:
    origin = Origin(actor="user:recruiter", org_unit="shanghai")
    batch, receipt = request_import(ledger, blobs, origin, io.BytesIO(data), file_name=name, source="ats")
    assert receipt.events == 1
    return batch


def story(ledger: Ledger, batch: UUID) -> list[object]:
    return [each.event for each in ledger.history(batch)]


def ended(ledger: Ledger, batch: UUID) -> bool:
    return isinstance(story(ledger, batch)[-1], BatchFinished | BatchFailed)


@contextmanager
def working(settings: Settings) -> Iterator[threading.Event]:
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(settings, stopping))
    thread.start()
    try:
        yield stopping
    finally:
        stopping.set()
        thread.join(60)
        assert not thread.is_alive()


def people(ledger: Ledger) -> Counter[str]:
    found: Counter[str] = Counter()
    after = 0
    while page := ledger.page(after, 5_000):
        for each in page:
            if isinstance(each.event, CandidateIngested):
                assert each.event.person is not None
                assert each.event.person.name is not None
                found[each.event.person.name.full] += 1
        after = page[-1].position
    return found


def test_an_upload_becomes_people(settings: Settings, ledger: Ledger, blobs: Blobs) -> None:
    batch = upload(ledger, blobs, table(3))
    with working(settings):
        until(lambda: ended(ledger, batch))
    requested, started, finished = story(ledger, batch)
    assert isinstance(requested, ImportRequested)
    assert started == BatchStarted(format="csv", source="ats", kind="people", file_name="人才.csv")
    assert finished == BatchFinished(read=3, added=3, updated=0, unchanged=0, rejected=0, events=3)
    assert people(ledger) == {f"王小明{n}": 1 for n in range(3)}
    first = ledger.page(2, 1)[0]
    assert (first.meta.actor, first.meta.batch) == ("user:recruiter", batch)
    assert (first.meta.source, first.meta.org_unit) == ("ats", "shanghai")


def test_a_worker_killed_in_mid_import_and_a_flushed_redis_lose_nothing_and_double_nothing(
    settings: Settings, ledger: Ledger, blobs: Blobs
) -> None:
    batch = upload(ledger, blobs, table(ROWS, "推荐" * 80))
    assert settings.redis_url is not None
    client = redis.Redis.from_url(settings.redis_url.get_secret_value())
    for rows in (ROWS // 2, ROWS - 1):
        with held_at_row(ledger, settings, f"{rows}") as until_there:
            worker = process(settings)
            try:
                until_there()
            finally:
                worker.kill()
                worker.wait()
        assert ledger.store.head() > 2
        assert not ended(ledger, batch)
        client.flushdb()
    client.close()
    with working(settings):
        until(lambda: ended(ledger, batch), 120)
    assert people(ledger) == {f"王小明{n}": 1 for n in range(ROWS)}
    requested, started, finished = story(ledger, batch)
    assert isinstance(requested, ImportRequested)
    assert isinstance(started, BatchStarted)
    assert isinstance(finished, BatchFinished)
    assert (finished.read, finished.added + finished.unchanged, finished.rejected) == (ROWS, ROWS, 0)


def test_a_stop_in_mid_import_lets_another_worker_go_on(settings: Settings, ledger: Ledger, blobs: Blobs) -> None:
    batch = upload(ledger, blobs, table(ROWS))
    with working(settings) as stopping, held_at_row(ledger, settings, f"{ROWS // 2}") as until_there:
        until_there()
        stopping.set()
    assert 2 < ledger.store.head() < ROWS
    assert not ended(ledger, batch)
    with working(settings):
        until(lambda: ended(ledger, batch), 120)
    assert people(ledger) == {f"王小明{n}": 1 for n in range(ROWS)}


def test_an_import_that_is_asked_for_twice_by_redis_is_done_once(
    settings: Settings, ledger: Ledger, blobs: Blobs
) -> None:
    batch = upload(ledger, blobs, table(50))
    with working(settings):
        until(lambda: ended(ledger, batch))
    head = ledger.store.head()
    with ledger.store.pool.connection() as connection:
        connection.execute("DELETE FROM work.due")
        connection.execute(
            "INSERT INTO work.due (task, position, stream, about) VALUES ('run_import', 1, %s, %s)", (batch, batch)
        )
    with working(settings), ledger.store.pool.connection() as connection:
        until(lambda: connection.execute("SELECT count(*) FROM work.due").fetchone() == (0,))
    assert ledger.store.head() == head


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "empty.csv", "empty_file"),
        (b"\x00\x01\x02\x03", "what.bin", "unknown_format"),
        (b"a,b\n1,2\n", "table.csv", "no_known_column"),
    ],
)
def test_a_file_that_can_not_be_read_ends_as_failed_with_its_code(
    settings: Settings, ledger: Ledger, blobs: Blobs, data: bytes, name: str, code: str
) -> None:
    batch = upload(ledger, blobs, data, name)
    with working(settings):
        until(lambda: ended(ledger, batch))
    assert story(ledger, batch)[2:] == [BatchFailed(code=code)]
    last = ledger.history(batch)[-1].meta
    assert (last.actor, last.on_behalf_of) == ("system:workers", "user:recruiter")


@pytest.mark.parametrize("harm", ["deleted", "changed", "forgotten"])
def test_an_upload_that_is_gone_ends_as_failed_with_its_code(
    settings: Settings, ledger: Ledger, blobs: Blobs, harm: str
) -> None:
    batch = upload(ledger, blobs, table(5))
    (named,) = named_documents(ledger.store)
    match harm:
        case "deleted":
            blobs.delete(named.document)
        case "changed":
            blobs.store.put(named.document, b"something else")
        case _:
            ledger.keyring.destroy(batch, DataClass.DOCUMENT)
    with working(settings):
        until(lambda: ended(ledger, batch))
    codes = {"deleted": "blob_missing", "changed": "tampered_blob", "forgotten": "upload-forgotten"}
    assert story(ledger, batch)[1:] == [
        BatchStarted(format="unknown", source="ats"),
        BatchFailed(code=codes[harm]),
    ]


def test_who_waits_hears_how_far_it_is_and_the_rejects_are_sealed_once(
    settings: Settings, ledger: Ledger, blobs: Blobs
) -> None:
    batch = upload(ledger, blobs, table(ROWS) + b"\n,,,\nbad,N\0,x,")
    with working(settings):
        with held_at_row(ledger, settings, f"{ROWS - 1}") as until_there:
            until_there()
            running = job_of(ledger, batch)
        until(lambda: ended(ledger, batch), 120)
    assert running is not None
    assert running.rows_done is not None
    assert 0 < running.rows_done < ROWS
    rejects = rejects_of(ledger, batch)
    assert rejects is not None
    plain = blobs.read(batch, rejects)
    assert isinstance(plain, bytes)
    assert plain.decode("utf-8-sig").splitlines()[1:] == [f"bad,N\0,x,,{ROWS + 2},nul_byte"]
    assert {each.document for each in named_documents(ledger.store)} == {each.document for each in blobs.store.stored()}
