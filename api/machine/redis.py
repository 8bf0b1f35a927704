"""The embedded Valkey, which speaks Redis: a socket, no network, nothing on disk. It only carries work."""

import fcntl
import signal
import subprocess
import time
from contextlib import suppress

import psutil
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from api.machine.places import Places, folder_problem, private_folder
from api.machine.problem import MachineProblem
from api.machine.spawn import end, gone, spawn
from api.machine.wheel import redis_program

PATIENCE = 30.0


class Redis:
    """One server in one folder. What an earlier one left running is adopted: it may carry work."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.socket = places.sockets / "redis" / "redis.sock"
        self.process: psutil.Process | None = None
        self.adopted = False
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, *, dies_with_parent: bool = True) -> None:
        """Start it, or adopt the one that answers. Raises `MachineProblem`."""
        try:
            private_folder(self.places.redis)
            private_folder(self.socket.parent)
            with (self.places.data / "redis.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not self._adopt():
                    self._launch(dies_with_parent)
        except OSError as error:
            raise folder_problem(error, self.places.data) from error

    def alive(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        return self.process is not None and not gone(self.process)

    def stop(self) -> None:
        if self.process is not None:
            end(self.process, (signal.SIGTERM, 5.0))
        if self._child is not None:
            self._child.wait()
        self.process = self._child = None

    def _adopt(self) -> bool:
        if (pid := self._answers()) is None:
            return False
        with suppress(psutil.NoSuchProcess):
            self.process, self._child, self.adopted = psutil.Process(pid), None, True
            return True
        return False

    def _launch(self, dies_with_parent: bool) -> None:
        self.socket.unlink(missing_ok=True)
        log = self.places.redis / "log"
        with log.open("wb") as output:
            self._child = spawn(
                [
                    *(redis_program(), "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"),
                    *("--save", "", "--appendonly", "no", "--dir", self.places.redis, "--daemonize", "no"),
                    *("--maxmemory-policy", "noeviction"),
                ],
                output=output,
                folder=self.places.redis,
                dies_with_parent_by=signal.SIGTERM if dies_with_parent else None,
            )
        self.process, self.adopted = psutil.Process(self._child.pid), False
        deadline = time.monotonic() + PATIENCE
        while self._answers() is None:
            if not self.alive() or time.monotonic() > deadline:
                told = log.read_text(encoding="utf-8", errors="replace").splitlines()
                self.stop()
                raise MachineProblem(
                    "redis_did_not_start",
                    "The embedded Redis did not start: {why}",
                    "The whole story is in {log}.",
                    why=told[-1] if told else "no word from it",
                    log=log,
                )
            time.sleep(0.02)

    def _answers(self) -> int | None:
        """The process id of the server behind the socket, or None when nobody answers."""
        once = Retry(NoBackoff(), retries=0)
        with (
            suppress(redis.RedisError),
            redis.Redis(unix_socket_path=str(self.socket), socket_timeout=5, retry=once) as client,
        ):
            return int(client.info("server")["process_id"])
        return None
