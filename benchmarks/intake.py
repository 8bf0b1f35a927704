"""A CSV to sealed, durable events, end to end: how fast, and in how much memory."""

import multiprocessing
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from benchmarks.ground import Ground
from benchmarks.made_up import write_csv
from benchmarks.row import Figure, Row
from ledger.intake.run import import_file
from ledger.ledger import Ledger
from ledger.settings import Settings

PROCESSES = 2
ROUNDS = 3
SHORTEST = 5
"""Seconds of one round, from which on starting the processes weighs little."""
A_SECOND = 10_000
"""Rows that are worth a second of the time given."""
WHOLE = 1_000_000
MB = 1_000_000


def imported(settings: Settings, file: Path, rows: int) -> float:
    """Seconds. Raises AssertionError when a row was lost on the way."""
    begun = time.perf_counter()
    with Ledger.open(settings, connections=2) as ledger:
        report = import_file(ledger, file, actor="user:anna", settings=settings, processes=PROCESSES)
    taken = time.perf_counter() - begun
    assert (report.added, report.rejected, report.failed) == (rows, 0, None), report
    return taken


def rate(ground: Ground, seconds: float) -> Figure:
    """Each round imports another file, of people nobody knows, into a ledger of its own."""
    rounds = ROUNDS if seconds >= ROUNDS * SHORTEST else 1
    rows = int(min(200_000, max(20_000, seconds / rounds * A_SECOND)))
    rates = []
    for number in range(rounds):
        with ground.ledger() as settings:
            file = settings.data / f"people{number}.csv"
            write_csv(file, rows, seed=number)
            rates.append(rows / imported(settings, file, rows))
    told = ", ".join(f"{each:,.0f}" for each in rates)
    short = "; so short a file is mostly the starting of processes" if rows < SHORTEST * A_SECOND else ""
    return Figure(median(rates), notes=(f"{rounds} file(s) of {rows:,} people: {told}/s{short}",))


def memory(ground: Ground, seconds: float) -> Figure:
    """The largest of the importing processes, at its largest, in a process tree of its own."""
    rows = int(min(WHOLE, max(30_000, seconds * A_SECOND)))
    context = multiprocessing.get_context("spawn")
    with ground.ledger() as settings:
        file = settings.data / "people.csv"
        write_csv(file, rows)
        ours, theirs = context.Pipe()
        process = context.Process(target=_import, args=(theirs, settings, file, rows), daemon=False)
        process.start()
        theirs.close()
        peaks: dict[int, float] = {}
        while process.is_alive():
            with suppress(psutil.NoSuchProcess):
                whole = psutil.Process(process.pid)
                for each in (whole, *whole.children(recursive=True)):
                    peaks[each.pid] = max(peaks.get(each.pid, 0), _peak(each))
            time.sleep(0.1)
        if not ours.poll():
            raise RuntimeError("the import failed; it said why above")
        taken = ours.recv()
    scaled = "" if rows == WHOLE else f", scaled down from {WHOLE:,}; it streams, so more rows take no more"
    told = ", ".join(f"{each / MB:.0f}" for each in sorted(peaks.values(), reverse=True)[: PROCESSES + 1])
    return Figure(
        max(peaks.values()) / MB,
        notes=(f"{rows:,} rows{scaled}; {rows / taken:,.0f} rows/s; the processes: {told} MB",),
    )


def _import(end: "Connection[Any, Any]", settings: Settings, file: Path, rows: int) -> None:
    end.send(imported(settings, file, rows))


def _peak(process: psutil.Process) -> float:
    """Bytes of resident memory at the most, where the system keeps that (Linux); else now."""
    with suppress(OSError):
        for line in Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return float(line.split()[1]) * 1024
    return float(process.memory_info().rss)


ROWS = (
    Row(
        "import",
        "CSV of 11 columns to sealed, durable events, end to end, 2 processes, records not compared (import-identity)",
        "",
        "records/s",
        10_000,
        "higher",
        30,
        rate,
    ),
    Row(
        "import-memory",
        "the largest process importing 1M rows",
        "",
        "MB",
        500,
        "lower",
        WHOLE / A_SECOND,
        memory,
    ),
)
