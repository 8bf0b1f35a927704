"""Processes that all do the same thing, at the same time, for as long as they are told: how often a second?"""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

Opens = Callable[..., AbstractContextManager[Callable[[], object]]]
"""`opens(number, *given)`: what one of them does, over and over. A function of a module, so that it can be sent."""

HEAVY = ["eventsourcing.application", "eventsourcing.postgres", "ledger.ledger", "psycopg_pool"]
"""Imported once for all of them: sixteen processes that start at once take half a minute otherwise."""


class CrowdDied(Exception):
    """What one of them was to do failed."""


class Crowd:
    """They start up, do it once, and wait. Several crowds can stand by and be asked in turn."""

    def __init__(self, count: int, opens: Opens, *given: Any) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(HEAVY)
        self._ends: list[Connection[Any, Any]] = []
        self._processes = []
        for number in range(count):
            ours, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs, opens, number, given), daemon=True)
            process.start()
            theirs.close()
            self._ends.append(ours)
            self._processes.append(process)

    def __enter__(self) -> Self:
        self._heard()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join(10)
            process.kill()

    def rate(self, seconds: float) -> float:
        """How often a second, all of them together."""
        for end in self._ends:
            end.send(seconds)
        return sum(self._heard())

    def _heard(self) -> Sequence[float]:
        try:
            return [end.recv() for end in self._ends]
        except EOFError as error:
            raise CrowdDied("a process of the benchmark ended early; it said why above") from error


def _work(end: "Connection[Any, Any]", opens: Opens, number: int, given: Sequence[Any]) -> None:
    with opens(number, *given) as once:
        once()
        end.send(0.0)
        while True:
            try:
                seconds = end.recv()
            except EOFError:
                return
            done, begun = 0, time.perf_counter()
            until = begun + seconds
            while (now := time.perf_counter()) < until:
                once()
                done += 1
            end.send(done / (now - begun))
