"""The supervisor: what dies is back, what is stopped stays stopped, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from api.machine.claim import claim_run, nobody_uses, use
from api.machine.places import Places
from api.machine.ports import refuse_taken_port
from api.machine.problem import MachineProblem
from api.machine.spawn import end, gone, spawn
from api.machine.supervisor import LONGEST_PAUSE, Supervisor, end_leftovers

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


class Sleeper:
    """A process to keep. `refusals` is how often its start is refused before it works."""

    def __init__(self, refusals: int = 0) -> None:
        self.process: psutil.Process | None = None
        self.refusals = refusals
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise MachineProblem("disk_full", "No room.", "Make room.")
        self._child = spawn(SLEEP, dies_with_parent_by=signal.SIGTERM)
        self.process = psutil.Process(self._child.pid)

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, (signal.SIGTERM, 5.0))
        if self._child is not None:
            self._child.wait()

    def kill(self) -> None:
        assert self._child is not None
        self._child.kill()
        self._child.wait()


@pytest.fixture
def told() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, told: list[tuple[str, str]]) -> Supervisor:
    return Supervisor(
        tmp_path / "running.json",
        lambda name, what: told.append((name, what.code if isinstance(what, MachineProblem) else what)),
    )


def test_what_dies_is_started_again_at_once(supervisor: Supervisor, told: list[tuple[str, str]]) -> None:
    sleeper = Sleeper()
    supervisor.start("sleeper", sleeper)
    first = sleeper.process
    sleeper.kill()
    supervisor.look(time.monotonic())
    assert sleeper.alive()
    assert sleeper.process != first
    assert told == [("sleeper", "died"), ("sleeper", "back")]
    sleeper.stop()


def test_what_keeps_dying_is_started_again_ever_later(supervisor: Supervisor) -> None:
    sleeper = Sleeper()
    supervisor.start("sleeper", sleeper)
    post, pauses = supervisor.posts[0], []
    for _death in range(10):
        sleeper.kill()
        now = time.monotonic()
        post.died(now)
        pauses.append(post.due - now)
        post.kept.start()
        post.down = False
    sleeper.stop()
    assert pauses[:4] == [0, 0.5, 1, 2]
    assert pauses[-1] == LONGEST_PAUSE


def test_a_start_that_is_refused_is_tried_again_and_told(supervisor: Supervisor, told: list[tuple[str, str]]) -> None:
    sleeper = Sleeper()
    supervisor.start("sleeper", sleeper)
    sleeper.refusals = 1
    sleeper.kill()
    now = time.monotonic()
    supervisor.look(now)
    assert told[-1] == ("sleeper", "disk_full")
    supervisor.look(now + LONGEST_PAUSE)
    assert sleeper.alive()
    sleeper.stop()


def test_everything_stops_last_started_first(supervisor: Supervisor, tmp_path: Path) -> None:
    stopped = []

    class Noting(Sleeper):
        def stop(self) -> None:
            stopped.append(self)
            super().stop()

    sleepers = [Noting(), Noting(), Noting()]
    for sleeper in sleepers:
        supervisor.start("sleeper", sleeper)
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    supervisor.stop()
    for number, handler in zip((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), before, strict=True):
        signal.signal(number, handler)
    assert stopped == sleepers[::-1]
    assert not any(sleeper.alive() for sleeper in sleepers)
    assert not (tmp_path / "running.json").exists()


def test_what_a_killed_supervisor_left_is_ended_by_the_next(supervisor: Supervisor, tmp_path: Path) -> None:
    sleeper, adopted = Sleeper(), Sleeper()
    supervisor.start("sleeper", sleeper)
    supervisor.start("adopted", adopted)
    assert end_leftovers((tmp_path / "running.json").read_bytes(), spared=[adopted.process]) == 1
    assert not sleeper.alive()
    assert adopted.alive()
    adopted.stop()


def test_a_process_that_got_a_dead_ones_id_is_left_alone(supervisor: Supervisor, tmp_path: Path) -> None:
    sleeper = Sleeper()
    supervisor.start("sleeper", sleeper)
    noted = (tmp_path / "running.json").read_bytes()
    assert sleeper.process is not None
    other = noted.replace(str(sleeper.process.create_time()).encode(), b"1.0")
    assert end_leftovers(other) == 0
    assert sleeper.alive()
    sleeper.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_child_ends_when_its_parent_is_killed() -> None:
    program = (
        "import signal, sys, time; from api.machine.spawn import spawn;"
        "child = spawn([sys.executable, '-c', 'import time; time.sleep(60)'], "
        "dies_with_parent_by=signal.SIGTERM); print(child.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        parent.wait()
        assert gone(child, 60)


def test_one_that_ignores_signals_is_killed_in_the_end() -> None:
    deaf = spawn([sys.executable, "-c", "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)"])
    end(psutil.Process(deaf.pid), (signal.SIGTERM, 0.2))
    assert deaf.wait(60) == -signal.SIGKILL or deaf.returncode == -signal.SIGTERM


def test_two_runs_of_one_folder_refuse_each_other(tmp_path: Path) -> None:
    places = Places(tmp_path)
    with claim_run(places, "here"):
        with pytest.raises(MachineProblem, match=str(os.getpid())) as refused, claim_run(places, "there"):
            pass
        assert refused.value.code == "already_running"
    with claim_run(places, "there"):
        pass


def test_the_last_user_of_a_server_may_stop_it(tmp_path: Path) -> None:
    places = Places(tmp_path)
    with use(places), nobody_uses(places) as free:
        assert not free
    with nobody_uses(places) as free:
        assert free


def test_a_taken_port_is_refused() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(MachineProblem) as refused:
            refuse_taken_port("127.0.0.1", taken.getsockname()[1])
        assert refused.value.code == "port_taken"


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(MachineProblem) as refused:
        refuse_taken_port("192.0.2.1", 8420)
    assert refused.value.code == "no_such_address"
