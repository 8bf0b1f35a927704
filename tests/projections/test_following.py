"""One leads, others stand by; a new version of the code rebuilds by itself; lag is shown and can be waited for."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain.events import CandidateTagged
from ledger.locks import FOLLOWS_FOR_READING
from projections import follow
from projections.batch import OtherVersion
from projections.catalogue import PEOPLE, PROJECTIONS
from projections.checkpoint import NotBuilt, NotYet, lag, reached, wait_for
from projections.projection import Projection
from projections.run import main, run
from tests.processes import PROCESSES
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers

NEWER: tuple[Projection, ...] = (replace(PEOPLE, folded=PEOPLE.folded + 1), *PROJECTIONS[1:])


class Running:
    """The process's own function, in a thread."""

    def __init__(self, database: Database, projections: tuple[Projection, ...] = PROJECTIONS) -> None:
        self.stop = threading.Event()
        self.error: BaseException | None = None

        def target() -> None:
            try:
                run(database.settings, self.stop, projections)
            except BaseException as error:  # noqa: BLE001 - told to the test
                self.error = error

        self.thread = threading.Thread(target=target)

    def __enter__(self) -> "Running":
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()


def until(holds: Callable[[], bool], seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_first_run_builds_what_is_not_there_and_follows(database: Database, scribe: Scribe) -> None:
    scribe.ingest()
    with psycopg.connect(database.reader, autocommit=True) as reader:
        with pytest.raises(NotBuilt):
            reached(reader)
        with Running(database):
            until(lambda: bool(lag(reader)))
            position = scribe.say(scribe.ingest(), CandidateTagged(tag="go"))
            assert wait_for(reader, position, timeout=60) >= position


def test_when_the_leader_goes_another_takes_over(
    built: Database, scribe: Scribe, reader: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "STANDBY_SECONDS", 0.02)
    with Running(built) as first, Running(built) as second:
        wait_for(reader, scribe.say(scribe.ingest(), CandidateTagged(tag="go")), timeout=60)
        leaders = """
            SELECT count(*) FROM pg_locks
            WHERE locktype = 'advisory' AND classid = %s AND granted
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
        assert reader.execute(leaders, (FOLLOWS_FOR_READING,)).fetchone() == (1,)
        for leaving in (first, second):
            leaving.stop.set()
            leaving.thread.join()
            if leaving is first:
                wait_for(reader, scribe.say(scribe.ingest(), CandidateTagged(tag="go")), timeout=60)
        until(lambda: reader.execute(leaders, (FOLLOWS_FOR_READING,)).fetchone() == (0,))


def test_a_lost_connection_is_made_again(built: Database, scribe: Scribe, reader: Connection[Any]) -> None:
    with Running(built):
        wait_for(reader, scribe.say(scribe.ingest(), CandidateTagged(tag="go")), timeout=60)
        with psycopg.connect(built.admin, autocommit=True) as admin:
            ended = admin.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE usename = 'renmai_projector' AND datname = current_database()"
            ).fetchone()
        assert ended == (1,)
        wait_for(reader, scribe.say(scribe.ingest(), CandidateTagged(tag="go")), timeout=60)


def test_another_version_rebuilds_at_its_start_and_the_older_one_does_not_write_any_more(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    scribe.ingest()
    following()
    with Running(built, NEWER):
        until(lambda: {each.projection: each.generation for each in lag(reader)}["people"] == 2)
        wait_for(reader, scribe.say(scribe.ingest(), CandidateTagged(tag="go")), timeout=60)
    scribe.ingest()
    with pytest.raises(OtherVersion):
        following()
    assert {each.projection: each.generation for each in lag(reader)} == {
        **{each.name: 1 for each in PROJECTIONS},
        "people": 2,
    }


def test_the_process_ends_cleanly_when_it_is_told_to(built: Database, scribe: Scribe, reader: Connection[Any]) -> None:
    process = PROCESSES.Process(target=main, args=(built.settings,))
    process.start()
    try:
        wait_for(reader, scribe.say(scribe.ingest(), CandidateTagged(tag="go")), timeout=60)
        process.terminate()
        process.join(60)
        assert process.exitcode == 0
    finally:
        process.kill()
        process.join()


def test_the_version_of_any_view_is_part_of_the_version_of_the_whole() -> None:
    view = replace(PEOPLE.views[0], version=PEOPLE.views[0].version + 1)
    assert replace(PEOPLE, views=(view, *PEOPLE.views[1:])).version != PEOPLE.version


def test_lag_is_told_in_positions_and_seconds(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    assert [(each.behind, each.seconds) for each in lag(reader)] == [(0, 0.0)] * len(PROJECTIONS)
    scribe.ingest()
    scribe.ingest()
    assert all(each.behind == 2 and 0 < each.seconds < 60 for each in lag(reader))
    following()
    assert [(each.behind, each.seconds) for each in lag(reader)] == [(0, 0.0)] * len(PROJECTIONS)


def test_waiting_for_a_position_has_an_end(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    position = scribe.say(scribe.ingest(), CandidateTagged(tag="go"))
    with pytest.raises(NotYet) as late:
        wait_for(reader, position, timeout=0.05)
    assert late.value.reached == 0
    following()
    assert wait_for(reader, position, timeout=0.05) == position
    assert wait_for(reader, position, timeout=0.0, names=["contact_log"]) == position


def test_read_models_that_stand_apart_come_together(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    for _ in range(5):
        scribe.say(scribe.ingest(), CandidateTagged(tag="go"))
    follow.catch_up(following.connection, [PEOPLE], scribe.ledger.keyring)
    assert {each.projection: each.behind for each in lag(reader)} == {
        **{each.name: 10 for each in PROJECTIONS},
        "people": 0,
    }
    scribe.ingest()
    assert following(limit=3) == 11
    assert {each.behind for each in lag(reader)} == {0}
