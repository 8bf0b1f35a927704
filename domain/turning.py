"""When time alone turns a condition of a filter.

A turn depends on the person and the condition alone, not on the moment from which it is looked for: whoever works it
out, whenever, gets the same microsecond. So a log of turns is the same however often it is made.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import isfinite
from typing import Any

from domain.activity import EPOCH, in_force, policy
from domain.remembered import A_FEW
from domain.search.columns import NEVER_ACTIVE
from domain.search.conditions import MEASURES, Allowed, Both, Condition, Within, conditions
from domain.search.fields import BY_NAME
from domain.search.filter import Node, Term, terms
from domain.search.matching import matches
from domain.search.row import Row

BY_RANK = frozenset({"score", "band", "proposed"})
MEASURED_FOR = {"freshness": ("updated_at", MEASURES.fresh_for), "effective": ("intent_at", MEASURES.intent_for)}
"""A column, and how long what it says counts."""
TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
NEAR = 64 * TICK
"""The rounding of a turn that is worked out from a rank is below this."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A consent for the scope whose last day is `begin` or later, and before `end`."""

    scope: str
    begin: date
    end: date


def turns_at(node: Node, row: Row, at: datetime) -> datetime | None:
    """The first moment after `at` at which a condition turns, though nothing happens. None: never."""
    return min((turn for term in terms(node) if (turn := _turn(term, row, at))), default=None)


def earliest(timely: Iterable[Term], row: Row, at: datetime) -> datetime | None:
    """After `at` and before this none of these conditions turns; whether one does then is not said. None: never."""
    near = (stretch for term in timely for stretch in _near(term, row))
    return min((max(begin, at + TICK) for begin, end in near if end > at), default=None)


def timely(term: Term) -> bool:
    """Whether time alone can turn it."""
    field = BY_NAME[term.field]
    if field.kind == "moment":
        return any(map(_is_length, term.values))
    return field.kind == "consent" or field.name in (*BY_RANK, *MEASURED_FOR, "years")


def passed(term: Term, since: datetime, until: datetime) -> Iterator[Within | Ended]:
    """Whom the condition may have turned for, after `since` and up to `until`: nobody else."""
    if not timely(term):
        return
    at = [since, *_around_midnights(since, until), until]
    for told in zip(*(conditions(term, moment) for moment in at), strict=True):
        one = told[0]
        if isinstance(one, Allowed):
            days = [each.day for each in told]
            if days[0] < days[-1]:
                yield Ended(one.scope, days[0], days[-1])
        elif (column := _within(one)) is not None:
            ranges = [each for each in map(_within, told) if each]
            for bounds in ([each.begin for each in ranges], [each.end for each in ranges]):
                if bounds[0] is not None and min(bounds) < max(bounds):
                    yield Within(column.column, min(bounds), max(bounds))


def _around_midnights(since: datetime, until: datetime) -> Iterator[datetime]:
    """Within a day a bound moves on steadily; at midnight it may jump, back or ahead, where months end."""
    midnight = _midnight(since.astimezone(UTC).date() + DAY)
    while midnight <= until:
        yield from (midnight - TICK, midnight)
        midnight += DAY


def _turn(term: Term, row: Row, at: datetime) -> datetime | None:
    if not timely(term):
        return None
    later = sorted(moment for moment in _moments(term, row) if moment > at)
    return next((moment for moment in later if matches(term, row, moment) != matches(term, row, moment - TICK)), None)


def _moments(term: Term, row: Row) -> Iterator[datetime]:
    """Every moment at which it may turn, and some more."""
    if term.field in BY_RANK:
        yield from _where_ranks_meet(term, row.rank)
    else:
        yield from (moment for moment, _ in _near(term, row))


def _near(term: Term, row: Row) -> Iterator[tuple[datetime, datetime]]:
    """Stretches of time, end included, outside of which it never turns: moments but for those of a rank."""
    if term.field in BY_RANK:
        yield from ((low, low + 2 * NEAR) for _, low in _lows(term, row.rank))
    else:
        yield from ((moment, moment) for moment in _ends(term, row))


def _ends(term: Term, row: Row) -> Iterator[datetime]:
    field = BY_NAME[term.field]
    if field.kind == "consent":
        days = (date.fromisoformat(held.rpartition("/")[2]) for held in row.consents)
        yield from (_midnight(day + DAY) for day in days if day < date.max)
    elif field.name in MEASURED_FOR:
        column, counts_for = MEASURED_FOR[field.name]
        moment: datetime | None = getattr(row, column)
        yield from _plus(moment, counts_for + TICK) if moment else ()
    elif field.name == "years":
        for years in (each + more for each in map(int, term.values) for more in (0, 1)):
            day = _ahead(row.career_since, 12 * years) if row.career_since else None
            yield from (_midnight(day + near * DAY) for near in range(-1, 3)) if day else ()
    else:
        moment = getattr(row, _column(term))
        for length in filter(_is_length, term.values) if moment else ():
            assert moment is not None
            yield from _where_length_ends(moment.astimezone(UTC), int(length[:-1]), length[-1])


@lru_cache(A_FEW)
def _column(term: Term) -> str:
    (one, *_) = map(_within, conditions(term, EPOCH))
    assert one is not None
    return one.column


def _where_length_ends(moment: datetime, count: int, unit: str) -> Iterator[datetime]:
    """The length reaches back to the moment until a microsecond after the same time of a later day. Of months, there
    may be several such days: six months before 28, 29, 30 and 31 August is 28 February.
    """
    if unit in "dw":
        yield from _plus(moment, timedelta(days=count * (7 if unit == "w" else 1)) + TICK)
        return
    day = _ahead(moment.date(), count * (12 if unit == "y" else 1))
    if day is None:
        return
    for near in (0,) if moment.day < 28 else range(-3, 5):
        that = day + near * DAY
        yield datetime.combine(that, moment.timetz()) + TICK
        yield _midnight(that)


def _where_ranks_meet(term: Term, rank: float) -> Iterator[datetime]:
    """A bound rises by 1 in a half-life: from the first microsecond on at which it is above the rank."""
    for place, low in _lows(term, rank):
        high = low + 2 * NEAR
        while high - low > TICK:
            middle = low + (high - low) // 2
            low, high = (low, middle) if _bounds(term, middle)[place] > rank else (middle, high)
        yield high


def _lows(term: Term, rank: float) -> Iterator[tuple[int, datetime]]:
    """Shortly before each bound rises above the rank."""
    half_life = timedelta(days=policy().half_life_days)
    for place, bound in enumerate(_bounds_at_first(term, in_force())) if rank > NEVER_ACTIVE else ():
        if bound is not None and isfinite(bound):
            yield from ((place, low) for low in _plus(EPOCH, (rank - bound) * half_life - NEAR))


@lru_cache(A_FEW)
def _bounds_at_first(term: Term, _policy: str) -> Sequence[Any]:
    return tuple(_bounds(term, EPOCH))


def _bounds(term: Term, at: datetime) -> Sequence[Any]:
    found = map(_within, conditions(term, at))
    return [bound for each in found if each for bound in (each.begin, each.end)]


def _within(condition: Condition) -> Within | None:
    match condition:
        case Within():
            return condition
        case Both(within=within):
            return within
        case _:
            return None


def _is_length(value: str) -> bool:
    return not value[-1].isdigit()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _ahead(day: date, months: int) -> date | None:
    """So many calendar months later; None beyond what a calendar holds."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) if year < date.max.year else None


def _plus(moment: datetime, length: timedelta) -> Iterator[datetime]:
    try:
        yield moment + length
    except OverflowError:
        return
