"""Every engine says the same: whatever its zone, whatever the order of files, on one machine or several."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks import made_up_lake
from projections.lake.manifest import Manifest
from projections.lake.place import Place
from projections.metrics.asked import Asked
from projections.metrics.catalogue import metrics
from projections.metrics.engine import HERE, Engine, engine
from projections.metrics.faults import EngineDown, EngineRefused
from projections.metrics.run import answered
from tests.ledger.test_blobs import s3 as s3
from tests.ports import free_port
from tests.projections.lake.written import lake
from tests.projections.metrics.golden import TOLD, history

BY_THE_CLOCK = ("weekly-funnel", "hires-per-year", "interview-feedback", "stages", "consents", "activity-rate")
MILLION = 1_000_000
SPARK = os.environ.get("RENMAI_SPARK_URL")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Manifest:
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


def same(running: Engine, names: tuple[str, ...]) -> None:
    assert {name: answered(running, name, Asked()).table.to_pylist() for name in names} == {
        name: TOLD[name] for name in names
    }


def test_in_another_zone_and_from_files_in_another_order(folder: Path, manifest: Manifest) -> None:
    shuffled = manifest.model_copy(update={"events": manifest.events[::-1]})
    with engine(HERE, Place(str(folder)), shuffled) as running:
        running.session.conf.set("spark.sql.session.timeZone", "Asia/Shanghai")
        same(running, BY_THE_CLOCK)


def test_of_a_lake_in_a_bucket(s3: str) -> None:
    bucket = Place(s3)
    with engine(HERE, bucket, lake(s3, history(), 16)) as running:
        same(running, ("tags",))


def test_on_a_cluster_of_this_machine(folder: Path, manifest: Manifest) -> None:
    with local_cluster() as url, engine(url, Place(str(folder)), manifest) as running:
        same(running, tuple(TOLD))


needs_spark = pytest.mark.skipif(SPARK is None, reason="no Apache Spark here: RENMAI_SPARK_URL names no Connect server")


@needs_spark
def test_on_apache_spark(folder: Path, manifest: Manifest) -> None:
    """`.ci/spark` starts one."""
    with engine(str(SPARK), Place(str(folder)), manifest) as running:
        same(running, BY_THE_CLOCK)


@needs_spark
@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_every_metric_on_apache_spark(folder: Path, manifest: Manifest) -> None:
    with engine(str(SPARK), Place(str(folder)), manifest) as running:
        same(running, tuple(TOLD))


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_million_made_up_events_say_the_same_on_every_engine(tmp_path: Path) -> None:
    """In this process, on Sail's cluster, and on Apache Spark where there is one; files shuffled where it is Sail's."""
    manifest, place = made_up_lake.lake(tmp_path, MILLION), Place(str(tmp_path))
    shuffled = manifest.model_copy(update={"events": manifest.events[::-1]})

    def tables(url: str, manifest: Manifest) -> dict[str, list[dict[str, object]]]:
        with engine(url, place, manifest) as running:
            return {name: answered(running, name, Asked()).table.to_pylist() for name in metrics()}

    here = tables(HERE, manifest)
    with local_cluster() as url:
        assert tables(url, shuffled) == here
    if SPARK:
        assert tables(SPARK, manifest) == here


def test_an_engine_that_is_down_or_does_not_see_the_lake_says_so(folder: Path, manifest: Manifest) -> None:
    place = Place(str(folder))
    for url in ("sc://127.0.0.1:1", "http://127.0.0.1", "sc://"):
        with pytest.raises(EngineDown), engine(url, place, manifest):
            pass
    gone = manifest.model_copy(update={"events": [manifest.events[0].model_copy(update={"name": "events/gone"})]})
    with pytest.raises(EngineRefused), engine(HERE, place, gone) as running:
        answered(running, "pool-size", Asked())
