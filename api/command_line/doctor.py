"""`renmai doctor`: look at everything that `renmai run` stands on, and say what to do about what is wrong."""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import psycopg
import redis
import typer
from psycopg.conninfo import make_conninfo
from rich.table import Table

from api.command_line.complaint import complaint_of
from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json, told
from api.machine.attach import DATABASE, attached
from api.machine.databases import refuse_other_encoding
from api.machine.fit import this_machine
from api.machine.places import ROOM_TO_START, Places
from api.machine.ports import refuse_taken_port
from api.machine.postgres import OWNER
from api.machine.postmaster import Postmaster
from api.machine.problem import MachineProblem
from api.machine.wheel import postgres_programs, redis_program
from ledger.blob_store import BlobStore
from ledger.faults import LedgerFault
from ledger.orphans import orphans
from ledger.settings import Settings
from ledger.store import Store, pool_of

HELP = _(
    """Look at everything that `renmai run` stands on: Python, disk, ports, both servers.

With --ledger also at everything that is stored: the order of all events, a key for each, the files that they
name, and how far the read models are. That reads the whole ledger while everybody goes on working.

Changes nothing. Exit code 1 when something is wrong; each finding says what to do.

**Examples**

* `renmai doctor`
* `renmai doctor --ledger --json`
"""
)
Whole = Annotated[bool, typer.Option("--ledger", help=_("Look at everything that is stored, too."))]


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    good: bool
    found: str
    remedy: str = ""


def doctor(ledger: Whole = False, json: Json = False) -> None:
    findings = examine(Settings(), stored=ledger)
    if json:
        tell_json([asdict(finding) for finding in findings])
    else:
        table = Table(box=None, show_header=False, pad_edge=False)
        for finding in findings:
            mark = "[green]✓[/]" if finding.good else "[red]✗[/]"
            table.add_row(mark, finding.name, f"{finding.found} {finding.remedy}".strip())
        told.print(table)
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings, *, stored: bool = False) -> list[Finding]:
    """Every check in turn; one that fails in a way that it did not foresee is a finding too."""
    findings = [_examined(name, check, settings) for name, check in CHECKS]
    if stored:
        from api.command_line.stored import STORED  # slow to import; --help should not wait

        with attached(settings) as found, progress.status(_("Reading the ledger")):
            findings += [_examined(name, check, found) for name, check in STORED]
    return findings


def _examined(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, good=True, found=check(settings))
    except (MachineProblem, LedgerFault, psycopg.Error, redis.RedisError, OSError) as error:
        complaint = complaint_of(error)
        return Finding(name, good=False, found=complaint.message, remedy=complaint.remedy)


def _python(_settings: Settings) -> str:
    return f"{sys.version.split()[0]}, {sys.executable}"


def _machine(settings: Settings) -> str:
    machine = this_machine(_existing(settings.data))
    return _("{cores} cores, {memory} MB of memory").format(cores=machine.cores, memory=f"{machine.memory // 2**20:,}")


def _disk(settings: Settings) -> str:
    folder = _existing(settings.data)
    free = shutil.disk_usage(folder).free
    if free < ROOM_TO_START or not os.access(folder, os.W_OK):
        Places(settings.data.resolve()).prepare()  # says which of the two it is
    return _("{free} MB free, a durable write takes {time} ms").format(
        free=f"{free // 2**20:,}", time=f"{_durable_write(folder) * 1000:.2f}"
    )


def _durable_write(folder: Path) -> float:
    """Seconds of an 8 kB write with fdatasync, the median of 20: what each acknowledged command costs."""
    trial = folder / f".renmai-trial-{os.getpid()}"
    sync = getattr(os, "fdatasync", os.fsync)
    took = []
    try:
        with trial.open("wb", buffering=0) as file:
            for _round in range(20):
                file.write(b"\0" * 8192)
                start = time.perf_counter()
                sync(file.fileno())
                took.append(time.perf_counter() - start)
    finally:
        trial.unlink(missing_ok=True)
    return statistics.median(took)


def _postgres(settings: Settings) -> str:
    if settings.database_url is None:
        running = Postmaster.of(settings.data.resolve() / "postgres")
        state = _("running") if running else _("not running; `renmai run` starts it")
        return _("embedded, {folder}: {state}").format(folder=postgres_programs(), state=state)
    with psycopg.connect(settings.admin_conninfo, connect_timeout=5) as connection:
        version = connection.info.parameter_status("server_version")
        row = connection.execute("SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user")
        if row.fetchone() != (True,):
            raise psycopg.errors.InsufficientPrivilege("this role may not create roles")
        refuse_other_encoding(connection)
        return _("PostgreSQL {version}, {host}").format(version=version, host=connection.info.host)


def _redis(settings: Settings) -> str:
    if settings.redis_url is None:
        return _("embedded, {folder}").format(folder=redis_program())
    with redis.Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=5) as client:
        return _("Redis {version}").format(version=client.info("server")["redis_version"])


def _orphans(settings: Settings) -> str:
    """Reads the ledger only where it is up: nothing is started for it."""
    if settings.database_url is None:
        places = Places(settings.data.resolve())
        running = Postmaster.of(places.postgres)
        if running is None:
            return _("not looked at, for the database does not run")
        address = make_conninfo(host=str(running.sockets), user=OWNER, dbname=DATABASE)
        settings = settings.at(data=places.data, database_url=address)
    with psycopg.connect(settings.admin_conninfo, connect_timeout=5) as connection:
        if connection.execute("SELECT to_regclass('ledger.event')").fetchone() == (None,):
            return _("none yet")
    with pool_of(settings.admin_conninfo, size=1) as pool:
        found = orphans(Store(pool), BlobStore(settings.blobs))
    if not found.files:
        return _("every old file is named by an event")
    return _("{files} files that no event names; `renmai orphans --remove` removes them").format(files=len(found.files))


def _port(settings: Settings) -> str:
    refuse_taken_port(settings.host, settings.port)
    return _("{host}:{port} is free").format(host=settings.host, port=settings.port)


def _existing(folder: Path) -> Path:
    folder = folder.resolve()
    return next(parent for parent in (folder, *folder.parents) if parent.is_dir())


CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("python", _python),
    ("machine", _machine),
    ("disk", _disk),
    ("postgres", _postgres),
    ("redis", _redis),
    ("orphans", _orphans),
    ("port", _port),
)
