"""Every engine says the same: whatever its zone, whatever the order of files, on one machine or several."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks import made_up_lake
from projections.lake.manifest import Manifest
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import SEGMENTS, metrics
from projections.metrics.engine import HERE, Engine, engine
from projections.metrics.faults import EngineDown, EngineRefused
from projections.metrics.run import answered
from tests.ledger.test_blobs import s3 as s3
from tests.ports import free_port
from tests.projections.lake.written import lake
from tests.projections.metrics.golden import TOLD, history

SEVERAL = (
    *("weekly-funnel", "hires-per-year", "interview-feedback", "stages", "consents", "activity-rate"),
    *("conversion", "segments"),
)
"""By the clock of weeks, months and years; and what rests on most views."""
ELSEWHERE = "Asia/Shanghai"
MANY = int(os.environ.get("RENMAI_SPARK_EVENTS", "1_000_000"))
SPARK = os.environ.get("RENMAI_SPARK_URL")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Manifest:
    """The tail of an earlier export lies beside that of the last one, and nobody reads it."""
    lake(folder, history()[:40], 16)
    return lake(folder, history(), 16)


@contextmanager
def local_cluster() -> Iterator[str]:
    """Sail's own, with workers in processes of their own."""
    port = free_port()
    program = Path(sys.executable).with_name("sail")
    environment = {**os.environ, "SAIL_MODE": "local-cluster", "RUST_LOG": "error"}
    server = subprocess.Popen([program, "spark", "server", "--port", str(port)], env=environment)
    try:
        for _ in range(600):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


def same(running: Engine, names: tuple[str, ...] = tuple(TOLD)) -> None:
    assert {name: answered(running, name, Asked()).table.to_pylist() for name in names} == {
        name: TOLD[name] for name in names
    }


def shuffled(manifest: Manifest) -> Manifest:
    return manifest.model_copy(update={"events": manifest.events[::-1]})


def test_in_another_zone_and_from_files_in_another_order(folder: Path, manifest: Manifest) -> None:
    with engine(HERE, Place(str(folder)), shuffled(manifest)) as running:
        running.session.conf.set("spark.sql.session.timeZone", ELSEWHERE)
        same(running, SEVERAL)


def test_of_a_lake_in_a_bucket(s3: str) -> None:
    bucket = Place(s3)
    with engine(HERE, bucket, lake(s3, history(), 16)) as running:
        same(running, ("tags",))


def test_every_metric_on_a_cluster_of_this_machine_in_another_zone_and_order(folder: Path, manifest: Manifest) -> None:
    with local_cluster() as url, engine(url, Place(str(folder)), shuffled(manifest)) as running:
        running.session.conf.set("spark.sql.session.timeZone", ELSEWHERE)
        same(running)


needs_spark = pytest.mark.skipif(SPARK is None, reason="no Apache Spark here: RENMAI_SPARK_URL names no Connect server")


@needs_spark
@pytest.mark.timeout(900)
def test_on_apache_spark(folder: Path, manifest: Manifest) -> None:
    """`.ci/spark` starts one."""
    with engine(str(SPARK), Place(str(folder)), manifest) as running:
        same(running, SEVERAL)


@needs_spark
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_every_metric_on_apache_spark(folder: Path, manifest: Manifest) -> None:
    with engine(str(SPARK), Place(str(folder)), manifest) as running:
        same(running)


Tables = dict[str, list[dict[str, object]]]


def everything(url: str, place: Place, manifest: Manifest, zone: str = "UTC") -> Tables:
    """Every metric, the pool by every segment, and metrics as they were known when two thirds had been recorded."""
    assert manifest.recorded_at
    past = Asked(as_of=manifest.recorded_at - timedelta(days=400), known_at=manifest.position * 2 // 3, people="then")
    questions = {
        **{name: (name, Asked()) for name in metrics()},
        **{each: ("pool-size", Asked(segment=each)) for each in SEGMENTS[1:]},
        **{f"{name} then": (name, past) for name in ("scores", "consents", "weekly-funnel", "stock-take")},
    }
    with engine(url, place, manifest) as running:
        running.session.conf.set("spark.sql.session.timeZone", zone)
        return {key: answered(running, *asked).table.to_pylist() for key, asked in questions.items()}


Many = tuple[Place, Manifest, Tables]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Many:
    """Many events with merges, corrections, late and erased ones, and what is said of them in this process."""
    place = Place(str(tmp_path_factory.mktemp("made-up")))
    manifest = made_up_lake.lake(Path(place.folder or ""), MANY)
    return place, manifest, everything(HERE, place, manifest)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_of_many_events_everything_is_the_same_on_a_cluster(made_up: Many) -> None:
    place, manifest, here = made_up
    with local_cluster() as url:
        assert everything(url, place, shuffled(manifest), ELSEWHERE) == here


@needs_spark
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_of_many_events_everything_is_the_same_on_apache_spark(made_up: Many) -> None:
    """`RENMAI_SPARK_EVENTS=1000000 .ci/spark`."""
    place, manifest, here = made_up
    assert everything(str(SPARK), place, shuffled(manifest), ELSEWHERE) == here


def test_an_engine_that_is_down_or_does_not_see_the_lake_says_so(folder: Path, manifest: Manifest) -> None:
    place = Place(str(folder))
    for url in ("sc://127.0.0.1:1", "http://127.0.0.1", "sc://"):
        with pytest.raises(EngineDown), engine(url, place, manifest):
            pass
    gone = manifest.model_copy(update={"events": [manifest.events[0].model_copy(update={"name": "events/gone"})]})
    with pytest.raises(EngineRefused), engine(HERE, place, gone) as running:
        answered(running, "pool-size", Asked())
