"""What a figure can't be read without: the machine, how busy it was, and what one durable commit costs there."""

import os
import platform
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
    load: float
    """Processes that wanted a processor in the last minute before the start: above 0 it was not ours alone."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def looked_at(ground: Ground) -> Machine:
    with psycopg.connect(ground.admin, autocommit=True, prepare_threshold=0) as connection:
        version = connection.info.server_version
        taken = [_timed(connection) for _ in range(COMMITS)]
    return Machine(
        measured_at=datetime.now(UTC).isoformat(timespec="minutes"),
        cpus=psutil.cpu_count() or 1,
        memory_gb=round(psutil.virtual_memory().total / 2**30),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        postgres=f"{version // 10_000}.{version % 10_000}",
        commit_ms=round(median(taken) * 1000, 3),
        load=round(os.getloadavg()[0], 1),
    )


def _timed(connection: psycopg.Connection) -> float:
    begun = time.perf_counter()
    connection.execute(COMMIT)
    return time.perf_counter() - begun
