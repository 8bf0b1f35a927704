"""A rebuild under load: readers ask all the time and never see a gap, an error, or time going backwards."""

import threading
import time
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from domain.events import CandidateTagged, ContactLogged
from domain.vocabulary import Channel
from ledger.envelope import new_id
from ledger.ledger import Ledger
from projections import contact_log, dossiers, follow
from projections import rebuild as rebuilding
from projections.catalogue import PROJECTIONS
from projections.checkpoint import lag, reached, wait_for
from projections.rebuild import ReadersInTheWay, rebuild
from tests.projections.conftest import Following
from tests.projections.invented import people, store
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers


class Reader(threading.Thread):
    """Asks about one person, and for the last changes, and remembers whether it ever went backwards."""

    def __init__(self, database: Database, candidate: UUID, stop: threading.Event) -> None:
        super().__init__()
        self.database, self.candidate, self.stop = database, candidate, stop
        self.error: BaseException | None = None
        self.answers = 0

    def run(self) -> None:
        try:
            with psycopg.connect(self.database.reader, autocommit=True, prepare_threshold=1) as connection:
                self._ask(connection)
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.error = error

    def _ask(self, connection: Connection[Any]) -> None:
        read_at = contacts = version = 0
        while not self.stop.is_set():
            answer = dossiers.get_dossier(connection, self.candidate)
            assert answer is not None
            assert answer.version is not None
            assert answer.document is not None
            log = contact_log.of_one(connection, self.candidate, limit=1000)
            assert (answer.read_at, answer.version, len(log.items)) >= (read_at, version, contacts)
            assert log.read_at >= answer.read_at or answer.read_at > 0
            read_at, version, contacts = answer.read_at, answer.version, len(log.items)
            self.answers += 1
            time.sleep(0.002)  # or this process, which rebuilds as well, does little else than ask


def test_readers_never_notice_a_rebuild_under_load(
    built: Database,
    ledger: Ledger,
    scribe: Scribe,
    following: Following,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rebuilding, "RANGE", 200)
    store(ledger, people(3, 150))
    candidate = scribe.ingest()
    scribe.say(candidate, CandidateTagged(tag="java"))
    following()
    stop, writing_done = threading.Event(), threading.Event()
    followers = threading.Thread(
        target=follow.follow, args=(built.settings, PROJECTIONS, ledger.keyring, stop), kwargs={"limit": 100}
    )
    readers = [Reader(built, candidate, stop) for _ in range(2)]

    def write() -> None:
        while not writing_done.is_set():
            scribe.say(candidate, ContactLogged(contact=new_id(), channel=Channel.EMAIL))
            time.sleep(0.005)

    writer = threading.Thread(target=write)
    for thread in (followers, *readers, writer):
        thread.start()
    try:
        for _ in range(2):
            rebuild(built.settings, shards=2)
        generations = {each.projection: each.generation for each in lag(following.connection)}
        assert set(generations.values()) == {3}
        (people_stand,) = rebuild(built.settings, ["dossiers"], shards=2)
        assert people_stand.generation == 3
        writing_done.set()
        writer.join()
        wait_for(following.connection, ledger.store.head(), timeout=60)
    finally:
        writing_done.set()
        stop.set()
        for thread in (followers, *readers, writer):
            if thread.is_alive():
                thread.join()
    assert [reader.error for reader in readers] == [None, None]
    assert all(reader.answers > 10 for reader in readers)
    followed = everything(following.connection)
    rebuild(built.settings)
    assert everything(following.connection) == followed


def test_the_swap_makes_way_for_those_who_read_for_long(
    built: Database, scribe: Scribe, following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    scribe.ingest()
    following()
    monkeypatch.setattr(rebuilding, "SWAP_TRIES", 2)
    with psycopg.connect(built.reader) as reader:
        reader.execute("SELECT count(*) FROM read.dossiers")
        with pytest.raises(ReadersInTheWay):
            rebuild(built.settings, ["people"])
        assert reader.execute("SELECT count(*) FROM read.dossiers").fetchone() == (1,)
    rebuild(built.settings, ["people"])
    assert {each.projection: each.generation for each in lag(following.connection)}["people"] == 2


def test_what_is_recorded_during_a_rebuild_is_in_it(built: Database, scribe: Scribe, reader: Connection[Any]) -> None:
    """Nobody follows here: the rebuild itself catches up."""
    during: list[UUID] = []
    rebuild(built.settings, progress=lambda at: during.append(scribe.ingest()) if at.stage == "index" else None)
    assert reached(reader) == scribe.ledger.store.head() == len(during)
    assert {row[0] for row in reader.execute("SELECT dossier FROM read.dossiers")} == set(during)
