"""Every address that anybody ever gave for a person: who said it when, who dropped it, and whether it worked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.description import NO_SOURCE
from domain.dossier import Dossier
from domain.events import (
    CandidateIngested,
    ContactPointInvalid,
    ContactPointVerified,
    ProfileUpdateAccepted,
    ProfileUpdated,
)
from domain.person import ContactPoint, Person
from domain.profile import HeldPoint
from domain.reach import PointKey
from domain.recorded import Recorded, effective
from domain.vocabulary import DataClass


@dataclass(frozen=True, slots=True)
class PointChange:
    what: Literal["said", "dropped", "verified", "invalid"]
    source: str | None
    how: str | None
    """How it was verified, or why it is invalid."""
    by: str
    record: UUID
    position: int
    happened_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PointLine:
    kind: str
    value: str
    held: HeldPoint | None
    """As it stands on the dossier; None when no source says it any more."""
    changes: tuple[PointChange, ...]
    """In the order of positions."""


Changed = Iterator[tuple[PointKey, PointChange]]


def point_history(dossier: Dossier, history: Iterable[Recorded]) -> tuple[PointLine, ...]:
    """`history` is of all the person's records. What stands comes first, in its order; the rest by age."""
    changes: dict[PointKey, list[PointChange]] = {}
    said: dict[tuple[UUID, str], frozenset[PointKey]] = {}
    for recorded in sorted(effective(history), key=lambda each: each.position):
        for key, change in _changed(recorded, said):
            changes.setdefault(key, []).append(change)
    held = {(point.kind, point.value): point for point in dossier.profile.points}
    ordered = [*(key for key in held if key in changes), *(key for key in changes if key not in held)]
    return tuple(PointLine(key[0].value, key[1], held.get(key), tuple(changes[key])) for key in ordered)


def _changed(recorded: Recorded, said: dict[tuple[UUID, str], frozenset[PointKey]]) -> Changed:
    if DataClass.IDENTITY in recorded.unreadable:
        return
    match recorded.event:
        case CandidateIngested(person=person) | ProfileUpdated(person=person):
            source = recorded.meta.source or NO_SOURCE
            now = frozenset(_keys(person))
            before = said.get((recorded.stream, source), frozenset())
            said[recorded.stream, source] = now
            yield from ((key, _change("said", recorded, source)) for key in _keys(person) if key not in before)
            yield from ((key, _change("dropped", recorded, source)) for key in sorted(before - now))
        case ProfileUpdateAccepted(person=person, suggested_by=source):
            yield from ((key, _change("said", recorded, source)) for key in _keys(person))
        case ContactPointVerified(point=ContactPoint() as point, method=how):
            yield (point.kind, point.value), _change("verified", recorded, recorded.meta.source, how)
        case ContactPointInvalid(point=ContactPoint() as point, why=how):
            yield (point.kind, point.value), _change("invalid", recorded, recorded.meta.source, how)
        case _:
            return


def _keys(person: Person | None) -> tuple[PointKey, ...]:
    return tuple(dict.fromkeys((point.kind, point.value) for point in person.points)) if person else ()


def _change(
    what: Literal["said", "dropped", "verified", "invalid"],
    recorded: Recorded,
    source: str | None,
    how: str | None = None,
) -> PointChange:
    return PointChange(
        what,
        source,
        how,
        recorded.meta.hands[0],
        recorded.stream,
        recorded.position,
        recorded.happened_at,
        recorded.recorded_at,
    )
