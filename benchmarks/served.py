"""The API as it is served in production, one process of it, and a load of kept-alive connections."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from ledger.settings import Settings

PATIENCE = 60.0
"""Seconds that a server may take to come up."""


class Served(NamedTuple):
    host: str
    port: int
    key: str

    def rate(self, paths: Sequence[str], connections: int) -> Callable[[float], float]:
        """A side of a row: requests a second, each connection asking for these paths in turn."""
        return lambda seconds: asyncio.run(self._load(paths, connections, seconds))

    def times(self, path: str) -> Callable[[float], list[float]]:
        """Seconds of each answer, one after the other over one connection."""
        return lambda seconds: asyncio.run(self._timed(path, seconds))

    async def _load(self, paths: Sequence[str], connections: int, seconds: float) -> float:
        turns, begun = cycle(paths), time.perf_counter()
        work = [self._ask(turns, begun + seconds) for _ in range(connections)]
        answers = await asyncio.gather(*work)
        return sum(map(len, answers)) / (time.perf_counter() - begun)

    async def _timed(self, path: str, seconds: float) -> list[float]:
        return await self._ask(cycle([path]), time.perf_counter() + seconds)

    async def _ask(self, paths: Iterator[str], until: float) -> list[float]:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        took = []
        while (begun := time.perf_counter()) < until:
            writer.write(f"GET {next(paths)} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {self.key}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            took.append(time.perf_counter() - begun)
        writer.close()
        return took


@contextmanager
def served(settings: Settings, key: str, factory: str) -> Iterator[Served]:
    """`factory` names a function that makes the application, as `module:function`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--factory", factory]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--log-level", "error"]
    root = str(Path(__file__).parent.parent)
    with subprocess.Popen(command, env=os.environ | _variables(settings) | {"PYTHONPATH": root}) as process:
        try:
            _wait_for(port, process)
            yield Served("127.0.0.1", port, key)
        finally:
            process.terminate()


def _variables(settings: Settings) -> dict[str, str]:
    secret = settings.role_password.get_secret_value() if settings.role_password else ""
    return {
        "RENMAI_DATABASE_URL": settings.admin_conninfo,
        "RENMAI_KEYS_DATABASE_URL": settings.keys_admin_conninfo,
        "RENMAI_ROLE_PASSWORD": secret,
        "RENMAI_DATA": str(settings.data),
        "RENMAI_BLOBS_URL": settings.blobs,
        "RENMAI_KEY_FILE": str(settings.key_encryption_key_file),
    }


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the API did not come up")
