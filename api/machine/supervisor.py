"""Keep processes running: start them in order, start again what dies, stop all in the opposite order."""

import json
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Protocol

import psutil

from api.machine.problem import MachineProblem
from api.machine.spawn import end

LOOK = 0.5
"""Seconds between looks; the death of a child of ours is noticed at once."""
LONGEST_PAUSE = 30.0
STEADY = 30.0
"""Seconds that a process must have lived for its next death to count as the first."""


class Kept(Protocol):
    """What can be kept running. `start` may raise `MachineProblem`, and is then tried again later."""

    process: psutil.Process | None

    def start(self) -> None: ...
    def alive(self) -> bool: ...
    def stop(self) -> None: ...


@dataclass(slots=True)
class Post:
    """One place that must not stay empty, and its back-off: at once, then after 1/2, 1, 2 … seconds."""

    name: str
    kept: Kept
    started: float = 0.0
    due: float = 0.0
    deaths: int = 0
    down: bool = False

    def died(self, now: float) -> None:
        self.deaths = 1 if now - self.started > STEADY else self.deaths + 1
        self.due = now if self.deaths == 1 else now + min(0.25 * 2 ** (self.deaths - 1), LONGEST_PAUSE)
        self.down = True


class Supervisor:
    """Keeps posts filled until it is told to stop. `tell(name, what)` hears "died", "back" or a problem.

    `register` is a file that names the running processes, for the next start to end what a kill left behind.
    """

    def __init__(self, register: Path, tell: Callable[[str, str | MachineProblem], None]) -> None:
        self.posts: list[Post] = []
        self._register = register
        self._tell = tell

    def start(self, name: str, kept: Kept) -> None:
        """Fill one more post. Raises what its start raises."""
        post = Post(name, kept, started=time.monotonic())
        self.posts.append(post)
        kept.start()
        self._note()

    def keep(self) -> None:
        """Watch for ever. Ends by `KeyboardInterrupt`, which Ctrl-C, SIGTERM and SIGHUP become."""
        with _woken_by_deaths() as deaths:
            while True:
                self.look(time.monotonic())
                select.select([deaths], [], [], LOOK)
                with suppress(BlockingIOError):
                    os.read(deaths, 4096)

    def look(self, now: float) -> None:
        """Start again what has died and is due."""
        for post in self.posts:
            if not post.down and not post.kept.alive():
                post.died(now)
                self._tell(post.name, "died")
            if post.down and now >= post.due:
                self._again(post)

    def deaths_of(self, name: str) -> int:
        """How often it died in a row."""
        return next(post.deaths for post in self.posts if post.name == name)

    def _again(self, post: Post) -> None:
        post.started = time.monotonic()
        try:
            post.kept.start()
        except MachineProblem as problem:
            post.died(time.monotonic())
            self._tell(post.name, problem)
        else:
            post.down = False
            self._tell(post.name, "back")
        self._note()

    def stop(self) -> None:
        """Stop everything, last started first. More signals are ignored meanwhile: every step has a limit."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for post in reversed(self.posts):
            post.kept.stop()
        self._register.unlink(missing_ok=True)

    def _note(self) -> None:
        running = [post.kept.process for post in self.posts if post.kept.process is not None]
        entries = []
        for process in running:
            with suppress(psutil.NoSuchProcess):
                entries.append({"pid": process.pid, "created": process.create_time()})
        draft = self._register.with_suffix(".draft")
        with suppress(OSError):  # of a full disk the processes themselves tell
            draft.write_text(json.dumps(entries), encoding="ascii")
            draft.replace(self._register)


def end_leftovers(register: bytes, spared: Sequence[psutil.Process | None] = ()) -> int:
    """End what an earlier supervisor noted as running, unless it was adopted; says how many there were."""
    try:
        entries = json.loads(register)
    except ValueError:
        return 0
    kept = {process.pid for process in spared if process is not None}
    ended = 0
    for entry in entries:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(entry["pid"])
            if process.pid not in kept and process.create_time() == entry["created"]:
                end(process, (signal.SIGTERM, 10.0))
                ended += 1
    return ended


def stop_by_signals() -> None:
    """Let SIGTERM and SIGHUP do what Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


@contextmanager
def _woken_by_deaths() -> Iterator[int]:
    """A file descriptor that becomes readable when a child ends."""
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    before = signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    woken = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    try:
        yield reader
    finally:
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGCHLD, before)
        os.close(reader)
        os.close(writer)
