"""`renmai run` in a process of its own, as people start it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import httpx2 as httpx
import psutil

from tests.ports import free_port

RENMAI = [sys.executable, "-P", "-m", "api.command_line"]
T = TypeVar("T")
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


def plain() -> dict[str, str]:
    """The variables of this process without its settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith("RENMAI_")}


class Run:
    """One `renmai run`: its process, what it said when it was ready, and the processes below it."""

    def __init__(self, data: Path, port: int, within: Sequence[str] = ()) -> None:
        """`within` is a command that becomes it, such as `unshare`."""
        self.data, self.port, self.key = data, port, ""
        self.process = subprocess.Popen(
            [*within, *RENMAI, "run", "--json", "--no-samples", "--data", str(data), "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=plain(),
        )

    def ready(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if told.get("ready"):
                self.key = told["key"]
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

    def call(
        self, method: str, path: str, *, key: str | None = None, headers: Mapping[str, str] = NO_HEADERS, **what: Any
    ) -> httpx.Response | None:
        """The answer of the API to this key, or to the recruiter's; None when nobody gives one."""
        address, said = f"http://127.0.0.1:{self.port}{path}", {"Authorization": f"Bearer {key or self.key}", **headers}
        with suppress(httpx.TransportError):
            return httpx.request(method, address, headers=said, timeout=60, trust_env=False, **what)
        return None

    def text(self, path: str, *, key: str | None = None) -> str:
        """What a path answers; nothing as long as it answers otherwise than with 200."""
        answer = self.call("GET", path, key=key)
        return answer.text if answer is not None and answer.status_code == 200 else ""

    def answers(self) -> bool:
        return bool(self.text("/health/live"))

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=240)
        return self.process.returncode


def in_time(ask: Callable[[], T], patience: float = 240) -> T:
    """The first answer that says something."""
    deadline = time.monotonic() + patience
    while not (answer := ask()):
        assert time.monotonic() < deadline, "it did not come in time"
        time.sleep(0.05)
    return answer


@contextmanager
def running(data: Path, port: int | None = None, within: Sequence[str] = ()) -> Iterator[Run]:
    run = Run(data, port or free_port(), within)
    try:
        yield run
    finally:
        run.stop()
