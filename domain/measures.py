"""Freshness and effectiveness of a dossier, measures of their own (rows 134 and 135 of the feature list).

Fresh: something of the profile was said or confirmed within a year. Effective: an address or a number that was not
found wrong, and an intent that is known and not too old. What they rest on changes by events alone and is kept; whether
it holds is asked at a moment. The windows are ours but for the year (row 135); a new figure is a new version.
"""

from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Literal

from domain.dossier import Dossier
from domain.events import ProfileConfirmed, ProfileUpdated
from domain.person import PointKind
from domain.profile import HeldPoint
from domain.reach import PointState
from domain.value import value
from domain.vocabulary import Intent

_PLACE = attrgetter("happened_at", "position")
VERIFIED, INVALID = PointState
OF_PROFILE = frozenset(event.model_fields["type"].default for event in (ProfileConfirmed, ProfileUpdated))
"""Kinds of activity that say, or confirm, how things stand with somebody."""
REACHABLE = (PointKind.EMAIL, PointKind.PHONE, PointKind.WECHAT)


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
        informed(dossier),
        reachable(dossier),
        profile.intent,
        Source(said.position, said.happened_at) if said else None,
    )


def reachable(dossier: Dossier) -> Point | None:
    """The best address or number: verified before untried, and then the one said first."""
    best: HeldPoint | None = None
    for each in dossier.profile.points:
        usable = each.valid and each.state is not INVALID and each.kind in REACHABLE
        if usable and (
            best is None or (each.state is VERIFIED, best.position) > (best.state is VERIFIED, each.position)
        ):
            best = each
    return Point(best.kind, best.state is VERIFIED, best.position) if best else None


def informed(dossier: Dossier) -> Source | None:
    """When anybody last said, or confirmed, how things stand with them."""
    words: list[Any] = [each for each in (dossier.knowing.intent, dossier.knowing.pay) if each]
    for record in dossier.records:
        if not record.void:
            words += record.descriptions
    for each in dossier.activity:
        if each.kind in OF_PROFILE:
            words.append(each)
    if not words:
        return None
    last = max(words, key=_PLACE) if len(words) > 1 else words[0]
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
