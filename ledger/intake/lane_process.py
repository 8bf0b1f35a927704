"""A process that takes chunks of rows: it sends back what came of each."""

import gc
import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection

from ledger import keyring
from ledger.blobs import Blobs
from ledger.faults import LedgerFault
from ledger.intake.batch import Assignment
from ledger.intake.lane import Lane, Row
from ledger.intake.outcome import Outcome
from ledger.ledger import Ledger
from ledger.settings import Settings

Answer = Outcome | BaseException

AHEAD = 4
"""Chunks that it may have before it: three at work, one waiting."""
THREADS = 3
"""While one waits for the database, the other goes on."""
REMEMBERED_KEYS = 10_000
"""Plain keys in memory, 2.8 KB each: an import needs most of them once."""
BETWEEN_COLLECTIONS = 50
"""Chunks. What one makes is freed by counting references; looking for cycles costs a third of the time."""


class LaneDied(LedgerFault):
    """A process of the import ended before its work was done. What it had stored stays; run it again."""

    code = "import_lane_died"


def may_fork() -> bool:
    """A process that is forked has everything imported: to import it anew takes as long as ten thousand rows. Of its
    parent it uses no connection, no key and no thread. Only by the main thread, as the command line does: among the
    threads of a worker somebody may hold a lock that nobody in the child would let go. Elsewhere than on Linux, system
    libraries do not bear it.
    """
    return sys.platform == "linux" and threading.current_thread() is threading.main_thread()


class LaneProcess:
    """`answer` is called from a thread of its own, with the number of a chunk and what came of it."""

    def __init__(
        self, settings: Settings, assignment: Assignment, answer: Callable[[tuple[int, Answer]], None]
    ) -> None:
        forks = may_fork()
        context = multiprocessing.get_context("fork") if forks else multiprocessing.get_context("spawn")
        self._end, theirs = context.Pipe()
        given = settings, assignment, theirs, self._end if forks else None
        self.process = context.Process(target=work, args=given, daemon=True)
        self.process.start()
        theirs.close()
        self._away: set[int] = set()
        self._answer = answer
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def ahead(self) -> int:
        return len(self._away)

    @property
    def has_room(self) -> bool:
        return len(self._away) < AHEAD

    def give(self, chunk: int, rows: list[Row]) -> None:
        self._away.add(chunk)
        try:
            self._end.send((chunk, rows))
        except OSError as error:
            raise LaneDied from error

    def close(self) -> None:
        """Let it finish what it is at, and nothing more."""
        with suppress(OSError):
            self._end.send(None)
        self.process.join(timeout=30)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()
        self._listener.join(timeout=5)
        self._end.close()

    def _listen(self) -> None:
        while True:
            try:
                chunk, answer = self._end.recv()
            except (EOFError, OSError):
                for chunk in tuple(self._away):
                    self._answer((chunk, LaneDied()))
                return
            self._away.discard(chunk)
            self._answer((chunk, answer))


def work(
    settings: Settings,
    assignment: Assignment,
    end: "Connection[tuple[int, Answer], tuple[int, list[Row]] | None]",
    other_end: "Connection[tuple[int, list[Row]] | None, tuple[int, Answer]] | None",
) -> None:
    """The whole life of the process. It ends when it is told to, or when the other side is gone.

    `other_end` came along by the fork: as long as it is open here, the other side is never gone.
    """
    if other_end is not None:
        other_end.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    gc.freeze()
    keyring.LARGEST_CACHE = REMEMBERED_KEYS
    sending = threading.Lock()
    with Ledger.open(settings, connections=THREADS + 1) as ledger, ThreadPoolExecutor(THREADS) as threads:
        lane = Lane(ledger, Blobs(settings.blobs, ledger.keyring), assignment)

        def take(chunk: int, rows: list[Row]) -> None:
            answer: Answer
            try:
                answer = lane.take(rows)
            except LedgerFault as fault:
                answer = fault
            except BaseException as error:  # noqa: BLE001  told by its kind: its text may hold what a row held
                answer = LaneDied(type(error).__name__)
            with sending:
                end.send((chunk, answer))

        while True:
            try:
                given = end.recv()
            except EOFError:
                return
            if given is None:
                return
            if given[0] % BETWEEN_COLLECTIONS == 0:
                gc.collect()
            threads.submit(take, *given)
