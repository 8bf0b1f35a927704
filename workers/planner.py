"""A chunk of a campaign, planned here or by a second process, which dies with this one."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from uuid import UUID

from domain.campaign import CampaignState
from ledger.campaigns import plan_together
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.follow import collect_rarely


@dataclass(frozen=True, slots=True)
class Made:
    """Of a chunk."""

    state: CampaignState
    """Unless it runs, nothing was planned."""
    planned: int = 0
    """Now or before."""


Beside = Callable[[UUID, Sequence[UUID], int], Future[Made]]
"""Asks the second process for a chunk, as `plan_chunk`."""


def plan_chunk(ledger: Ledger, stream: UUID, people: Sequence[UUID], before: int) -> Made:
    """The first step for each; `before` is how many were planned before them. Raises as `plan_together`."""
    common, decided = plan_together(ledger, stream, people, before)
    return Made(common.campaign.state, sum(each.before or each.planned is not None for each in decided))


@contextmanager
def planner(settings: Settings) -> Iterator[Beside]:
    """What it is asked for and does not begin any more is not done. Raises BrokenExecutor when it dies."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin, (settings,)) as process:
        try:
            yield lambda stream, people, before: process.submit(_planned, stream, people, before)
        finally:
            process.shutdown(cancel_futures=True)


_ledger: Ledger | None = None
"""In the second process."""


def _begin(settings: Settings) -> None:
    """Signals to the whole group are its parent's business."""
    global _ledger
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    _ledger = Ledger.open(settings, connections=2)
    collect_rarely()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _planned(stream: UUID, people: Sequence[UUID], before: int) -> Made:
    assert _ledger is not None
    return plan_chunk(_ledger, stream, people, before)
