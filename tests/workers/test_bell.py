"""A process with nothing to do asks Redis little, and is there at once when a message comes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from dramatiq import Worker

from ledger.settings import Settings
from tests.workers.tasks import until
from workers.bell import BEAT
from workers.messages import Lane, Messages

pytestmark = pytest.mark.servers
LANES = [Lane(f"task{number}") for number in range(30)]


@contextmanager
def at_work(settings: Settings, done: list[int], threads: int = 4) -> Iterator[Messages]:
    messages = Messages(settings)
    for lane in LANES:
        messages.declare(lane, lambda _task, positions: done.extend(positions))
    worker = Worker(messages.broker, worker_threads=threads, worker_timeout=200)
    worker.start()
    try:
        yield messages
    finally:
        worker.stop(timeout=5_000)
        messages.close()


def counted(messages: Messages, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of Redis from now on."""
    asked: list[str] = []
    execute = messages.client.execute_command

    def noted(*words: Any, **given: Any) -> Any:
        asked.append(str(words[0]))
        return execute(*words, **given)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(messages.client, "execute_command", noted)
    return asked


def test_many_empty_queues_are_asked_by_one_look_and_a_message_is_taken_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    with at_work(settings, done) as messages:
        time.sleep(1.0)
        asked = counted(messages, monkeypatch)
        time.sleep(2.0)
        assert 5 < len(asked) < 80  # ten looks a second, and once in a while every queue
        for number, lane in enumerate(LANES):
            messages.send(lane, [number])
            until(lambda number=number: number in done, seconds=BEAT / 2)  # type: ignore[misc]
        assert done == list(range(30))


def test_what_waits_in_a_queue_is_taken_one_after_the_other_without_a_look_each(settings: Settings) -> None:
    done: list[int] = []
    with at_work(settings, done, threads=1) as messages:
        time.sleep(0.5)
        for number in range(200):
            messages.send(LANES[0], [number])
        until(lambda: len(done) == 200, seconds=15)  # a look before each would take twenty
    assert sorted(done) == list(range(200))


def test_a_flush_of_redis_harms_nobody_who_waits(settings: Settings) -> None:
    done: list[int] = []
    with at_work(settings, done) as messages:
        time.sleep(0.5)
        messages.client.flushdb()
        messages.client.script_flush()
        messages.send(LANES[7], [7])
        until(lambda: done == [7])


def test_whatever_a_look_meets_there_is_another(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    with at_work(settings, done) as messages:
        time.sleep(0.5)
        ask, refused = messages.client.evalsha, threading.Event()

        def once_in_vain(*words: Any) -> Any:
            if words[2:] or refused.is_set():  # what consumers ask has arguments
                return ask(*words)
            refused.set()
            raise OSError("away")

        monkeypatch.setattr(messages.client, "evalsha", once_in_vain)
        assert refused.wait(30)
        messages.send(LANES[3], [3])
        until(lambda: done == [3], seconds=BEAT / 2)


def test_a_worker_that_waits_stops_and_leaves_no_thread(settings: Settings) -> None:
    before = set(threading.enumerate())
    with at_work(settings, []):
        time.sleep(0.5)
    assert set(threading.enumerate()) <= before
