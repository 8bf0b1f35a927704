"""The processes of a rebuild. They die with the one that started them, and leave nothing that readers could see."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, TypeVar

from ledger.settings import Settings
from projections.batch import Moving
from projections.checkpoint import Checkpoint
from projections.follow import collect_rarely
from projections.loading import Loaded, Loader
from projections.projection import Table
from projections.ranges import Range

Work = TypeVar("Work")
Done = TypeVar("Done")


class Crew:
    """`shards` processes that share the work; none means that this one does it."""

    def __init__(self, settings: Settings, moving: Moving, head: int, shards: int) -> None:
        self._alone: Loader | None = None
        self._pool: ProcessPoolExecutor | None = None
        if shards > 0:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(shards, context, _begin, (settings, moving, head))
        else:
            self._alone = Loader(settings, moving, head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if self._alone is not None:
            self._alone.close()

    def load(self, ranges: Sequence[Range]) -> Iterator[Loaded]:
        return self._each(Loader.load, ranges)

    def combine(self, ranges: Sequence[Range]) -> Iterator[int]:
        return self._each(Loader.combine, ranges)

    def index(self, work: Sequence[tuple[Checkpoint, Sequence[Table]]]) -> Iterator[None]:
        return self._each(Loader.index, work)

    def _each(self, job: Callable[[Loader, Work], Done], work: Sequence[Work]) -> Iterator[Done]:
        """Results as they come. Raises what a job raised."""
        if self._alone is not None:
            for each in work:
                yield job(self._alone, each)
        if self._pool is not None:
            futures: list[Future[Done]] = [self._pool.submit(_do, job, each) for each in work]
            for future in as_completed(futures):
                yield future.result()


_loader: Loader | None = None
"""In a process of the crew: its connections."""


def _begin(settings: Settings, moving: Moving, head: int) -> None:
    """The first thing that a process of the crew does. Signals to the whole group are its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
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
