"""What a figure can't be read without: the machine, how busy it was, and what it took of the least things.

The same machine may have half of its speed an hour later, where others share what it runs on.
"""

import mmap
import os
import platform
import random
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Any

import psutil
import psycopg

from benchmarks.ground import Ground

COMMITS = 300
COMMIT = "SELECT pg_logical_emit_message(true, 'bench', '')"
ADDITIONS = 1_000_000
PAGES = 2**15
PROBES = 3_000
RESTED_FOR = 5.0
"""Seconds after which a host that shares its memory out may have to fetch a page back, for 100 us and more."""


@dataclass(frozen=True, slots=True)
class Machine:
    measured_at: str
    cpus: int
    memory_gb: int
    system: str
    python: str
    postgres: str
    commit_ms: float
    """The median of one durable commit alone, in one session: what the disk can do."""
    additions_ms: float
    """The median of a million additions in Python: what a processor can do."""
    rested_page_us: float
    """A page of 4 kB whose memory nobody touched for some seconds, on average; one that was just touched takes 1 us."""
    load: float
    """Processes that wanted a processor in the last minute before the start: above 0 it was not ours alone."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def looked_at(ground: Ground) -> Machine:
    with psycopg.connect(ground.admin, autocommit=True, prepare_threshold=0) as connection:
        version = connection.info.server_version
        taken = [_timed(connection) for _ in range(COMMITS)]
    load = os.getloadavg()[0]
    return Machine(
        measured_at=datetime.now(UTC).isoformat(timespec="minutes"),
        cpus=psutil.cpu_count() or 1,
        memory_gb=round(psutil.virtual_memory().total / 2**30),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        postgres=f"{version // 10_000}.{version % 10_000}",
        commit_ms=round(median(taken) * 1000, 3),
        additions_ms=round(median([_adding() for _ in range(5)]) * 1000, 1),
        rested_page_us=round(_touching() * 1_000_000, 1),
        load=round(load, 1),
    )


def _timed(connection: psycopg.Connection) -> float:
    begun = time.perf_counter()
    connection.execute(COMMIT)
    return time.perf_counter() - begun


def _adding() -> float:
    begun, total = time.perf_counter(), 0
    for each in range(ADDITIONS):
        total += each
    return time.perf_counter() - begun


def _touching() -> float:
    """Seconds of one look at memory that rested."""
    with mmap.mmap(-1, PAGES * mmap.PAGESIZE) as memory:
        for place in range(0, len(memory), mmap.PAGESIZE):
            memory[place] = 1
        time.sleep(RESTED_FOR)
        places = [page * mmap.PAGESIZE for page in random.sample(range(PAGES), PROBES)]
        begun = time.perf_counter()
        for place in places:
            memory[place]
        return (time.perf_counter() - begun) / PROBES
