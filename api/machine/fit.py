"""PostgreSQL settings that fit this machine: a pure function of memory, cores and disk."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import psutil

MB = 2**20
GB = 2**30
CGROUP_LIMITS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is to use: bytes of memory (a container's limit counts), cores, bytes free on the disk."""

    memory: int
    cores: int
    disk_free: int


def this_machine(folder: Path) -> Machine:
    memory = psutil.virtual_memory().total
    for path in CGROUP_LIMITS:
        try:
            limit = int(path.read_text(encoding="ascii"))
        except (OSError, ValueError):  # no such controller, or "max"
            continue
        memory = min(memory, limit)
    return Machine(memory, psutil.cpu_count() or 1, shutil.disk_usage(folder).free)


def fitting(machine: Machine) -> dict[str, str]:
    """Settings by name, as they stand in the file. Durability is never traded: these only size things.

    Rules of thumb of the PostgreSQL manual (19.4, 19.5, 28.5), with caps, because Renmai shares the machine:
    shared_buffers a quarter of memory up to 2 GB; the page cache is taken to be half of memory; the log may
    grow to a twentieth of the free disk, between 256 MB and 4 GB, before a checkpoint is forced.
    The log is not compressed: without lz4 in the server that takes a rebuild 3 % of its time, for a log 7 % smaller.
    An index is made by its own process alone where a rebuild has both processors at work.
    """
    connections = 200
    return {
        "shared_buffers": _mb(machine.memory // 4, 64 * MB, 2 * GB),
        "effective_cache_size": _mb(machine.memory // 2, 128 * MB, 64 * GB),
        "work_mem": _mb(machine.memory // (4 * connections), 4 * MB, 64 * MB),
        "maintenance_work_mem": _mb(machine.memory // 16, 32 * MB, 512 * MB),
        "max_wal_size": _mb(machine.disk_free // 20, 256 * MB, 4 * GB),
        "min_wal_size": "80MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "max_connections": str(connections),
        "max_worker_processes": str(max(8, machine.cores)),
        "max_parallel_workers": str(machine.cores),
        "max_parallel_workers_per_gather": str(min(4, machine.cores // 2)),
        "max_parallel_maintenance_workers": str(min(2, max(0, machine.cores // 2 - 1))),
        "jit": "off",
        # Durability, spelt out so that nobody wonders.
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        # No address of any network; only the socket, in a folder that only its owner may enter.
        "listen_addresses": "''",
        "unix_socket_permissions": "0700",
        "timezone": "'UTC'",
        # Statements and failing rows may hold personal data: they stay out of the log.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_line_prefix": "'%m [%p] %u '",
        "log_timezone": "'UTC'",
    }


def as_file(settings: dict[str, str]) -> str:
    lines = [f"{name} = {value}" for name, value in settings.items()]
    return "\n".join(["# Written at every start, to fit the machine. ALTER SYSTEM overrides it.", *lines, ""])


def _mb(size: int, least: int, most: int) -> str:
    return f"{max(least, min(size, most)) // MB}MB"
