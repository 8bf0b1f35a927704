"""Looks at personal data, recorded before anything is shown: many at once in one durable append.

While one append is under way, looks of other calls gather for the next, and where several did so, for a moment longer:
a busy process appends once or twice in a hundredth of a second, however many it answers. Whoever looks alone waits for
nobody.
"""

import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import NamedTuple
from uuid import UUID

from domain.envelope import Meta
from domain.events import PersonalDataViewed
from domain.vocabulary import ActorId, Code
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger

LONGEST_STREAM = 10_000
GATHERED_FOR = 0.006
"""Seconds from one append of several calls to the next: an append costs a process as much as answering a call."""
MOST = 10_000
"""People of one event."""


class By(NamedTuple):
    """Who looks, for whom, why, and at what."""

    actor: ActorId
    on_behalf_of: ActorId | None
    reason: Code | None
    way: Code


class Looks:
    """Of one process. Safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._lock = Lock()
        self._waiting: dict[By, dict[UUID, None]] = {}
        self._next: Future[int] | None = None
        self._writer = ThreadPoolExecutor(1, "looks")
        self._stream, self._version = new_id(), 0
        self._calls = 0
        self._not_before = 0.0

    def note(self, by: By, candidates: Iterable[UUID]) -> Future[int]:
        """Done, with a position, when it is on disk. Where it raises as `Ledger.append` does, nothing may be shown."""
        with self._lock:
            self._waiting.setdefault(by, {}).update(dict.fromkeys(candidates))
            self._calls += 1
            if self._next is None:
                self._next = self._writer.submit(self._write)
            return self._next

    def close(self) -> None:
        self._writer.shutdown()

    def _write(self) -> int:
        time.sleep(max(0.0, self._not_before - time.monotonic()))
        with self._lock:
            waiting, self._waiting, self._next = self._waiting, {}, None
            calls, self._calls = self._calls, 0
        self._not_before = time.monotonic() + GATHERED_FOR if calls > 1 else 0.0
        if self._version > LONGEST_STREAM:
            self._stream, self._version = new_id(), 0
        stream, version = self._stream, self._version
        self._stream, self._version = new_id(), 0  # unless all goes well nobody knows where this one ends
        events = [
            NewEvent(stream, version + at, _meta(by), PersonalDataViewed(way=by.way, candidates=part))
            for at, (by, part) in enumerate(_parts(waiting), start=1)
        ]
        position = self.ledger.append(events).position
        self._stream, self._version = stream, version + len(events)
        return position


def _parts(waiting: dict[By, dict[UUID, None]]) -> Iterable[tuple[By, tuple[UUID, ...]]]:
    for by, seen in waiting.items():
        people = tuple(seen)
        for begin in range(0, len(people) or 1, MOST):
            yield by, people[begin : begin + MOST]


def _meta(by: By) -> Meta:
    return Meta(
        event_id=new_id(),
        command_id=new_id(),
        actor=by.actor,
        on_behalf_of=by.on_behalf_of,
        reason=by.reason,
    )
