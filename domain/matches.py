"""What was seen when this record was compared with others, and which of it was put off: the last word of each."""

from dataclasses import field
from datetime import date, datetime
from uuid import UUID

from domain.events import MatchAssessed, MatchDeferred, MergeQuestioned
from domain.recorded import Recorded
from domain.value import value


@value
class Assessed:
    position: int
    recorded_at: datetime
    seen: MatchAssessed


@value
class Questioned:
    position: int
    recorded_at: datetime
    seen: MergeQuestioned


@value
class Matches:
    """By the other record."""

    assessed: dict[UUID, Assessed] = field(default_factory=dict)
    deferred: dict[UUID, date | None] = field(default_factory=dict)
    """Not to be looked at again before this day, if one was said."""
    questioned: Questioned | None = None
    """The last word of a newer model on a merge of this record into another."""


NO_MATCHES = Matches()


def assessed(matches: Matches, event: MatchAssessed, recorded: Recorded) -> Matches:
    said = Assessed(recorded.position, recorded.recorded_at, event)
    return Matches({**matches.assessed, event.other: said}, matches.deferred, matches.questioned)


def deferred(matches: Matches, event: MatchDeferred, _recorded: Recorded) -> Matches:
    return Matches(matches.assessed, {**matches.deferred, event.other: event.until}, matches.questioned)


def questioned(matches: Matches, event: MergeQuestioned, recorded: Recorded) -> Matches:
    said = Questioned(recorded.position, recorded.recorded_at, event)
    return Matches(matches.assessed, matches.deferred, said)
