"""Start a process that ends with its parent, and end one for certain."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def spawn(
    command: Sequence[str | Path],
    *,
    output: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    dies_with_parent_by: signal.Signals | None = None,
    **options: Any,
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C in a terminal reaches only the parent.

    `dies_with_parent_by`: the signal that the kernel sends it when the thread that called this ends (Linux).
    Elsewhere the next start finds what was left running. `options` go to `subprocess.Popen`.
    """
    return subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=dict(environment) if environment is not None else None,
        cwd=folder,
        start_new_session=True,
        # Runs after the change of user, which would clear the setting; it only calls what was loaded before.
        preexec_fn=_death_signal(dies_with_parent_by),
        **options,
    )


def _death_signal(number: signal.Signals | None) -> Callable[[], None] | None:
    if number is None or _libc is None:
        return None
    parent = os.getpid()
    prctl = _libc.prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)

    return ask


def die_with_parent() -> None:
    """End this process by SIGTERM as soon as its parent is gone: by the kernel on Linux, else by looking."""
    parent = os.getppid()
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGTERM), 0, 0, 0)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
        return

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look, name="die-with-parent", daemon=True).start()


def end(process: psutil.Process, *steps: tuple[signal.Signals, float]) -> None:
    """Send each signal in turn until the process is gone, waiting so many seconds; at last SIGKILL."""
    for number, patience in (*steps, (signal.SIGKILL, 5.0)):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(number)
        if gone(process, patience):
            return


def gone(process: psutil.Process, patience: float = 0.0) -> bool:
    """Whether the process has ended, or does so within `patience` seconds. A zombie has ended."""
    deadline = time.monotonic() + patience
    while True:
        try:
            if not process.is_running():
                return True
            # A leader may be a zombie while threads of its are still at work.
            if process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1:
                return True
        except psutil.NoSuchProcess:
            return True
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.01)
