"""What we know of somebody beyond their record: tags, intent, interests, pay, owners, notes.

History may arrive in any order: what happened later stands, and of the same moment what was recorded later.
"""

from collections.abc import Callable, Sequence
from dataclasses import field
from datetime import datetime
from typing import TypeVar

from domain.events import (
    CandidateTagged,
    CandidateUntagged,
    IntentRecorded,
    InterestRecorded,
    NoteRecorded,
    OwnerAssigned,
    PayExpected,
)
from domain.person import PayExpectation
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import Intent

HONOUR = "career-honour"
"""The kind of a note that tells of one."""


@value
class Tagged:
    facet: str
    asserted_by: str
    confidence: int | None
    """In per cent, for an extraction."""
    position: int
    happened_at: datetime


@value
class Wanted:
    intent: Intent
    position: int
    happened_at: datetime


@value
class Interest:
    degree: str
    position: int
    happened_at: datetime


@value
class Pay:
    expected: PayExpectation | None
    """None once forgotten."""
    position: int
    happened_at: datetime


@value
class Owner:
    owner: str | None
    """None: the role was taken away."""
    position: int
    happened_at: datetime


@value
class Honour:
    """A prize, a promotion, a paper: what one congratulates on (row 94)."""

    position: int
    happened_at: datetime


@value
class Knowing:
    tags: dict[str, Tagged] = field(default_factory=dict)
    interests: dict[str, Interest] = field(default_factory=dict)
    """By area."""
    owners: dict[str, Owner] = field(default_factory=dict)
    """By role."""
    intent: Wanted | None = None
    pay: Pay | None = None
    notes: int = 0
    honours: tuple[Honour, ...] = ()
    """That somebody noted here and now."""


def tagged(known: Knowing, event: CandidateTagged, recorded: Recorded) -> Knowing:
    held = Tagged(event.facet, event.asserted_by, event.confidence, recorded.position, recorded.happened_at)
    tags = {**known.tags, event.tag: held}
    return Knowing(tags, known.interests, known.owners, known.intent, known.pay, known.notes, known.honours)


def untagged(known: Knowing, event: CandidateUntagged, _recorded: Recorded) -> Knowing:
    tags = {tag: held for tag, held in known.tags.items() if tag != event.tag}
    return Knowing(tags, known.interests, known.owners, known.intent, known.pay, known.notes, known.honours)


def interested(known: Knowing, event: InterestRecorded, recorded: Recorded) -> Knowing:
    found = Interest(event.degree, recorded.position, recorded.happened_at)
    interests = {**known.interests, event.area: _newest(known.interests.get(event.area), found)}
    return Knowing(known.tags, interests, known.owners, known.intent, known.pay, known.notes, known.honours)


def owned(known: Knowing, event: OwnerAssigned, recorded: Recorded) -> Knowing:
    found = Owner(event.owner, recorded.position, recorded.happened_at)
    owners = {**known.owners, event.role: _newest(known.owners.get(event.role), found)}
    return Knowing(known.tags, known.interests, owners, known.intent, known.pay, known.notes, known.honours)


def intended(known: Knowing, event: IntentRecorded, recorded: Recorded) -> Knowing:
    intent = _newest(known.intent, Wanted(event.intent, recorded.position, recorded.happened_at))
    return Knowing(known.tags, known.interests, known.owners, intent, known.pay, known.notes, known.honours)


def pay_expected(known: Knowing, event: PayExpected, recorded: Recorded) -> Knowing:
    pay = _newest(known.pay, Pay(event.pay, recorded.position, recorded.happened_at))
    return Knowing(known.tags, known.interests, known.owners, known.intent, pay, known.notes, known.honours)


def noted(known: Knowing, event: NoteRecorded, recorded: Recorded) -> Knowing:
    honours = known.honours
    if event.kind == HONOUR and recorded.meta.batch is None:
        honours = (*honours, Honour(recorded.position, recorded.happened_at))
    return Knowing(known.tags, known.interests, known.owners, known.intent, known.pay, known.notes + 1, honours)


Dated = TypeVar("Dated", Tagged, Wanted, Interest, Pay, Owner)


def _newest(known: Dated | None, found: Dated) -> Dated:
    if known is None or (found.happened_at, found.position) >= (known.happened_at, known.position):
        return found
    return known


def _first(known: Dated | None, found: Dated) -> Dated:
    return known if known is not None and known.position < found.position else found


def together(parts: Sequence[Knowing]) -> Knowing:
    """Of one person's records. Of the same tag on two, the first assertion stands."""
    if len(parts) == 1:
        return parts[0]
    combined = Knowing()
    for each in parts:
        combined = Knowing(
            _joined(combined.tags, each.tags, _first),
            _joined(combined.interests, each.interests, _newest),
            _joined(combined.owners, each.owners, _newest),
            _newest(combined.intent, each.intent) if each.intent else combined.intent,
            _newest(combined.pay, each.pay) if each.pay else combined.pay,
            combined.notes + each.notes,
            combined.honours + each.honours,
        )
    return combined


def _joined(
    known: dict[str, Dated], found: dict[str, Dated], which: Callable[[Dated | None, Dated], Dated]
) -> dict[str, Dated]:
    return known | {key: which(known.get(key), one) for key, one in found.items()}
