"""An HTTP server in a process of its own, on a free port, for as long as a `with` lasts."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import api
from api.machine.spawn import spawn
from ledger.settings import Settings

PATIENCE = 60.0
"""Seconds for a server to come up on a busy machine."""
OURS = ("-m", "api.command_line", "serve", "api")


def raw(port: int) -> Sequence[str]:
    """The other application, on the same server with the same options as `renmai serve api`."""
    options = ("--interface", "asgi", "--factory", "--no-ws", "--workers", str(workers()))
    where = ("--host", "127.0.0.1", "--port", str(port), "--log-level", "warning")
    return ("-m", "granian", *options, *where, "benchmarks.raw_app:create_app")


def workers() -> int:
    """As `renmai serve api` counts them."""
    return max(1, min(4, (os.cpu_count() or 1) // 2))


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def serving(arguments: Sequence[str], settings: Settings, port: int) -> Iterator[int]:
    """Python with these arguments, given the settings as variables; answers the port once it listens."""
    log = settings.data / f"server-{port}.log"
    with log.open("wb") as output:
        process = spawn(
            [sys.executable, *arguments],
            output=output,
            environment={**os.environ, **_variables(settings, port)},
            dies_with_parent_by=signal.SIGTERM,
        )
    try:
        deadline = time.monotonic() + PATIENCE
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the server did not come up: {log.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


def _variables(settings: Settings, port: int) -> dict[str, str]:
    return {
        "RENMAI_DATABASE_URL": settings.admin_conninfo,
        "RENMAI_KEYS_DATABASE_URL": settings.keys_admin_conninfo,
        "RENMAI_ROLE_PASSWORD": settings.role_secret(),
        "RENMAI_DATA": str(settings.data),
        "RENMAI_KEY_FILE": str(settings.key_encryption_key_file),
        "RENMAI_BLOBS_URL": settings.blobs,
        "RENMAI_HOST": "127.0.0.1",
        "RENMAI_CALLS_A_MINUTE": "1000000000",
        "RENMAI_PORT": str(port),
        "PYTHONPATH": str(Path(api.__file__).parent.parent),
    }
