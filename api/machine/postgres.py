"""The embedded PostgreSQL: made, started or adopted, and stopped, on a socket that only its owner reaches.

The programs of the wheel are run directly, so that the supervisor knows the server's process. The owner logs
on without a password, as whoever reaches the socket could read the files as well; every other role needs one.
"""

import fcntl
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
from psycopg.conninfo import make_conninfo

from api.machine.account import Account, server_account
from api.machine.fit import as_file, fitting, this_machine
from api.machine.places import Places, folder_problem, private_folder
from api.machine.postmaster import Postmaster
from api.machine.problem import MachineProblem
from api.machine.refusal import refusal
from api.machine.spawn import end, gone, spawn
from api.machine.wheel import postgres_programs

MAJOR = "18"
OWNER = "postgres"
ACCESS = f"local all {OWNER} trust\nlocal all all scram-sha-256\n"
FAST_SHUTDOWN, IMMEDIATE_SHUTDOWN = signal.SIGINT, signal.SIGQUIT
PATIENCE = 300.0
"""Seconds for a start: a server that was killed under load first replays its log."""


class Postgres:
    """One cluster in one folder. `overrides` replace settings of `fitting`, for tests and small machines."""

    def __init__(self, places: Places, overrides: Mapping[str, str] | None = None) -> None:
        self.places = places
        self.overrides = overrides or {}
        self.process: psutil.Process | None = None
        self.sockets = places.sockets / "postgres"
        self.adopted = False
        self.opened: list[Path] = []
        """Folders that root had to let the server's account pass."""
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, *, dies_with_parent: bool = True) -> None:
        """Make the cluster if there is none; start it or adopt the one that runs. Raises `MachineProblem`."""
        with self._starting():
            self._refuse_other_version()
            account = server_account(self.places.postgres)
            if (running := Postmaster.of(self.places.postgres)) is not None:
                self._adopt(running, account, dies_with_parent)
            else:
                self._make_ready(account)
                self._launch(account, dies_with_parent)

    def alive(self) -> bool:
        if self._child is not None:
            return self._child.poll() is None
        return self.process is not None and not gone(self.process)

    def stop(self) -> None:
        """Disconnect everyone and shut down with a checkpoint; after a minute without (nothing is lost)."""
        if self.process is not None:
            end(self.process, (FAST_SHUTDOWN, 60.0), (IMMEDIATE_SHUTDOWN, 10.0))
        if self._child is not None:
            self._child.wait()
        self.process = self._child = None

    def conninfo(self, database: str = OWNER) -> str:
        """The owner's address of one database."""
        return make_conninfo(host=str(self.sockets), user=OWNER, dbname=database)

    @contextmanager
    def _starting(self) -> Iterator[None]:
        """One start at a time; the second then adopts what the first started."""
        try:
            with (self.places.data / "postgres.lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except OSError as error:
            raise folder_problem(error, self.places.data) from error

    def _refuse_other_version(self) -> None:
        try:
            found = (self.places.postgres / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return
        if found != MAJOR:
            raise MachineProblem(
                "data_from_other_version",
                "{folder} was written by PostgreSQL {found}, and this Renmai brings PostgreSQL {ours}.",
                "Use the Renmai that made it for `renmai backup`, then `renmai restore` with this one.",
                folder=self.places.postgres,
                found=found,
                ours=MAJOR,
            )

    def _make_ready(self, account: Account) -> None:
        """Folders, the cluster itself, and the two files that are ours, written anew at every start."""
        cluster = self.places.postgres
        programs = postgres_programs()
        account.let_read(programs.parent)
        closed = {*account.let_pass(programs / "postgres"), *account.let_pass(cluster)}
        self.opened = sorted(closed - {self.places.data})
        if not (cluster / "PG_VERSION").exists():
            self._make_cluster(account, programs)
        self.sockets = self.places.sockets / "postgres"
        private_folder(self.sockets, owner=account.user)
        account.own(self.sockets)
        settings = {**fitting(this_machine(cluster)), **self.overrides}
        for name, text in (("renmai.conf", as_file(settings)), ("pg_hba.conf", ACCESS)):
            (cluster / name).write_text(text, encoding="utf-8")
            account.own(cluster / name)
        if (cluster / "postmaster.pid").exists() and Postmaster.of(cluster) is None:
            # The id in it may be another process's by now, and PostgreSQL would take that for a server.
            (cluster / "postmaster.pid").unlink()

    def _make_cluster(self, account: Account, programs: Path) -> None:
        """Made beside its place and moved when whole: a start that is cut short leaves no half cluster."""
        cluster, draft = self.places.postgres, self.places.data / "postgres.draft"
        shutil.rmtree(draft, ignore_errors=True)
        private_folder(draft)
        account.own(draft)
        made = subprocess.run(
            [
                *(str(programs / "initdb"), "--pgdata", str(draft), "--username", OWNER, "--auth", "trust"),
                *("--encoding", "UTF8", "--locale", "C", "--locale-provider", "builtin"),
                *("--builtin-locale", "C.UTF-8"),
            ],
            cwd=draft,
            capture_output=True,
            text=True,
            check=False,
            **account.options,
        )
        if made.returncode != 0:
            raise refusal(self.places, made.stderr)
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude_if_exists = 'renmai.conf'\n")
        if cluster.is_dir():
            cluster.rmdir()
        draft.rename(cluster)

    def _launch(self, account: Account, dies_with_parent: bool) -> None:
        deadline = time.monotonic() + PATIENCE
        command = (postgres_programs() / "postgres", "-D", self.places.postgres, "-k", self.sockets)
        while True:
            with self.places.postgres_log.open("ab") as log:
                told_before = log.tell()
                self._child = spawn(
                    command,
                    output=log,
                    folder=self.places.postgres,
                    dies_with_parent_by=FAST_SHUTDOWN if dies_with_parent else None,
                    **account.options,
                )
            self.process, self.adopted = psutil.Process(self._child.pid), False
            if self._wait_until_ready(deadline):
                return
            told = self.places.postgres_log.read_bytes()[told_before:].decode(errors="replace")
            # After kill -9 of the server its last children need a moment to notice.
            if "shared memory" not in told or time.monotonic() > deadline:
                raise refusal(self.places, told)
            time.sleep(0.1)

    def _wait_until_ready(self, deadline: float) -> bool:
        """True when it takes connections, False when it ended instead."""
        while self.alive():
            running = Postmaster.of(self.places.postgres)
            if running is not None and running.ready:
                return True
            if time.monotonic() > deadline:
                said = self._last_said()  # before it is told to stop, and says so
                self.stop()
                raise refusal(self.places, f"not ready after {PATIENCE:.0f} seconds{said}")
            time.sleep(0.02)
        return False

    def _last_said(self) -> str:
        """What its log ends with, for whoever finds out why it took so long."""
        lines = self.places.postgres_log.read_text(encoding="utf-8", errors="replace").splitlines()
        return f", after it said {lines[-1].partition(': ')[2].strip()!r}" if lines else ""

    def _adopt(self, running: Postmaster, account: Account, dies_with_parent: bool) -> None:
        """Take over a server that a killed parent left behind; start one when it was shutting down."""
        self.process, self.sockets, self.adopted = running.process, running.sockets, True
        if not self._wait_until_ready(time.monotonic() + PATIENCE):
            self._make_ready(account)
            self._launch(account, dies_with_parent)
