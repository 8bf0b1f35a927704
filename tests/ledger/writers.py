"""Writers in processes of their own, whose events tell which append they belong to.

So an append that was lost, doubled or stored by half is found by reading the ledger. What was acknowledged goes
to a file by one write, before the next append, and so outlives a `kill -9` of the writer.
"""

import hashlib
import os
import signal
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg_pool.base import AttemptWithBackoff
from uuid_utils.compat import uuid7 as new_id

from ledger.faults import LedgerBusy, Moved, OutcomeUnknown
from ledger.store import CommandClaim, NewRow, Receipt, Row, Store, pool_of
from tests.processes import PROCESSES

FIRST_COMMIT = """
    SELECT first_position, stored, stamped_at, replayed FROM ledger.append(
        %b::uuid[], %b::int8[], %t::text[], %b::bytea[], NULL, NULL, %t, %b, %b, NULL)
"""


class Acknowledged(NamedTuple):
    append: str
    position: int
    events: int


class Folder(NamedTuple):
    """Where the writers of one test report, and look for the sign to stop."""

    path: Path

    @property
    def stop(self) -> Path:
        return self.path / "stop"

    def report(self, writer: str) -> Path:
        return self.path / f"{writer}.acknowledged"

    def acknowledged(self) -> list[Acknowledged]:
        """What all writers were told is stored. A last line cut short by a kill was not reported."""
        found = []
        for file in self.path.glob("*.acknowledged"):
            for line in file.read_text(encoding="ascii").split("\n")[:-1]:
                append, position, events = line.split()
                found.append(Acknowledged(append, int(position), int(events)))
        return found


class OneCommit(Store):
    """A store that is broken on purpose: it answers after the first commit, which nothing has flushed."""

    def append(self, rows: Sequence[NewRow], *, command: CommandClaim | None = None, **_: object) -> Receipt:
        assert command is not None
        with self.pool.connection() as connection:
            found = connection.execute(
                FIRST_COMMIT,
                (
                    [row.stream for row in rows],
                    [row.version for row in rows],
                    [row.type for row in rows],
                    [row.state for row in rows],
                    *(command.actor, command.command_id, command.body_sha256),
                ),
                binary=True,
            ).fetchone()
        assert found is not None
        return Receipt(*found)


class DiesBetweenCommits(OneCommit):
    """Makes the first commit, and is dead before the second."""

    def append(self, rows: Sequence[NewRow], *, command: CommandClaim | None = None, **_: object) -> Receipt:
        super().append(rows, command=command)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")


class WithoutCommand(Store):
    """Says nothing of a command, so that one event goes alone. Asked again, it finds that its place is taken."""

    def append(self, rows: Sequence[NewRow], **_: object) -> Receipt:
        try:
            return super().append(rows)
        except Moved:
            stored = next(each for each in self.stream(rows[0].stream) if each.version == rows[0].version)
            return Receipt(stored.position, len(rows), stored.recorded_at, replayed=True)


def write(conninfo: str, folder: Folder, writer: str, appends: int | None = None, kind: type[Store] = Store) -> None:
    """Append one, two or three events at a time, over two streams, until told to stop (or `appends` times)."""
    AttemptWithBackoff.INITIAL_DELAY = 0.05  # so that a round of `kill -9` is short
    report = os.open(folder.report(writer), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    streams, versions = (new_id(), new_id()), [0, 0]
    with pool_of(conninfo, size=1) as pool:
        store = kind(pool)
        number = 0
        while (appends is None or number < appends) and not folder.stop.exists():
            number += 1
            append = new_id()
            rows = []
            for place in range(1 + number % 3):
                versions[place % 2] += 1
                state = {"append": append.hex, "place": place, "of": 1 + number % 3, "writer": writer}
                rows.append(NewRow(streams[place % 2], versions[place % 2], "written", orjson.dumps(state)))
            claim = CommandClaim(writer, append, hashlib.sha256(append.bytes).digest())
            receipt = until_answered(store, rows, claim, folder)
            if receipt is not None:
                os.write(report, f"{append.hex} {receipt.first_position} {receipt.events}\n".encode())
    os.close(report)


def until_answered(store: Store, rows: Sequence[NewRow], claim: CommandClaim, folder: Folder) -> Receipt | None:
    """Ask again under the same command id while nobody can say what became of it; None when told to stop."""
    while not folder.stop.exists():
        try:
            return store.append(rows, command=claim)
        except (OutcomeUnknown, LedgerBusy, psycopg.OperationalError):
            time.sleep(0.02)
    return None


@contextmanager
def writing(conninfo: str, folder: Folder, writers: int, *kinds: type[Store]) -> Iterator[list[BaseProcess]]:
    """So many writers at work, of these kinds in turn, each of which has been answered at least once; told to stop at
    the end."""
    folder.stop.unlink(missing_ok=True)
    names = [f"writer:{number}" for number in range(writers)]
    processes: list[BaseProcess] = [
        PROCESSES.Process(target=write, args=(conninfo, folder, name, None, kind), daemon=True)
        for name, kind in zip(names, cycle(kinds or (Store,)), strict=False)
    ]
    for process in processes:
        process.start()
    try:
        wait_until(lambda: all(folder.report(name).exists() and folder.report(name).stat().st_size for name in names))
        yield processes
    finally:
        folder.stop.touch()
        for process in processes:
            process.join(60)
            process.kill()


def wait_until(happened: object, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    assert callable(happened)
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


def everything(store: Store, page: int = 5000) -> list[Row]:
    """The whole ledger, from the first position."""
    rows: list[Row] = []
    while more := store.page(rows[-1].position if rows else 0, page):
        rows += more
    return rows


def assert_ordered(rows: Sequence[Row]) -> None:
    """Positions dense from 1, recorded_at never falling, versions of each stream dense from 1."""
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    moments = [row.recorded_at for row in rows]
    assert moments == sorted(moments)
    seen: Counter[UUID] = Counter()
    for row in rows:
        seen[row.stream] += 1
        assert row.version == seen[row.stream]


def appends_of(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each append; none is there by half, or twice, or scattered."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(orjson.loads(row.state)["append"], []).append(row)
    for stored in found.values():
        states = [orjson.loads(row.state) for row in stored]
        assert [state["place"] for state in states] == list(range(states[0]["of"]))
        first = stored[0].position
        assert [row.position for row in stored] == list(range(first, first + len(stored)))
    return found


def lost(acknowledged: Iterable[Acknowledged], rows: Iterable[Row]) -> list[Acknowledged]:
    """The acknowledged appends that are not where their writers were told."""
    found = appends_of(rows)
    return [
        each
        for each in acknowledged
        if (stored := found.get(each.append)) is None
        or (stored[0].position, len(stored)) != (each.position, each.events)
    ]
