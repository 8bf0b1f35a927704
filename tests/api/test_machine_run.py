"""`renmai run` as people have it: killed in every place, gone on with, and refused where it can't be."""

import json
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest

from api.machine.spawn import gone
from tests.api.runs import RENMAI, Run, in_time, plain, running
from tests.ports import free_port

pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="renmai-run-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def served() -> Iterator[Run]:
    """One run that several tests look at and do harm to; it is to be as good as new after each."""
    folder = Path(tempfile.mkdtemp(prefix="renmai-run-"))
    with running(folder) as run:
        run.ready()
        yield run
    shutil.rmtree(folder, ignore_errors=True)


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_goes_on_until_it_is_told_to_end(data: Path) -> None:
    with running(data) as run:
        before = run.ready()
        below = run.below()
        run.process.kill()
        run.process.wait()
        with running(data, run.port) as heir:
            after = heir.ready()
            assert after["key"] == before["key"]
            assert after["head"] >= before["head"] > 0
            survivors = [each for each in below if not gone(each, 30)]
            assert {each.name() for each in survivors} <= {
                "postgres",
                "valkey-server",
            }  # adopted, not on Linux
            below += heir.below()
            heir.process.terminate()
            assert heir.process.wait(240) == 0
    assert all(gone(each, 60) for each in below)


@pytest.fixture(scope="module")
def auditor(served: Run) -> str:
    """A key that may ask for proofs."""
    made = subprocess.run(
        [*RENMAI, "key", "make", "auditor", "--json"],
        env=plain() | {"RENMAI_DATA": str(served.data)},
        capture_output=True,
        timeout=240,
        check=True,
    )
    return str(json.loads(made.stdout)["key"])


SUPERVISED = ("valkey-server", "postgres -D", "serve sealer", "serve projections", "workers.run", "serve api")
"""Words of their command lines."""


@pytest.mark.parametrize("word", SUPERVISED)
def test_what_is_killed_is_back_at_once_and_nothing_is_lost(served: Run, auditor: str, word: str) -> None:
    """What was accepted the moment before is carried out, folded and sealed."""
    victims = served.named(word)
    assert victims
    upload: dict[str, Any] = {
        "headers": {"Idempotency-Key": str(uuid4())},
        "data": {"source": "ats"},
        "files": {"file": ("people.csv", f"id,name\n{word},{word}\n".encode())},
    }

    def accepted() -> str:
        """Whoever was killed before may have taken a connection along: then it is sent again."""
        answer = served.call("POST", "/v1/imports", **upload)
        return str(answer.json()["batch"]) if answer is not None and answer.status_code == 202 else ""

    def shown() -> str:
        page = served.text("/v1/candidates")
        return page if word in page else ""

    batch = in_time(accepted)
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.kill()
    in_time(lambda: served.named(word) - victims)
    in_time(lambda: '"finished"' in served.text(f"/v1/imports/{batch}"))
    position = json.loads(in_time(shown))["items"][0]["position"]
    in_time(lambda: served.text(f"/v1/log/inclusion/{position}", key=auditor))


def test_two_runs_of_one_folder_are_refused_in_one_line(served: Run) -> None:
    told = Run(served.data, free_port()).complaint()
    assert told["code"] == "already_running"
    assert str(served.process.pid) in told["message"]


def test_a_command_uses_the_server_of_a_run(served: Run) -> None:
    database = served.named("postgres -D")
    assert migrated(served.data)
    assert served.named("postgres -D") == database
    in_time(served.answers)


def test_a_command_without_a_run_starts_the_server_and_stops_it(data: Path) -> None:
    assert migrated(data)
    assert (data / "postgres" / "PG_VERSION").exists()
    assert not (data / "postgres" / "postmaster.pid").exists()


def migrated(data: Path) -> bool:
    told = subprocess.run(
        [*RENMAI, "migrate", "--json"],
        env=plain() | {"RENMAI_DATA": str(data)},
        capture_output=True,
        timeout=240,
        check=True,
    )
    return bool(json.loads(told.stdout)["migrated"])


def test_a_taken_port_is_refused_in_one_line_before_anything_starts(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = Run(data, taken.getsockname()[1]).complaint()
    assert told["code"] == "port_taken"
    assert not (data / "postgres").exists()


def test_a_folder_of_another_version_is_refused_in_one_line(data: Path) -> None:
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("15\n")
    assert Run(data, free_port()).complaint()["code"] == "data_from_other_version"
