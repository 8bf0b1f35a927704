"""Each task is done once, counted before it is tried, put off when it fails, and given up with a code."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
import redis

from domain.events import BatchFailed, BatchFinished
from ledger.ledger import Ledger
from ledger.settings import Settings
from tests.processes import Forked
from tests.workers.tasks import ask, environment, go, process, reacts, until
from workers import due as work
from workers.changes import Asked, ask_all
from workers.messages import NoRedis
from workers.run import run

pytestmark = pytest.mark.servers


@contextmanager
def working(settings: Settings, task: str, waits: tuple[timedelta, ...] = (timedelta(),)) -> Iterator[None]:
    stopping = threading.Event()
    thread = threading.Thread(target=run, args=(settings, stopping, reacts(task), waits))
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(60)
        assert not thread.is_alive()


def outcome(ledger: Ledger, stream: UUID) -> list[object]:
    return [each.event for each in ledger.history(stream)[1:]]


def attempts(settings: Settings) -> list[tuple[int, str | None]]:
    with psycopg.connect(settings.conninfo("reader")) as connection:
        return connection.execute("SELECT attempts, last_code FROM work.due ORDER BY position").fetchall()


def test_what_is_asked_for_is_done_once(settings: Settings, ledger: Ledger) -> None:
    with working(settings, "finish"):
        streams = [ask(ledger) for _ in range(20)]
        until(lambda: all(outcome(ledger, stream) for stream in streams))
        until(lambda: attempts(settings) == [])
    assert all(len(outcome(ledger, stream)) == 1 for stream in streams)
    assert isinstance(outcome(ledger, streams[0])[0], BatchFinished)


def test_what_fails_each_time_ends_in_a_visible_failure_with_its_code(settings: Settings, ledger: Ledger) -> None:
    stream = ask(ledger)
    with working(settings, "fail", (timedelta(),) * 2):
        until(lambda: outcome(ledger, stream))
    assert outcome(ledger, stream) == [BatchFailed(code="broken_file")]


def test_a_failure_is_put_off_and_the_rest_goes_on(settings: Settings, ledger: Ledger) -> None:
    ask(ledger)
    with working(settings, "fail", (timedelta(hours=1),)):
        until(lambda: attempts(settings) == [(1, "broken_file")])
        ask(ledger)
        until(lambda: attempts(settings) == [(1, "broken_file"), (1, "broken_file")])


def test_what_kills_its_process_is_given_up_too(settings: Settings, ledger: Ledger) -> None:
    stream = ask(ledger)
    for _ in range(10):
        worker = process(settings, "die")
        try:
            until(lambda: worker.poll() is not None or outcome(ledger, stream))  # noqa: B023
        finally:
            worker.kill()
            worker.wait()
        if outcome(ledger, stream):
            break
    assert outcome(ledger, stream) == [BatchFailed(code="worker_died")]


def test_work_that_a_stop_interrupts_is_still_due_and_was_no_attempt(
    settings: Settings, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(ledger)
    begun = tmp_path / "begun"
    worker = process(settings, "wait", TEST_WAITS=str(begun))
    until(begun.exists)
    assert attempts(settings) == [(1, None)]
    worker.kill()
    worker.wait()
    monkeypatch.setenv("TEST_WAITS", str(begun))
    begun.unlink()
    with working(settings, "wait"):
        until(begun.exists)
    assert attempts(settings) == [(1, None)]


def test_one_session_at_a_time_has_a_task_in_its_hands(settings: Settings, ledger: Ledger) -> None:
    stream = ask(ledger)
    conninfo = settings.conninfo("writer")
    with (
        psycopg.connect(conninfo, autocommit=True) as one,
        psycopg.connect(conninfo, autocommit=True) as other,
    ):
        (row,) = ledger.store.stream(stream)
        ask_all(one, "try", [Asked(row.position, stream, stream)])
        with work.claimed(one, "try", [1]) as mine:
            assert mine == [work.Due("try", 1, stream, stream, 0)]
            with work.claimed(other, "try", [1]) as second:
                assert second == []
            assert work.to_enqueue(other, "try", 10, timedelta()) == []
        with work.claimed(other, "try", [1]) as theirs:
            assert len(theirs) == 1
        work.done(one, theirs)
        with work.claimed(other, "try", [1]) as theirs:
            assert theirs == []


def test_redis_flushed_again_and_again_loses_nothing(settings: Settings, ledger: Ledger) -> None:
    assert settings.redis_url is not None
    client = redis.Redis.from_url(settings.redis_url.get_secret_value())
    streams = []
    with working(settings, "finish"), client:
        for _ in range(20):
            streams += [ask(ledger) for _ in range(3)]
            client.flushdb()
            time.sleep(0.05)
        until(lambda: all(outcome(ledger, stream) for stream in streams))
    assert all(len(outcome(ledger, stream)) == 1 for stream in streams)


def test_without_an_address_of_redis_it_says_what_to_set(settings: Settings, tmp_path: Path) -> None:
    variables = {name: value for name, value in environment(settings).items() if name != "RENMAI_REDIS_URL"}
    told = tmp_path / "out", tmp_path / "err"
    assert Forked(go, "main", variables=variables, output=told).wait(120) == 1
    assert told[1].read_text().splitlines() == [f"no_redis: {NoRedis.__doc__}"]


def test_sigterm_ends_a_worker_cleanly(settings: Settings, ledger: Ledger) -> None:
    worker = process(settings, "main")
    with psycopg.connect(settings.conninfo("reader"), autocommit=True) as connection:
        query = """
            SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2941870234
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
        until(lambda: connection.execute(query).fetchone() != (0,) or worker.poll() is not None)
        worker.signalled(signal.SIGTERM)
        assert worker.wait(60) == 0
        until(lambda: connection.execute(query).fetchone() == (0,))
