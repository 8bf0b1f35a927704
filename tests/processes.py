"""Processes of a test's own: the command line as people call it, workers to kill.

Each is forked from one that has imported what all of them need, once: importing takes seconds of a processor, and
the tests start some hundreds of processes. What reads its variables while it is imported (the command line, which then
chooses its language) is imported anew in each. `renmai run` and `renmai --help` are tried without this.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    ["ledger.migrate", "ledger.intake.run", "projections.rebuild", "workers.run", "tests.ledger.writers"]
)


class Forked:
    """A process that calls `target(*arguments)` with these variables and no others."""

    def __init__(
        self,
        target: Callable[..., object],
        *arguments: Any,
        variables: Mapping[str, str],
        output: tuple[Path, Path] | None = None,
    ) -> None:
        self._process = PROCESSES.Process(target=_begin, args=(target, arguments, dict(variables), output))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, seconds: float | None = None) -> int:
        """Its exit code; the number of a signal below zero. Raises TimeoutExpired."""
        self._process.join(seconds)
        if (code := self._process.exitcode) is None:
            raise subprocess.TimeoutExpired(str(self.pid), seconds or 0)
        return code

    def signalled(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()


def _begin(
    target: Callable[..., object],
    arguments: tuple[Any, ...],
    variables: Mapping[str, str],
    output: tuple[Path, Path] | None,
) -> None:
    os.environ.clear()
    os.environ.update(variables)
    for number, path in enumerate(output or (), 1):
        with path.open("wb") as file:
            os.dup2(file.fileno(), number)
    target(*arguments)


def run_text(text: str, *arguments: str, variables: Mapping[str, str]) -> int:
    """What `python -c` would do with a program; its exit code."""
    return Forked(_text, text, arguments, variables=variables).wait(240)


def renmai(variables: Mapping[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """The command line, to its end."""
    with tempfile.TemporaryDirectory() as folder:
        told, complained = Path(folder, "out"), Path(folder, "err")
        process = Forked(_command_line, words, variables=variables, output=(told, complained))
        try:
            code = process.wait(240)
        finally:
            process.kill()
        return subprocess.CompletedProcess(words, code, told.read_text("utf-8"), complained.read_text("utf-8"))


def _text(text: str, arguments: tuple[str, ...]) -> None:
    sys.argv = ["-c", *arguments]
    exec(compile(text, "-c", "exec"), {"__name__": "__main__"})


def _command_line(words: tuple[str, ...]) -> None:
    from api.command_line import main

    sys.argv = ["renmai", *words]
    main()
