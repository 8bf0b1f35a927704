"""Freshness and effectiveness of a dossier, measures of their own (rows 134 and 135 of the feature list).

Fresh: something of the profile was said or confirmed within a year. Effective: an address or a number that was not
found wrong, and an intent that is known and not too old. What they rest on changes by events alone and is kept; whether
it holds is asked at a moment. The windows are ours but for the year (row 135); a new figure is a new version.
"""

from datetime import datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Any, Literal

from domain.dossier import Dossier
from domain.events import ProfileConfirmed, ProfileUpdated
from domain.person import PointKind
from domain.reach import PointState
from domain.value import value
from domain.vocabulary import Intent

_PLACE = attrgetter("happened_at", "position")
_VERIFIED_AND_FIRST = itemgetter(0, 1)
OF_PROFILE = frozenset(event.model_fields["type"].default for event in (ProfileConfirmed, ProfileUpdated))
"""Kinds of activity that say, or confirm, how things stand with somebody."""
REACHABLE = frozenset({PointKind.EMAIL, PointKind.PHONE, PointKind.WECHAT})


@value
class Policy:
    fresh_for: timedelta
    intent_for: timedelta
    """How long what somebody said of looking for a job counts as clear."""


DEFAULT = "measures-1"
POLICIES: dict[str, Policy] = {"measures-1": Policy(timedelta(days=365), timedelta(days=365))}

Lacking = Literal["contact", "intent", "recent-intent"]


@value
class Source:
    """The event that says it."""

    position: int
    happened_at: datetime


@value
class Point:
    kind: PointKind
    verified: bool
    position: int


@value
class Grounds:
    """What both measures rest on. No value of a person's."""

    said: Source | None
    """The last word on anything of the profile."""
    point: Point | None
    """The best one: verified before untried. One that was found wrong is none."""
    intent: Intent | None
    intent_said: Source | None


@value
class Freshness:
    fresh: bool
    days: int | None
    """Since the last word; None: there was none."""
    source: Source | None


@value
class Effective:
    effective: bool
    lacking: tuple[Lacking, ...]
    point: Point | None
    intent: Intent | None
    intent_said: Source | None


def grounds(dossier: Dossier) -> Grounds:
    profile = dossier.profile
    said = profile.who("intent")
    return Grounds(
        said=informed(dossier),
        point=reachable(dossier),
        intent=profile.intent,
        intent_said=Source(said.position, said.happened_at) if said else None,
    )


def reachable(dossier: Dossier) -> Point | None:
    """The best address or number: verified before untried."""
    usable = [
        (each.state is PointState.VERIFIED, -each.position, each.kind)
        for each in dossier.profile.points
        if each.valid and each.state is not PointState.INVALID and each.kind in REACHABLE
    ]
    if not usable:
        return None
    verified, earlier, kind = max(usable, key=_VERIFIED_AND_FIRST)
    return Point(kind, verified, -earlier)


def informed(dossier: Dossier) -> Source | None:
    """When anybody last said, or confirmed, how things stand with them."""
    known = dossier.knowing
    words: list[Any] = [each for record in dossier.records if not record.void for each in record.descriptions]
    words += [each for each in dossier.activity if each.kind in OF_PROFILE]
    words += [each for each in (known.intent, known.pay) if each]
    if not words:
        return None
    last = max(words, key=_PLACE)
    return Source(last.position, last.happened_at)


def freshness(known: Grounds, at: datetime, name: str = DEFAULT) -> Freshness:
    if known.said is None:
        return Freshness(False, None, None)
    age = at - known.said.happened_at
    return Freshness(age <= POLICIES[name].fresh_for, max(0, age.days), known.said)


def effective(known: Grounds, at: datetime, name: str = DEFAULT) -> Effective:
    lacking: list[Lacking] = []
    if known.point is None:
        lacking.append("contact")
    if known.intent_said is None:
        lacking.append("intent")
    elif at - known.intent_said.happened_at > POLICIES[name].intent_for:
        lacking.append("recent-intent")
    return Effective(not lacking, tuple(lacking), known.point, known.intent, known.intent_said)
