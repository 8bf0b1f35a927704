"""The processes of a rebuild. They die with the one that started them, and leave nothing that readers could see."""

import gc
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
from projections.loading import Loaded, Loader, Range
from projections.projection import Table

Work = TypeVar("Work")
Done = TypeVar("Done")

_loader: Loader | None = None


class Crew:
    """`shards` processes that share the work; none means that this one does it."""

    def __init__(self, settings: Settings, moving: Moving, head: int, shards: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        if shards > 0:
            self._pool = ProcessPoolExecutor(
                shards, multiprocessing.get_context("spawn"), _begin, (settings, moving, head)
            )
        else:
            _open(settings, moving, head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        else:
            _close()

    def load(self, ranges: Sequence[Range]) -> Iterator[Loaded]:
        return self._each(_load, ranges)

    def combine(self, ranges: Sequence[Range]) -> Iterator[int]:
        return self._each(_combine, ranges)

    def index(self, work: Sequence[tuple[Checkpoint, list[Table]]]) -> Iterator[None]:
        return self._each(_index, work)

    def _each(self, job: Callable[[Work], Done], work: Sequence[Work]) -> Iterator[Done]:
        """Results as they come. Raises what a job raised."""
        if self._pool is None:
            yield from map(job, work)
            return
        futures: list[Future[Done]] = [self._pool.submit(job, each) for each in work]
        for future in as_completed(futures):
            yield future.result()


def _begin(settings: Settings, moving: Moving, head: int) -> None:
    """The first thing that a process of the crew does. A terminal's Ctrl-C is its parent's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _open(settings, moving, head)
    # A fold makes millions of objects and no cycles: looking for some takes a third of the time.
    gc.collect()
    gc.freeze()
    gc.disable()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _open(settings: Settings, moving: Moving, head: int) -> None:
    global _loader  # noqa: PLW0603 - one per process, opened by its initialiser
    _loader = Loader(settings, moving, head)


def _close() -> None:
    global _loader  # noqa: PLW0603 - as above
    if _loader is not None:
        _loader.close()
    _loader = None


def _at_work() -> Loader:
    assert _loader is not None
    return _loader


def _load(streams: Range) -> Loaded:
    return _at_work().load(streams)


def _combine(streams: Range) -> int:
    return _at_work().combine(streams)


def _index(work: tuple[Checkpoint, list[Table]]) -> None:
    _at_work().index(*work)
