"""A person as of any moment, step by step: each event, and the dossier as it stood then.

Two clocks. By `recorded` (the default) a step shows what was known when it was stored: corrections and merges count
from where they were recorded. By `occurred` a step shows how things stood when they happened, as far as is known
now: what was recorded in error never happened, and the rest is put in the order of the earlier of claimed and
recorded.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from domain.dossier import Dossier, combine
from domain.events import CandidateAbsorbed, CandidateMerged
from domain.record import Record, evolve, fold, takes_back
from domain.recorded import Recorded, effective
from ledger.ledger import Ledger
from projections.person import components

Clock = Literal["recorded", "occurred"]


@dataclass(frozen=True, slots=True)
class Step:
    recorded: Recorded
    records: tuple[Record, ...]
    """Everything that was then joined to the record which the event belongs to."""

    @property
    def dossier(self) -> Dossier:
        """As it stood after this event."""
        return combine(self.records)


@dataclass(frozen=True, slots=True)
class Replay:
    candidate: UUID
    """The id that was asked for."""
    read_at: int
    """The position up to which the ledger was read."""
    members: frozenset[UUID]
    """The records that are one person with it at the end."""
    events: tuple[Recorded, ...]
    """Of everyone who was ever joined to it, in the order of the clock."""

    def steps(self) -> Iterator[Step]:
        """The events of its members, and of others for as long as they were joined to it.

        A dossier is combined only when it is asked for.
        """
        for recorded, records in self._evolved():
            joined = _joined(records, recorded.stream)
            if recorded.stream in self.members or any(each.stream == self.candidate for each in joined):
                yield Step(recorded, joined)

    @property
    def dossier(self) -> Dossier | None:
        """At the end; None if nothing had happened yet."""
        records = deque((records for _, records in self._evolved()), maxlen=1).pop() if self.events else {}
        return combine(_joined(records, self.candidate)) if self.candidate in records else None

    def _evolved(self) -> Iterator[tuple[Recorded, dict[UUID, Record]]]:
        records: dict[UUID, Record] = {}
        seen: dict[UUID, list[Recorded]] = {}
        for recorded in self.events:
            stream = recorded.stream
            seen.setdefault(stream, []).append(recorded)
            whole = fold(seen[stream]) if takes_back(recorded) else None
            records[stream] = whole or evolve(records.get(stream), recorded)
            yield recorded, records


def replay(
    ledger: Ledger,
    candidate: UUID,
    *,
    at: datetime | None = None,
    position: int | None = None,
    clock: Clock = "recorded",
    unseal: bool = True,
) -> Replay:
    """The person that `candidate` was part of at that moment; by default, now.

    `at` is read by the clock; `position` bounds what had been recorded, by either clock.
    """
    head = ledger.store.head()
    until = head if position is None else min(position, head)
    histories: dict[UUID, list[Recorded]] = {}
    waiting = {candidate}
    while waiting:
        for each in waiting:
            histories[each] = _as_of(ledger.history(each, until=until, unseal=unseal), at, clock)
        waiting = {
            link for each in waiting for recorded in histories[each] for link in _named(recorded)
        } - histories.keys()
    records = {each: record for each, found in histories.items() if (record := _folded(found, clock))}
    members = _joined(records, candidate) if candidate in records else ()
    events = sorted((each for found in histories.values() for each in found), key=ORDERS[clock])
    return Replay(candidate, until, frozenset(each.stream for each in members), tuple(events))


ORDERS: dict[Clock, Callable[[Recorded], Any]] = {
    "recorded": lambda each: each.position,
    "occurred": lambda each: (each.happened_at, each.position),
}


def _named(recorded: Recorded) -> tuple[UUID, ...]:
    """The record that a merge joins to the event's own."""
    event = recorded.event
    if isinstance(event, CandidateMerged):
        return (event.absorbed,)
    return (event.survivor,) if isinstance(event, CandidateAbsorbed) else ()


def _as_of(history: list[Recorded], at: datetime | None, clock: Clock) -> list[Recorded]:
    if clock == "recorded":
        return [each for each in history if at is None or each.recorded_at <= at]
    happened = [each for each in effective(history) if at is None or each.happened_at <= at]
    return sorted(happened, key=ORDERS[clock])


def _folded(history: list[Recorded], clock: Clock) -> Record | None:
    if clock == "recorded":
        return fold(history)
    record = None
    for each in history:
        record = evolve(record, each)
    return record


def _joined(records: Mapping[UUID, Record], stream: UUID) -> tuple[Record, ...]:
    if not any(record.linked for record in records.values()):
        return (records[stream],)
    return next(tuple(group) for group in components(records) if any(each.stream == stream for each in group))
