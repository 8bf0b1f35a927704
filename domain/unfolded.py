"""A person as a decision sees them: each part is folded when it is looked at, from the events that it concerns.

Most decisions look at two or three parts of a dossier. Part for part it is what `fold` and `combine` give of the same
events, read with the same seals open.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from domain import dossier, record
from domain.consents import Consents
from domain.dossier import Dossier
from domain.events import TYPES, CandidateIngested, RecordedInError
from domain.person import Place
from domain.record import STEPS, Record, fold
from domain.recorded import Recorded
from domain.survivorship import place
from domain.vocabulary import DataClass


class Stored(Protocol):
    """An event that is not read yet."""

    @property
    def position(self) -> int: ...
    @property
    def stream(self) -> UUID: ...
    @property
    def version(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def recorded_at(self) -> datetime: ...


Read = Callable[[Sequence[Any]], list[Recorded]]
"""Of some stored events, in their order."""
Forgotten = Callable[[Sequence[Any]], tuple[DataClass, ...]]
"""Of some stored events, in order: the classes whose seals were tried, and whose keys are destroyed."""

PART_OF = {name: STEPS[kind][0] for name, kind in TYPES.items() if kind in STEPS}
APART = frozenset(name for name, kind in TYPES.items() if kind is not RecordedInError)
"""Types of which one says nothing about another."""
WHOLE = frozenset({"last_happened_at", "activity", "marks", "belonging"})
"""What every event of the record may change."""
INGESTED = CandidateIngested.model_fields["type"].default
_BLANK = Record(UUID(int=0), 0, 0, 0, datetime.min.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC))
_set = object.__setattr__  # of values that nobody else changes


class UnfoldedRecord(Record):
    """`__getattr__` is asked once for each part: what it answers is kept."""

    __slots__ = ("_by_part", "_history", "_read", "_tried", "forgotten", "void")

    def __init__(self, history: Sequence[Stored], read: Read, forgotten: Forgotten) -> None:
        first, last = history[0], history[-1]
        by_part: dict[str, list[Stored]] = {}
        void = True
        for each in history:
            if part := PART_OF.get(each.type):
                by_part.setdefault(part, []).append(each)
            void = void and each.type != INGESTED
        _set(self, "_history", history)
        _set(self, "_by_part", by_part)
        _set(self, "_read", read)
        _set(self, "_tried", forgotten)
        _set(self, "void", void)
        _set(self, "stream", first.stream)
        _set(self, "first_position", first.position)
        _set(self, "last_position", last.position)
        _set(self, "version", last.version)
        _set(self, "last_recorded_at", last.recorded_at)

    def __getattr__(self, name: str) -> Any:
        if name in record.PARTS:
            folded = getattr(_BLANK, name)
            if stored := self._by_part.get(name):
                for recorded in self._read(stored):
                    folded = STEPS[type(recorded.event)][1](folded, recorded.event, recorded)
        elif name in WHOLE:
            folded = getattr(fold(self._read(self._history)), name)
        elif name == "forgotten":
            tried, given_up = self._tried(self._history), self.rights.given_up
            folded = tuple(sorted({*tried, *given_up})) if given_up else tried
        else:
            raise AttributeError(name)
        _set(self, name, folded)
        return folded


class UnfoldedDossier(Dossier):
    """Likewise."""

    __slots__ = ()

    def __init__(self, records: Sequence[Record]) -> None:
        ordered = dossier.in_order(records)
        _set(self, "candidate", ordered[0].stream)
        _set(self, "records", ordered)

    def __getattr__(self, name: str) -> Any:
        if name not in dossier.PARTS:
            raise AttributeError(name)
        combined = dossier.PARTS[name](self.records)
        _set(self, name, combined)
        return combined

    @property
    def place(self) -> Place | None:
        return place(self.records)

    def but(self, consents: Consents) -> Dossier:
        other = UnfoldedDossier(self.records)
        _set(other, "consents", consents)
        return other


def nothing_tried(_history: Sequence[Any]) -> tuple[DataClass, ...]:
    return ()


def unfolded(history: Sequence[Stored], read: Read, forgotten: Forgotten = nothing_tried) -> Record | None:
    """The record of one stream; None if it has no effective event. What was recorded in error takes part in
    everything, so such a history is read whole."""
    if not history or not APART.issuperset(each.type for each in history):
        return fold(read(history))
    return UnfoldedRecord(history, read, forgotten)
