"""`renmai run` at a terminal: what a person reads, the three things to try, and Ctrl-C."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from api.machine.spawn import gone
from tests.api.runs import plain
from tests.ports import free_port

pytestmark = pytest.mark.timeout(900)

ROOT = Path(__file__).parent.parent.parent
SOME = ("import.toml", "mistakes-people.csv", "Connections.csv")
"""Of the samples: all of them take half a minute."""
AT_TERMINAL = """
import os, pathlib, sys
os.login_tty(int(sys.argv[1]))
from api.command_line import first_data, main
first_data.SAMPLES = pathlib.Path(sys.argv[2])
sys.argv = ["renmai", *sys.argv[3:]]
main()
"""
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """One `renmai run` at a terminal of its own, in English, with some of the invented people of samples/."""

    def __init__(self, data: Path, samples: Path) -> None:
        self.said, self.port = "", free_port()
        self._screen, theirs = pty.openpty()
        words = ["run", "--data", str(data), "--port", str(self.port)]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", AT_TERMINAL, str(theirs), str(samples), *words],
            pass_fds=[theirs],
            env=surroundings() | {"TERM": "xterm", "COLUMNS": "120"},
        )
        os.close(theirs)

    def until(self, words: str | None, patience: float = 240) -> str:
        """Read on until that was said, or to the end; answers all of it, without colours."""
        deadline = time.monotonic() + patience
        while words is None or words not in self.said:
            assert time.monotonic() < deadline, self.said
            if not select.select([self._screen], [], [], 1)[0]:
                continue
            try:
                read = os.read(self._screen, 65536)
            except OSError:  # nobody is left at the terminal
                read = b""
            if not read:
                assert words is None, self.said
                break
            self.said += CONTROLS.sub("", read.decode(errors="replace"))
        return self.said

    def press_ctrl_c(self) -> None:
        os.write(self._screen, b"\x03")

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.until(None)
        self.process.wait(60)
        os.close(self._screen)


def surroundings() -> dict[str, str]:
    """Of somebody who has activated the environment."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return plain() | {"LC_ALL": "C.UTF-8", "PATH": programs}


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    folder = Path(tempfile.mkdtemp(prefix="renmai run-"))  # with a space, as people have them
    samples = folder / "samples"
    samples.mkdir()
    for name in SOME:
        shutil.copy(ROOT / "samples" / name, samples)
    terminal = Terminal(folder / "data", samples)
    yield terminal
    terminal.close()
    shutil.rmtree(folder, ignore_errors=True)


def test_a_person_is_told_what_there_is_and_what_to_try_and_ctrl_c_leaves_nothing_running(terminal: Terminal) -> None:
    said = terminal.until("Ctrl-C stops all of it")
    assert "Importing invented people from samples/" in said
    counted = re.search(r"([\d,]+) records of ([\d,]+) people, ([\d,]+) events, head position ([\d,]+)", said)
    assert counted, said
    records, people, events, head = (int(number.replace(",", "")) for number in counted.groups())
    assert 0 < people <= records < events
    assert events == head
    assert f"Renmai is ready at http://127.0.0.1:{terminal.port} " in said
    key = re.search(r"A key to call it with \(recruiter\): (rk_\S+)", said)
    assert key, said
    asking, replaying, importing = things_to_try(said)
    if shutil.which("curl"):
        assert '"items":[{' in tried(asking, 0)
    assert "candidate-ingested" in tried(replaying, 0)
    assert "turned away" in tried(importing, 1)

    below = psutil.Process(terminal.process.pid).children(recursive=True)
    assert len(below) > 5
    terminal.press_ctrl_c()
    assert "Stopping" in terminal.until(None)
    assert terminal.process.wait(60) == 0
    assert all(gone(each, 60) for each in below)


def things_to_try(said: str) -> list[str]:
    lines = said.partition("Three things to try")[2].splitlines()[1:4]
    return [line.strip() for line in lines]


def tried(line: str, code: int) -> str:
    """As somebody would type it in the folder of the product."""
    done = subprocess.run(
        line, shell=True, cwd=ROOT, env=surroundings(), capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == code, (line, done)
    return done.stdout + done.stderr
