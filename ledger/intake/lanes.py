"""Rows on their way into the ledger: one chunk after the other, or several at once.

Rows about one person keep their order: a chunk waits as long as another one that speaks of the same person is
on its way.
"""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Protocol

from ledger import keyring
from ledger.intake.batch import Assignment
from ledger.intake.lane import Lane, Row
from ledger.intake.lane_process import REMEMBERED_KEYS, Answer, LaneProcess
from ledger.intake.outcome import Outcome
from ledger.settings import Settings

CHUNK = 1_000
"""Rows of one append."""
HERE = 2
"""Chunks at work in this process: while one waits for the database, the other goes on."""
SELDOM = (600_000, 20, 100)
"""When to look for cycles. What a chunk makes is freed by counting references; looking costs a third of the time. Two
chunks whose people are compared hold more than 200,000 objects at once, and each look at those took 90 ms."""


@contextmanager
def collecting_seldom() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Lanes(Protocol):
    def put(self, row: Row, whose: str) -> Iterator[Outcome]:
        """Take a row; answers what has been done meanwhile."""

    def drain(self) -> Iterator[Outcome]:
        """Wait for everything that is on its way."""

    def close(self) -> None:
        """Also when the work is given up half-way: what is on its way is stored whole, or not at all."""


class InTurn:
    """Everything in this thread."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane
        self._rows: list[Row] = []

    def put(self, row: Row, whose: str) -> Iterator[Outcome]:  # noqa: ARG002
        self._rows.append(row)
        if len(self._rows) >= CHUNK:
            yield from self.drain()

    def drain(self) -> Iterator[Outcome]:
        rows, self._rows = self._rows, []
        if rows:
            yield self._lane.take(rows)

    def close(self) -> None:
        pass


class SideBySide:
    """This process, in a thread beside the reader, and others, each with a ledger of its own."""

    def __init__(self, lane: Lane, settings: Settings, assignment: Assignment, processes: int) -> None:
        self._answers: SimpleQueue[tuple[int, Answer]] = SimpleQueue()
        self._lane = lane
        self._here = ThreadPoolExecutor(HERE, "import")
        self._others = [LaneProcess(settings, assignment, self._answers.put) for _ in range(processes - 1)]
        self._rows: list[Row] = []
        self._whose: set[int] = set()
        self._away: dict[int, set[int]] = {}
        """Chunk -> of whom it speaks."""
        self._at_work_here: set[int] = set()
        self._sent = 0
        keyring.LARGEST_CACHE = REMEMBERED_KEYS

    def put(self, row: Row, whose: str) -> Iterator[Outcome]:
        self._rows.append(row)
        self._whose.add(hash(whose))
        if len(self._rows) >= CHUNK:
            yield from self._send()

    def drain(self) -> Iterator[Outcome]:
        yield from self._send()
        while self._away:
            yield self._heard()

    def close(self) -> None:
        self._here.shutdown(cancel_futures=True)
        for other in self._others:
            other.close()

    def _send(self) -> Iterator[Outcome]:
        rows, whose = self._rows, self._whose
        self._rows, self._whose = [], set()
        if not rows:
            return
        while not all(whose.isdisjoint(others) for others in self._away.values()) or not self._room():
            yield self._heard()
        self._sent += 1
        self._away[self._sent] = whose
        other = min(self._others, key=lambda each: each.ahead)
        if other.has_room:
            other.give(self._sent, rows)
        else:
            self._at_work_here.add(self._sent)
            self._here.submit(self._work_here, self._sent, rows)

    def _room(self) -> bool:
        return len(self._at_work_here) < HERE or any(other.has_room for other in self._others)

    def _work_here(self, chunk: int, rows: list[Row]) -> None:
        try:
            self._answers.put((chunk, self._lane.take(rows)))
        except BaseException as fault:  # noqa: BLE001  whatever it is, the reader raises it
            self._answers.put((chunk, fault))

    def _heard(self) -> Outcome:
        """The next answer; waits for it."""
        chunk, answer = self._answers.get()
        self._away.pop(chunk, None)
        self._at_work_here.discard(chunk)
        if isinstance(answer, BaseException):
            raise answer
        return answer
