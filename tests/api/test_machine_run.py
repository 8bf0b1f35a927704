"""`renmai run` as people have it: from nothing to serving, killed in every place, and down by Ctrl-C."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest

from api.machine.spawn import gone
from tests.ports import free_port

pytestmark = pytest.mark.timeout(900)


class Run:
    """One `renmai run`: its process, what it said when it was ready, and the processes below it."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        plain = {name: value for name, value in os.environ.items() if not name.startswith("RENMAI_")}
        self.process = subprocess.Popen(
            [*RENMAI, "run", "--json", "--no-samples", "--data", str(data), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=plain,
        )

    def ready(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if told.get("ready"):
                return dict(told)
        assert self.process.stderr is not None
        raise AssertionError(self.process.stderr.read())

    def complaint(self) -> dict[str, str]:
        _out, error = self.process.communicate(timeout=240)
        assert self.process.returncode == 1
        assert error.count("\n") == 1, error
        return dict(json.loads(error)["error"])

    def below(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def named(self, word: str) -> set[psutil.Process]:
        found = set()
        for each in self.below():
            with suppress(psutil.NoSuchProcess):
                if word in " ".join(each.cmdline()):
                    found.add(each)
        return found

    def answers(self) -> bool:
        with suppress(OSError):
            address = f"http://127.0.0.1:{self.port}/health/live"
            with urllib.request.urlopen(address, timeout=20) as answer:
                return bool(answer.status == 200)
        return False

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=240)
        return self.process.returncode


RENMAI = [sys.executable, "-P", "-m", "api.command_line"]


def eventually(claim: Callable[[], bool], patience: float = 240) -> bool:
    deadline = time.monotonic() + patience
    while not claim():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="renmai-run-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(data: Path, port: int | None = None) -> Iterator[Run]:
    run = Run(data, port or free_port())
    try:
        yield run
    finally:
        run.stop()


@pytest.fixture(scope="module")
def served() -> Iterator[Run]:
    """One run that several tests look at and do harm to; it is to be as good as new after each."""
    folder = Path(tempfile.mkdtemp(prefix="renmai-run-"))
    with running(folder) as run:
        run.ready()
        yield run
    shutil.rmtree(folder, ignore_errors=True)


def test_it_serves_and_ctrl_c_leaves_nothing_running(data: Path) -> None:
    with running(data) as run:
        told = run.ready()
        assert eventually(run.answers)
        assert told["key"].startswith("rk_")
        assert told["address"] == f"http://127.0.0.1:{run.port}"
        below = run.below()
        assert run.named("postgres -D")
        assert run.named("valkey-server")
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(240) == 0
        assert all(gone(each, 60) for each in below)


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


@pytest.mark.parametrize("word", ["valkey-server", "postgres -D", "serve api", "serve projections"])
def test_what_is_killed_is_back_at_once(served: Run, word: str) -> None:
    victims = served.named(word)
    assert victims
    for victim in victims:
        victim.kill()
    assert eventually(lambda: bool(served.named(word) - victims))
    assert eventually(served.answers)


def test_two_runs_of_one_folder_are_refused_in_one_line(served: Run) -> None:
    told = Run(served.data, free_port()).complaint()
    assert told["code"] == "already_running"
    assert str(served.process.pid) in told["message"]


def test_a_command_uses_the_server_of_a_run(served: Run) -> None:
    database = served.named("postgres -D")
    assert migrated(served.data)
    assert served.named("postgres -D") == database
    assert eventually(served.answers)


def test_a_command_without_a_run_starts_the_server_and_stops_it(data: Path) -> None:
    assert migrated(data)
    assert (data / "postgres" / "PG_VERSION").exists()
    assert not (data / "postgres" / "postmaster.pid").exists()


def migrated(data: Path) -> bool:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RENMAI_")}
    told = subprocess.run(
        [*RENMAI, "migrate", "--json"],
        env={**plain, "RENMAI_DATA": str(data)},
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
