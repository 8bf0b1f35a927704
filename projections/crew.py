"""The processes of a rebuild. They die with the one that started them, and leave nothing that readers could see."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import UUID

from domain.activity import put_in_force
from ledger.settings import Settings
from projections.batch import Moving
from projections.checkpoint import Checkpoint
from projections.follow import collecting_rarely
from projections.loading import Loaded, Loader
from projections.moving import Until
from projections.projection import Table
from projections.ranges import Range

HANDING_OVER = 0.005
"""Seconds in which the threads that hand work over can do so: while this process works, they rarely come to it."""
Work = TypeVar("Work")
Done = TypeVar("Done")


def may_fork() -> bool:
    """A process that is forked has everything imported, which otherwise takes as long as ten thousand events. Only
    where no other thread could hold a lock that nobody in the child would let go, and only on Linux: elsewhere system
    libraries do not bear it.
    """
    return sys.platform == "linux" and threading.active_count() == 1


class Ends:
    """Pieces of work that are taken from both ends, each of them once, by whichever process is free."""

    def __init__(self, context: BaseContext) -> None:
        self._free: Any = context.Array("q", 2)

    def lay(self, pieces: int) -> None:
        self._free[:] = [0, pieces]

    def claim(self, place: int) -> bool:
        """Take this one, as one comes to it from the front; False where it is taken."""
        with self._free:
            begin, end = self._free
            self._free[0] = max(begin, place + 1)
            return bool(place < end)

    def from_the_back(self) -> int | None:
        with self._free:
            begin, end = self._free
            if begin >= end:
                return None
            self._free[1] = end - 1
            return int(end - 1)


class Crew:
    """This process and `shards - 1` more, which share the work."""

    def __init__(self, settings: Settings, moving: Moving, head: Until, shards: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        if shards > 1:
            context = multiprocessing.get_context("fork" if may_fork() else "spawn")
            self._ends = Ends(context)
            self._pool = ProcessPoolExecutor(shards - 1, context, _begin, (settings, moving, head, self._ends))
            self._pool.submit(int)  # the others begin now, before this one has threads
        self._here = Loader(settings, moving, head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._here.close()

    def load(self, ranges: Sequence[Range]) -> Iterator[Loaded]:
        return self._each(Loader.load, ranges)

    def combine(self, ranges: Sequence[Range]) -> Iterator[int]:
        return self._each(Loader.combine, ranges)

    def moves(self, streams: Sequence[Sequence[UUID]]) -> Iterator[None]:
        return self._each(Loader.moves, streams)

    def index(self, work: Sequence[tuple[Checkpoint, Sequence[Table]]]) -> Iterator[None]:
        return self._each(Loader.index, work)

    def _each(self, job: Callable[[Loader, Work], Done], work: Sequence[Work]) -> Iterator[Done]:
        """Results as they come. Raises what a job raised.

        The others take from the front and this process from the back: they may need seconds to begin. What is on its
        way to another is nobody's until it begins, so that nobody waits at the end for what another did not come to.
        """
        if self._pool is None:
            yield from (job(self._here, each) for each in work)
            return
        self._ends.lay(len(work))
        tasks = {self._pool.submit(_do, job, each, place) for place, each in enumerate(work)}
        time.sleep(HANDING_OVER)
        while tasks:
            for done in [task for task in tasks if task.done()]:
                tasks.remove(done)
                yield from done.result()
            place = self._ends.from_the_back()
            if place is not None:
                yield job(self._here, work[place])
            elif tasks:
                futures.wait(tasks, return_when=futures.FIRST_COMPLETED)


_loader: Loader | None = None
"""In a process of the crew: its connections."""
_ends: Ends | None = None
"""And what is left to do."""


def _begin(settings: Settings, moving: Moving, head: Until, ends: Ends) -> None:
    """The first thing that a process of the crew does. Signals to the whole group are its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    put_in_force(settings.activity_policy)
    global _loader, _ends
    _loader, _ends = Loader(settings, moving, head), ends


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(job: Callable[[Loader, Work], Done], work: Work, place: int) -> list[Done]:
    """Nothing where somebody else took it."""
    assert _loader is not None
    assert _ends is not None
    with collecting_rarely():
        return [job(_loader, work)] if _ends.claim(place) else []
