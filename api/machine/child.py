"""One process of ours under the supervisor: `renmai serve …`, with its log, in a session of its own."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import psutil

from api.machine.places import Places, folder_problem
from api.machine.spawn import end, spawn
from ledger.settings import Settings

LONGEST_LOG = 20 * 2**20


class Child:
    """`renmai serve NAME`. It gets the settings as variables, and ends when its parent does."""

    def __init__(self, name: str, settings: Settings, places: Places) -> None:
        self.name = name
        self.log = places.data / "logs" / f"{name}.log"
        self.process: psutil.Process | None = None
        self._environment = {**os.environ, **_variables(settings), "RENMAI_SUPERVISED": "1"}
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Raises `MachineProblem`."""
        self._end_group()
        with self._log_to_write() as output:
            self._child = spawn(
                # -P: a folder named `api` where the user happens to stand must not be taken for ours.
                [sys.executable, "-P", "-m", "api.command_line", "serve", self.name],
                output=output,
                environment=self._environment,
                dies_with_parent_by=signal.SIGTERM,
            )
        self.process = psutil.Process(self._child.pid)

    def alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        """Ask it to finish what it is at; after 10 seconds it is ended, and what it left behind with it."""
        if self.process is not None and self.alive():
            end(self.process, (signal.SIGTERM, 10.0))
        self._end_group()

    def exit_code(self) -> int | None:
        return self._child.poll() if self._child is not None else None

    def last_words(self) -> str:
        return last_line(self.log)

    def _log_to_write(self) -> BinaryIO:
        try:
            self.log.parent.mkdir(mode=0o700, exist_ok=True)
            if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
                self.log.replace(self.log.with_suffix(".log.1"))
            return self.log.open("ab")
        except OSError as error:
            raise folder_problem(error, self.log.parent) from error

    def _end_group(self) -> None:
        """Its own children share its session: after a kill -9 of it they are what is left."""
        if self._child is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()


def last_line(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").rstrip().splitlines()
    except FileNotFoundError:
        return ""
    return lines[-1].strip() if lines else ""


def _variables(settings: Settings) -> dict[str, str]:
    """The settings as a child reads them, relative paths made absolute by then."""
    plain = {"DATA": settings.data.resolve(), "HOST": settings.host, "PORT": settings.port}
    secret = {
        "DATABASE_URL": settings.database_url,
        "KEYS_DATABASE_URL": settings.keys_database_url,
        "REDIS_URL": settings.redis_url,
        "ROLE_PASSWORD": settings.role_password,
    }
    return {
        **{f"RENMAI_{name}": str(value) for name, value in plain.items()},
        **{f"RENMAI_{name}": value.get_secret_value() for name, value in secret.items() if value is not None},
    }
