"""Whether an address may be written to at all, whoever it belongs to by now."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.events import AddressSuppressed, SuppressionLifted
from domain.person import PointKind
from domain.recorded import Recorded, effective
from domain.value import value
from domain.vocabulary import Purpose

ERASED = "erased"
DOES_NOT_WORK = frozenset({"bounced", "wrong-person"})
"""Not the person's will: a consent does not mend it, and it stops everything."""


@value
class Suppressed:
    why: str
    purposes: tuple[Purpose, ...] | None
    position: int
    recorded_at: datetime

    def covers(self, purpose: Purpose, position: int | None, done_at: datetime | None) -> bool:
        """Unless the person did something for just this that is provably later: recorded and done after it."""
        if self.why in DOES_NOT_WORK:
            return True
        later = position is not None and position > self.position
        later = later and done_at is not None and done_at >= self.recorded_at
        return not later and (self.purposes is None or purpose in self.purposes)


@value
class Suppression:
    stream: UUID
    version: int = 0
    position: int = 0
    entries: tuple[Suppressed, ...] = ()

    @property
    def works(self) -> bool:
        return not any(each.why in DOES_NOT_WORK for each in self.entries)

    @property
    def forgotten(self) -> bool:
        """Whoever had it was erased, and has not come back."""
        return any(each.why == ERASED for each in self.entries)

    def knows(self, why: str, purposes: tuple[Purpose, ...] | None) -> bool:
        """Whether that is said already."""
        return any((each.why, each.purposes) == (why, purposes) for each in self.entries)


def fold_suppression(stream: UUID, history: Iterable[Recorded]) -> Suppression:
    suppression = Suppression(stream)
    events = list(history)
    for recorded in effective(events):
        match recorded.event:
            case AddressSuppressed() as event:
                entry = Suppressed(event.why, event.purposes, recorded.position, recorded.recorded_at)
                suppression = replace(suppression, entries=(*suppression.entries, entry))
            case SuppressionLifted() as event:
                left = tuple(each for each in suppression.entries if event.only and each.why != event.only)
                suppression = replace(suppression, entries=left)
            case _:
                pass
    if events:
        suppression = replace(suppression, version=events[-1].version, position=events[-1].position)
    return suppression


def hashed_form(kind: PointKind, value: str) -> str:
    """Of a canonical address what its hash is made of: frozen as version 1, whatever becomes of the normalisers.

    Whoever changes it would forget whom we promised not to write to. A version 2 would be looked for beside this one.
    """
    match kind:
        case PointKind.EMAIL:
            return value.strip().lower()
        case PointKind.PHONE if value.startswith("+"):
            return "+" + re.sub(r"[^0-9]", "", value)
        case _:
            return value
