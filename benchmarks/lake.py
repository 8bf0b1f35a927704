"""The event lake and its metrics: exporting, asking, and the same questions to others."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import psycopg

from benchmarks import metrics_in_sql
from benchmarks.ground import Ground
from benchmarks.made_up import EVENTS_EACH, fill, lives, stored
from benchmarks.row import Figure, Row
from ledger.ledger import Ledger
from ledger.proof.log_keys import log_key
from ledger.proof.seal import Sealer
from ledger.settings import Settings
from ledger.store import OPTIONS

WHOLE = 10_000_000
EXPORTED, EXPORT_A_SECOND = 1_000_000, 40_000
ASKED, ASKED_A_SECOND = 1_000_000, 40_000
MADE_UP_A_SECOND = 170_000
LEAST = 40_000
STEP = 1_000
MEASURED = ("weekly-funnel", "activity-rate", "scores", "consents")
Measure = Callable[[Ground, float], Figure]
SPARK = "RENMAI_SPARK_URL"
"""A Spark Connect server that reads this machine's files: `sc://HOST:PORT`."""


def scaled(seconds: float, a_second: int, whole: int) -> int:
    return int(min(whole, max(LEAST, seconds * a_second))) // EVENTS_EACH * EVENTS_EACH


def said(events: int, whole: int) -> str:
    return f"{events:,} events" + (
        "" if events >= whole // EVENTS_EACH * EVENTS_EACH else f", scaled down from {whole:,}"
    )


def seal(settings: Settings) -> None:
    with psycopg.connect(settings.conninfo("sealer"), autocommit=True, options=OPTIONS) as connection:
        sealer = Sealer(connection, log_key(settings))
        while sealer.seal():
            pass


@contextmanager
def filled(ground: Ground, events: int) -> Iterator[Settings]:
    with ground.ledger() as settings:
        fill(settings, events // EVENTS_EACH)
        seal(settings)
        yield settings


def measure_export(ground: Ground, seconds: float) -> Figure:
    from projections.lake.export import export

    events = scaled(seconds, EXPORT_A_SECOND, EXPORTED)
    with filled(ground, events) as settings:
        begun = time.perf_counter()
        manifest = export(settings, settings.lake)
        taken = time.perf_counter() - begun
    size = sum(each.size for each in manifest.files) / events
    return Figure(events / taken, notes=(f"{said(events, EXPORTED)}; {size:.0f} bytes an event",))


def measure_step(ground: Ground, seconds: float) -> Figure:
    from benchmarks.long_ledger import exported
    from projections.lake.export import export
    from projections.lake.manifest import RANGE

    ranges, rest = divmod(int(min(WHOLE, max(LEAST, seconds * MADE_UP_A_SECOND))), RANGE)
    taken = []
    with ground.ledger() as settings, Ledger.open(settings, connections=2) as ledger:
        if ranges:
            exported(settings, ranges)
        fill(settings, rest // EVENTS_EACH)
        seal(settings)
        events = export(settings, settings.lake).position
        for number in range(5):
            stored(ledger, lives(100 + number, [EVENTS_EACH] * (STEP // EVENTS_EACH)))
            seal(settings)
            begun = time.perf_counter()
            export(settings, settings.lake)
            taken.append(time.perf_counter() - begun)
    files = f"{ranges} full files and one of {rest:,}"
    return Figure(
        median(taken), notes=(f"into {said(events, WHOLE)}, {files}; {min(taken):.2f} to {max(taken):.2f} s",)
    )


def timed(url: str, folder: Path, names: tuple[str, ...]) -> dict[str, float]:
    """Seconds of each, the engine running already."""
    from projections.lake.manifest import read_manifest
    from projections.lake.place import Place
    from projections.metrics.asked import Asked
    from projections.metrics.engine import engine
    from projections.metrics.run import answered

    place = Place(str(folder))
    found = {}
    with engine(url, place, read_manifest(place)) as running:
        for name in names:
            begun = time.perf_counter()
            answered(running, name, Asked())
            found[name] = time.perf_counter() - begun
    return found


def measure_catalogue(ground: Ground, seconds: float) -> Figure:
    from benchmarks.made_up_lake import lake
    from projections.metrics.catalogue import metrics

    events = scaled(seconds, MADE_UP_A_SECOND, WHOLE)
    folder = ground.folder / "lake-of-all"
    lake(folder, events)
    found = timed("sail:", folder, tuple(metrics()))
    slowest = max(found, key=lambda name: found[name])
    measured = ", ".join(f"{name} {found[name]:.1f}" for name in MEASURED)
    return Figure(found[slowest], notes=(f"{said(events, WHOLE)}; slowest: {slowest}; {measured}",))


def measure_sql(ground: Ground, seconds: float) -> Figure:
    from projections.lake.export import export

    events = scaled(seconds, ASKED_A_SECOND, ASKED)
    with filled(ground, events) as settings:
        export(settings, settings.lake)
        here = sum(timed("sail:", Path(settings.lake), MEASURED).values())
        there = metrics_in_sql.seconds(settings)
    return Figure(1 / here, 1 / there, (f"{said(events, ASKED)}; all four: {here:.1f} s, and {there:.1f} s there",))


def measure_spark(ground: Ground, seconds: float) -> Figure:
    from benchmarks.made_up_lake import lake

    url = os.environ.get(SPARK)
    if not url:
        return Figure(None, notes=(f"no Spark here: {SPARK} names a Connect server",))
    events = scaled(seconds, MADE_UP_A_SECOND, WHOLE)
    folder = ground.folder / "lake-for-spark"
    lake(folder, events)
    timed(url, folder, MEASURED[:1])  # its first question warms it up
    here, there = timed("sail:", folder, MEASURED), timed(url, folder, MEASURED)
    ratio = median(there[name] / here[name] for name in MEASURED)
    each = ", ".join(f"{name} {here[name]:.1f} and {there[name]:.1f} s" for name in MEASURED)
    return Figure(ratio, 1.0, (f"{said(events, WHOLE)}; {each}",))


def where_installed(measure: Measure) -> Measure:
    def measured(ground: Ground, seconds: float) -> Figure:
        if find_spec("pysail") is None:
            return Figure(None, notes=("the extra `analytics` is not installed",))
        return measure(ground, seconds)

    return measured


ROWS = (
    Row(
        *("export", "the ledger to Parquet, 2 processes", "", "events/s"),
        *(60_000, "higher", 25, where_installed(measure_export)),
    ),
    Row("export-step", "1,000 new events into a lake", "", "s", 1, "lower", 25, where_installed(measure_step)),
    Row(
        *("metric-10m", "slowest of the catalogue, Sail in this process", "", "s"),
        *(10, "lower", 60, where_installed(measure_catalogue)),
    ),
    Row(
        *("metric-vs-sql", "four metrics on the lake", "the same on the events table", "1/s"),
        *(5, "higher", 25, where_installed(measure_sql)),
    ),
    Row(
        *("metric-vs-spark", "four metrics on Sail", "the same on Apache Spark", "times as fast"),
        *(3, "higher", 60, where_installed(measure_spark)),
    ),
)
