"""The processes of a rebuild. They die with the one that started them, and leave nothing that readers could see."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent import futures
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

from domain.activity import put_in_force
from ledger.settings import Settings
from projections.batch import Moving
from projections.checkpoint import Checkpoint
from projections.follow import collect_rarely
from projections.loading import Loaded, Loader
from projections.moving import Until
from projections.projection import Table
from projections.ranges import Range

Work = TypeVar("Work")
Done = TypeVar("Done")


def may_fork() -> bool:
    """A process that is forked has everything imported, which otherwise takes as long as ten thousand events. Only
    where no other thread could hold a lock that nobody in the child would let go, and only on Linux: elsewhere system
    libraries do not bear it.
    """
    return sys.platform == "linux" and threading.active_count() == 1


class Crew:
    """This process and `shards - 1` more, which share the work."""

    def __init__(self, settings: Settings, moving: Moving, head: Until, shards: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        if shards > 1:
            context = multiprocessing.get_context("fork") if may_fork() else multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(shards - 1, context, _begin, (settings, moving, head))
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

        The others take from the front and this process from the back, at once: they need seconds to begin.
        """
        if self._pool is None:
            yield from (job(self._here, each) for each in work)
            return
        waiting: dict[Future[Done], Work] = {self._pool.submit(_do, job, each): each for each in work}
        while waiting:
            for done in [future for future in waiting if future.done()]:
                del waiting[done]
                yield done.result()
            ours = next((future for future in reversed(waiting) if future.cancel()), None)
            if ours is not None:
                yield job(self._here, waiting.pop(ours))
            elif waiting:
                futures.wait(waiting, return_when=futures.FIRST_COMPLETED)


_loader: Loader | None = None
"""In a process of the crew: its connections."""


def _begin(settings: Settings, moving: Moving, head: Until) -> None:
    """The first thing that a process of the crew does. Signals to the whole group are its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    put_in_force(settings.activity_policy)
    global _loader
    _loader = Loader(settings, moving, head)
    collect_rarely()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(job: Callable[[Loader, Work], Done], work: Work) -> Done:
    assert _loader is not None
    return job(_loader, work)
