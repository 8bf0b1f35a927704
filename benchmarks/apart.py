"""A rebuild in a process of its own, as `renmai rebuild` is one: what this one did before shall not weigh in."""

import multiprocessing
import time
from collections.abc import Sequence
from typing import Any

import psycopg

from ledger.settings import Settings
from projections.rebuild import rebuild


def settled(conninfo: str) -> None:
    """What was stored a moment ago is vacuumed and on disk, as in a house: nobody does that beside a rebuild."""
    with psycopg.connect(conninfo, autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")
        owner.execute("CHECKPOINT")


def seconds_of_rebuild(settings: Settings, names: Sequence[str] = ()) -> float:
    """Of these read models (default: all), two processes; the start of the first is not counted."""
    settled(settings.admin_conninfo)
    context = multiprocessing.get_context("spawn")
    taken = context.SimpleQueue()
    process = context.Process(target=_rebuild, args=(settings, tuple(names), taken))
    process.start()
    process.join()
    if process.exitcode != 0:
        raise RuntimeError("rebuilding failed")
    return float(taken.get())


def _rebuild(settings: Settings, names: Sequence[str], taken: Any) -> None:
    begun = time.perf_counter()
    rebuild(settings, names)
    taken.put(time.perf_counter() - begun)
