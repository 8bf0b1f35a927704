"""The limits that a person set: what they want to hear, whether their data is restricted, what they were shown.

Objections and unsubscriptions stand with the consents (`domain.consents`): they block as a withdrawal does.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import TypeVar

from domain.events import ContactPreferenceSet, NoticeShown, ProcessingRestricted, RestrictionLifted
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import Channel, Rhythm

SLOWEST = tuple(Rhythm)
"""Last is slowest."""

Member = TypeVar("Member")


@value
class Preference:
    """None leaves it to us."""

    position: int
    channels: tuple[Channel, ...] | None = None
    rhythm: Rhythm | None = None
    topics: tuple[str, ...] | None = None
    paused_until: date | None = None
    stopped: bool = False


@value
class Shown:
    notice: str
    version: int
    controller: str
    position: int
    happened_at: datetime


@value
class Boundaries:
    preference: Preference | None = None
    restricted: int | None = None
    """The position that restricted the data, until it is lifted."""
    shown: tuple[Shown, ...] = ()


NO_BOUNDARIES = Boundaries()


def preferred(boundaries: Boundaries, event: ContactPreferenceSet, recorded: Recorded) -> Boundaries:
    preference = Preference(
        position=recorded.position,
        channels=event.channels,
        rhythm=event.rhythm,
        topics=event.topics,
        paused_until=event.paused_until,
        stopped=event.stopped,
    )
    return Boundaries(preference, boundaries.restricted, boundaries.shown)


def restricted(boundaries: Boundaries, _event: ProcessingRestricted, recorded: Recorded) -> Boundaries:
    return Boundaries(boundaries.preference, recorded.position, boundaries.shown)


def lifted(boundaries: Boundaries, _event: RestrictionLifted, _recorded: Recorded) -> Boundaries:
    return Boundaries(boundaries.preference, None, boundaries.shown)


def shown(boundaries: Boundaries, event: NoticeShown, recorded: Recorded) -> Boundaries:
    seen = Shown(event.notice, event.version, event.controller, recorded.position, recorded.happened_at)
    return Boundaries(boundaries.preference, boundaries.restricted, (*boundaries.shown, seen))


def together(parts: Sequence[Boundaries]) -> Boundaries:
    """Of one person's records: of each limit the strictest, so that joining records opens nothing."""
    if len(parts) == 1:
        return parts[0]
    restrictions = [part.restricted for part in parts if part.restricted is not None]
    return Boundaries(
        _strictest([part.preference for part in parts if part.preference]),
        min(restrictions, default=None),
        tuple(sorted((each for part in parts for each in part.shown), key=lambda each: each.position)),
    )


def _strictest(preferences: Sequence[Preference]) -> Preference | None:
    if len(preferences) < 2:
        return preferences[0] if preferences else None
    rhythms = [each.rhythm for each in preferences if each.rhythm]
    pauses = [each.paused_until for each in preferences if each.paused_until]
    return Preference(
        position=max(each.position for each in preferences),
        channels=_in_all(preferences, lambda each: each.channels),
        rhythm=max(rhythms, key=SLOWEST.index, default=None),
        topics=_in_all(preferences, lambda each: each.topics),
        paused_until=max(pauses, default=None),
        stopped=any(each.stopped for each in preferences),
    )


def _in_all(
    preferences: Sequence[Preference], only: Callable[[Preference], Collection[Member] | None]
) -> tuple[Member, ...] | None:
    """What everybody who names any names, in an order of its own."""
    named = [set(found) for each in preferences if (found := only(each)) is not None]
    return tuple(sorted(set.intersection(*named), key=str)) if named else None


STEPS: dict[type, Step] = {
    NoticeShown: shown,
    ContactPreferenceSet: preferred,
    ProcessingRestricted: restricted,
    RestrictionLifted: lifted,
}
