"""Who uses the data folder: one `renmai run` at a time, and any number of short commands beside it.

Two lock files, released by the kernel when their holder dies, so there is never a stale one:
`run.lock` is held by the one `renmai run`; `users.lock` is shared by all who need the embedded server.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from api.machine.places import Places, folder_problem
from api.machine.problem import MachineProblem


@contextmanager
def claim_run(places: Places, address: str) -> Iterator[None]:
    """Be the one `renmai run` of this folder. Raises `MachineProblem` already_running."""
    with _opened(places, "run.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _already_running(places, lock) from None
        lock.truncate(0)
        lock.write(json.dumps({"pid": os.getpid(), "address": address}))
        lock.flush()
        with use(places):
            yield


@contextmanager
def use(places: Places) -> Iterator[None]:
    """Need the embedded server for as long as this lasts. Waits for one that is just being stopped."""
    with _opened(places, "users.lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


@contextmanager
def nobody_uses(places: Places) -> Iterator[bool]:
    """Whether the server may be stopped now; while True, whoever wants to use it waits."""
    with _opened(places, "users.lock") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _opened(places: Places, name: str) -> IO[str]:
    try:
        return (places.data / name).open("a+", encoding="utf-8")
    except OSError as error:
        raise folder_problem(error, places.data) from error


def _already_running(places: Places, lock: IO[str]) -> MachineProblem:
    lock.seek(0)
    try:
        holder = json.loads(lock.read())
    except ValueError:  # it is just starting
        holder = {}
    return MachineProblem(
        "already_running",
        "`renmai run` is at work on {folder} (process {pid}, {address}).",
        "Use that one, stop it with Ctrl-C, or name another data folder with RENMAI_DATA.",
        folder=places.data,
        pid=holder.get("pid", "?"),
        address=holder.get("address", "?"),
    )
