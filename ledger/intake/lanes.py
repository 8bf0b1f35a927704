"""Several processes at one file. Rows about one person take the same lane, so they keep their order."""

import gc
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait
from typing import Any
from zlib import crc32

from ledger import keyring
from ledger.faults import LedgerFault
from ledger.intake.batch import Assignment
from ledger.intake.lane import Lane, Row
from ledger.intake.outcome import Outcome
from ledger.ledger import Ledger
from ledger.settings import Settings

CHUNK = 1_000
"""Rows of one append."""
BETWEEN_COLLECTIONS = 20
"""Chunks. What a chunk makes is freed by counting references; looking for cycles costs a third."""
REMEMBERED_KEYS = 10_000
"""Plain keys in the memory of a lane, 2.8 KB each: most are needed once."""
AHEAD = 2
"""Chunks that a lane may have before it: one at work, one waiting."""


class LaneDied(LedgerFault):
    """A process of the import ended before its work was done. What it had stored stays; run it again."""

    code = "import_lane_died"


class OneLane:
    """Everything in this process."""

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


class Lanes:
    """Processes with a ledger of their own each."""

    def __init__(self, settings: Settings, assignment: Assignment, count: int) -> None:
        context = multiprocessing.get_context("spawn")
        self._processes: list[Any] = []
        self._ends: list[Connection[Any, Any]] = []
        self._rows: list[list[Row]] = [[] for _ in range(count)]
        self._ahead = [0] * count
        self._done: deque[Outcome] = deque()
        for _ in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(settings, assignment, theirs), daemon=True)
            process.start()
            theirs.close()
            self._processes.append(process)
            self._ends.append(ours)

    def put(self, row: Row, whose: str) -> Iterator[Outcome]:
        at = crc32(whose.encode("utf-8", "surrogatepass")) % len(self._rows)
        self._rows[at].append(row)
        if len(self._rows[at]) >= CHUNK:
            yield from self._send(at)

    def drain(self) -> Iterator[Outcome]:
        for at, rows in enumerate(self._rows):
            if rows:
                yield from self._send(at)
        while any(self._ahead):
            yield from self._received()

    def close(self) -> None:
        """Also when the work is given up half-way: what is at work is stored whole, or not at all."""
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join(timeout=10)
            if process.is_alive():
                process.terminate()
                process.join()

    def _send(self, at: int) -> Iterator[Outcome]:
        while self._ahead[at] >= AHEAD:
            yield from self._received()
        try:
            self._ends[at].send(self._rows[at])
        except OSError as error:
            raise LaneDied from error
        self._rows[at] = []
        self._ahead[at] += 1

    def _received(self) -> Iterator[Outcome]:
        """What is ready; waits for at least one answer."""
        busy = [end for end, ahead in zip(self._ends, self._ahead, strict=True) if ahead]
        for end in wait(busy):
            assert isinstance(end, Connection)
            try:
                answer = end.recv()
            except (EOFError, OSError) as error:
                raise LaneDied from error
            if isinstance(answer, LedgerFault):
                raise answer
            self._ahead[self._ends.index(end)] -= 1
            yield answer


def _work(settings: Settings, assignment: Assignment, end: "Connection[Any, Any]") -> None:
    """A lane's whole life: it ends when the other side closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()
    gc.freeze()
    keyring.LARGEST_CACHE = REMEMBERED_KEYS
    with Ledger.open(settings, connections=2) as ledger:
        lane = Lane(ledger, assignment)
        take: Callable[[list[Row]], Outcome] = lane.take
        chunks = 0
        while True:
            try:
                rows = end.recv()
            except EOFError:
                return
            chunks += 1
            if chunks % BETWEEN_COLLECTIONS == 0:
                gc.collect()
            try:
                end.send(take(rows))
            except LedgerFault as fault:
                end.send(fault)
                return
            except BrokenPipeError:
                return
