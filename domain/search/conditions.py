"""What a term of a filter asks of a row, at a moment: the one meaning that Python and SQL both carry out."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product
from math import inf, nextafter
from typing import Any, Literal

from domain import activity
from domain.activity import Band
from domain.cities import city_names
from domain.measures import DEFAULT as MEASURED_BY
from domain.measures import POLICIES as MEASURED
from domain.search.fields import BY_NAME, Op
from domain.search.filter import Term
from domain.search.places import codes
from domain.search.tokens import Phrase, phrase, whole_letter
from domain.search.values import back, between
from domain.search.words import A
from domain.vocabulary import EducationLevel, Tier

Column = Literal[
    "rank",
    "career_since",
    "education",
    "last_inbound_at",
    "last_outbound_at",
    "updated_at",
    "added_at",
    "intent_at",
]


MEASURES = MEASURED[MEASURED_BY]


@dataclass(frozen=True, slots=True)
class Marked:
    """One of these marks is there."""

    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The value is there, and from `begin` on, until before `end`; None is open."""

    column: Column
    begin: Any
    end: Any


@dataclass(frozen=True, slots=True)
class Said:
    """The words stand in a row, in the field of this weight or anywhere."""

    phrase: Phrase
    weight: int | None


@dataclass(frozen=True, slots=True)
class Allowed:
    """A consent for the scope (`marketing` or `marketing/email`) holds on this day."""

    scope: str
    day: date


@dataclass(frozen=True, slots=True)
class Both:
    """A mark is there, and a value is within."""

    marked: Marked
    within: Within


@dataclass(frozen=True, slots=True)
class Lacks:
    """It does not hold."""

    condition: Marked | Within


Condition = Marked | Within | Said | Allowed | Both | Lacks

_COLUMNS: dict[str, Column] = {
    "active": "last_inbound_at",
    "contacted": "last_outbound_at",
    "updated": "updated_at",
    "added": "added_at",
    "intended": "intent_at",
}


def conditions(term: Term, at: datetime) -> tuple[Condition, ...]:
    """One of them must hold."""
    field = BY_NAME[term.field]
    match field.kind:
        case "words":
            looked = (phrase(each) for each in term.values)
            return tuple(Said(whole_letter(each) if field.weight == A else each, field.weight) for each in looked)
        case "consent":
            return tuple(Allowed(each, at.astimezone(UTC).date()) for each in term.values)
        case "moment":
            return tuple(Within(_COLUMNS[field.name], *between(term.op, each, at)) for each in term.values)
        case "number" if field.name == "score":
            return tuple(_scored(term.op, int(each), at) for each in term.values)
        case "number":
            return tuple(_years(term.op, int(each), at) for each in term.values)
        case "level" if term.op != ":":
            return tuple(Within("education", *_whole(term.op, EducationLevel(each).rank)) for each in term.values)
        case "choice" if field.name == "band":
            return tuple(_band(each, at) for each in term.values)
        case "choice" if field.name == "freshness":
            return tuple(_fresh(each, at) for each in term.values)
        case "choice" if field.name == "effective":
            return tuple(each for value in term.values for each in _effective(value, at))
        case "choice" if field.name == "proposed":
            return tuple(_proposed(place, band, term.values, at) for place, band in enumerate(Band))
        case _:
            return (Marked(tuple(mark for each in term.values for mark in _marks(field.name, each))),)


def _marks(name: str, value: str) -> tuple[str, ...]:
    if name == "region":
        return tuple(f"region:{code}" for code in codes(value))
    if name == "city":
        return (*(f"city:{called}" for called in city_names(value)), f"city~:{value}")
    return (f"{name}:{value}",)


def _whole(op: Op, number: int) -> tuple[int | None, int | None]:
    """The whole numbers that fit, from the first until before the second."""
    return {
        ":": (number, number + 1),
        ">=": (number, None),
        ">": (number + 1, None),
        "<": (None, number),
        "<=": (None, number + 1),
    }[op]


def _years(op: Op, years: int, at: datetime) -> Within:
    """Whole years since: five are five from the day five years ago back to six years ago."""
    low, high = _whole(op, years)
    end = None if low is None else _day(at, low) + timedelta(days=1)
    return Within("career_since", None if high is None else _day(at, high) + timedelta(days=1), end)


def _day(at: datetime, years: int) -> date:
    return back(at.astimezone(UTC), years, "y").date()


def _scored(op: Op, score: int, at: datetime) -> Within:
    least = activity.rank_for(score, at, activity.policy())
    above = nextafter(least, inf)
    begin, end = {">=": (least, None), ">": (above, None), "<": (None, least), "<=": (None, above)}[op]
    return Within("rank", begin, end)


def _band(band: str, at: datetime) -> Within:
    policy = activity.policy()
    high, middle = (activity.rank_for(score, at, policy) for score in (policy.high, policy.middle))
    return Within("rank", *{"high": (high, None), "middle": (middle, high), "low": (None, middle)}[band])


def _proposed(place: int, band: Band, wanted: tuple[str, ...], at: datetime) -> Both:
    """The mark names a tier for each band, in their order: `proposed~:abb`."""
    marks = ("".join(tiers) for tiers in product(Tier, repeat=len(Band)) if tiers[place] in wanted)
    return Both(Marked(tuple(f"proposed~:{each}" for each in marks)), _band(band, at))


def _fresh(value: str, at: datetime) -> Within:
    since = at - MEASURES.fresh_for
    return Within("updated_at", since, None) if value == "fresh" else Within("updated_at", None, since)


def _effective(value: str, at: datetime) -> tuple[Condition, ...]:
    """Whose intent nobody knows lacks it, so `no` is asked for in three ways."""
    since = at - MEASURES.intent_for
    reached = Marked(("has:reach",))
    if value == "yes":
        return (Both(reached, Within("intent_at", since, None)),)
    return Lacks(reached), Within("intent_at", None, since), Lacks(Within("intent_at", None, None))
