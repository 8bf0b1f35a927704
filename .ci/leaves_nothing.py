"""`python .ci/leaves_nothing.py COMMAND…`: runs it, and fails when anything that it started outlives it.

Whatever a process below this one leaves behind, in a session of its own or not, becomes a child of this one (a "child
subreaper", Linux): so what is left is found for certain, and nothing else of the machine's. Elsewhere it only runs it.
"""

import ctypes
import os
import subprocess
import sys
import time
from contextlib import suppress

import psutil

PR_SET_CHILD_SUBREAPER = 36
GRACE = 20.0
"""Seconds to end in, for what was told to."""


def adopt_what_is_left() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def left() -> list[psutil.Process]:
    """What still runs, the dead ones buried."""
    running = []
    for each in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess, ChildProcessError):
            if each.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(each.pid, os.WNOHANG)
            else:
                running.append(each)
    return running


def main(command: list[str]) -> int:
    adopt_what_is_left()
    code = subprocess.run(command, check=False).returncode
    deadline = time.monotonic() + GRACE
    while (running := left()) and time.monotonic() < deadline:
        time.sleep(0.1)
    for each in running:
        with suppress(psutil.NoSuchProcess):
            print(f"left running: {each.pid} {' '.join(each.cmdline())[:300]}", file=sys.stderr)
            each.kill()
    return code or (1 if running else 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
