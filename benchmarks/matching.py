"""What it takes to compare whoever arrives with everyone who is there."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg

from benchmarks.bulk import fill
from benchmarks.ground import Ground
from benchmarks.in_turn import in_turn, spread
from benchmarks.many_people import content, many, write
from benchmarks.row import Figure, Row
from domain.decisions import IngestRecord
from domain.identity import LARGE
from ledger.envelope import Origin, new_id
from ledger.intake.run import import_file
from ledger.ledger import Ledger
from ledger.settings import Settings

PROCESSES = 2
MILLION = 1_000_000
A_SECOND = 2_500
"""People there who are worth a second of the time given."""
LEAST = 4_000
WHOLE_IMPORT = 100_000
ROUNDS = 3
PROBES = 600
"""Who then arrive, one by one: every second one is there already, under another address. So the p50 of all lies between
the slowest of those who are new and the quickest of the others."""
RECRUITER = Origin(actor="user:anna")


def imported(settings: Settings, file: Path) -> float:
    """Records a second."""
    begun = time.perf_counter()
    with Ledger.open(settings, connections=2) as ledger:
        report = import_file(ledger, file, actor="user:anna", settings=settings, processes=PROCESSES)
    assert (report.failed, report.rejected) == (None, 0), report
    return report.added / (time.perf_counter() - begun)


def import_identity(ground: Ground, seconds: float) -> Figure:
    people = int(min(WHOLE_IMPORT, max(LEAST, seconds * A_SECOND)))

    def side(*, identity: bool) -> float:
        with ground.ledger(identity=identity) as settings:
            file = settings.data / "people.csv"
            write(file, many(1, people))
            return imported(settings, file)

    compared, plain = in_turn(seconds, lambda _: side(identity=True), lambda _: side(identity=False), rounds=ROUNDS)
    scaled = "" if people == WHOLE_IMPORT else f", scaled down from {WHOLE_IMPORT:,}"
    return Figure(median(compared), median(plain), (f"{people:,} people{scaled}", spread(compared, plain)))


def match(whole: int, percentile: int = 99) -> Callable[[Ground, float], Figure]:
    def measure(ground: Ground, seconds: float) -> Figure:
        people = int(min(whole, max(LEAST, seconds * A_SECOND)))
        taken, minutes, stored, largest = _met(ground, people)
        cuts = quantiles(taken, n=100)
        scaled = "" if people == whole else f", scaled down from {whole:,}"
        return Figure(
            cuts[percentile - 1],
            notes=(
                f"among {people:,} records{scaled} (there in {minutes:.1f} minutes), {len(taken)} arrivals",
                f"p50 {cuts[49]:.2f} ms, p95 {cuts[94]:.2f} ms, p99 {cuts[98]:.2f} ms",
                f"p50 of whoever is there already {median(taken[::2]):.2f} ms, of others {median(taken[1::2]):.2f} ms",
                f"the appends beside it, disk and all, {stored:.2f} ms",
                f"the largest block holds {largest:,}, of which {LARGE + 1} are read at most",
            ),
        )

    return measure


@lru_cache(maxsize=2)
def _met(ground: Ground, people: int) -> tuple[list[float], float, float, int]:
    """Milliseconds of each who arrived; minutes of filling, milliseconds of an append, and the largest block.

    Once for all rows that judge it.
    """
    with ground.ledger(identity=True) as settings:
        begun = time.perf_counter()
        fill(settings, people, PROCESSES)
        minutes = (time.perf_counter() - begun) / 60
        taken, stored = arrivals(settings, people)
        return taken, minutes, stored, largest_block(settings)


def largest_block(settings: Settings) -> int:
    with psycopg.connect(settings.admin_conninfo) as connection:
        query = "SELECT count(*) FROM ledger.match_key GROUP BY digest ORDER BY count(*) DESC LIMIT 1"
        [(records,)] = connection.execute(query).fetchall()
    return int(records)


def arrivals(settings: Settings, people: int) -> tuple[list[float], float]:
    """Of each, milliseconds of looking up and deciding, of somebody known and of somebody new in turn; and what the
    appends take, on average."""
    there = islice(many(1, people), 0, None, max(1, people * 2 // PROBES))
    strangers = many(2, PROBES)
    taken, appends = [], []
    with Ledger.open(settings, connections=2) as ledger, stopwatch(ledger) as watch:
        for known in there:
            for who, email in ((known, f"new.{known.email}"), (stranger := next(strangers), stranger.email)):
                watch.update(matching=0.0, appending=0.0)
                person, career = content(who, email)
                ledger.submit(
                    IngestRecord(candidate=new_id(), source="career-site", person=person, career=career), RECRUITER
                )
                taken.append(watch["matching"] * 1_000)
                appends.append(watch["appending"] * 1_000)
    return taken[20:], sum(appends[20:]) / len(appends[20:])


@contextmanager
def stopwatch(ledger: Ledger) -> Iterator[dict[str, float]]:
    """Seconds of indexing, looking up and deciding apart from those of the appends."""
    watch = {"matching": 0.0, "appending": 0.0}
    engine = ledger.engine
    assert engine is not None

    def timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def around(*given: Any, **named: Any) -> Any:
            begun, appended = time.perf_counter(), watch["appending"]
            try:
                return call(*given, **named)
            finally:
                inner = watch["appending"] - appended if name == "matching" else 0.0
                watch[name] += time.perf_counter() - begun - inner

        return around

    for owner, method, name in (
        (ledger.store, "append", "appending"),
        (engine, "take", "matching"),
        (engine, "settled", "matching"),
    ):
        setattr(owner, method, timed(name, getattr(owner, method)))
    yield watch


ROWS = (
    Row(
        "import-identity",
        "import of 100,000 records, each compared as it comes",
        "the same, not compared",
        "records/s",
        0.4,
        "higher",
        WHOLE_IMPORT / A_SECOND,
        import_identity,
    ),
    Row(
        "match-1m",
        "p99 of look-up and decision for one more record among 1M, in the real ingest",
        "",
        "ms",
        20,
        "lower",
        MILLION / A_SECOND,
        match(MILLION),
    ),
    Row("match-1m-p50", "p50 of the same", "", "ms", 3, "lower", MILLION / A_SECOND, match(MILLION, 50)),
    Row(
        "match-4m",
        "the same among 4M",
        "",
        "ms",
        30,
        "lower",
        4 * MILLION / A_SECOND,
        match(4 * MILLION),
    ),
)
