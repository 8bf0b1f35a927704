"""Who comes into a dynamic pool and goes out of it: which pools an event can touch, and when time alone decides anew.

A filter is asked of a row only where its marks, words or moments differ (`touched`), or where a moment has come at
which one of its conditions turns (`turns_at`). In between the answer can't change.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from domain.activity import DEFAULT, EPOCH, POLICIES
from domain.search.conditions import Within, conditions
from domain.search.fields import BY_NAME
from domain.search.filter import Node, Term, terms
from domain.search.matching import matches
from domain.search.row import NEVER_ACTIVE, Row

_COLUMN = {"active": "last_inbound_at", "contacted": "last_outbound_at", "intended": "intent_at"}
_COLUMN |= {"updated": "updated_at", "added": "added_at", "score": "rank", "band": "rank", "years": "career_since"}
TICK = timedelta(microseconds=1)
NEAR = timedelta(days=5)
"""Six months before 31 August is not later than before 30 August: near a bound it is looked at every day."""


def reads(node: Node) -> frozenset[str]:
    """The parts of a row that a filter looks at: `skill:`, `words`, `rank` … Pools are indexed by them."""
    return frozenset(_part(term) for term in terms(node))


def _part(term: Term) -> str:
    field = BY_NAME[term.field]
    if field.kind == "words":
        return "words"
    if field.kind == "consent":
        return "consents"
    if field.kind == "level" and term.op != ":":
        return "education"
    return _COLUMN.get(field.name, f"{field.name}:")


def differs(before: Row | None, after: Row | None) -> frozenset[str]:
    """The parts in which two rows of one person differ: a pool that reads none of them can't change its answer."""
    marks = {*(before.marks if before else ())} ^ {*(after.marks if after else ())}
    found = {each[: each.index(":") + 1].replace("~", "") for each in marks}
    columns = ("words", "consents", "education", *sorted(set(_COLUMN.values())))
    return frozenset(found | {name for name in columns if getattr(before, name, None) != getattr(after, name, None)})


def turns_at(node: Node, row: Row, at: datetime) -> datetime | None:
    """The first moment after `at` at which the filter may answer otherwise, though nothing happens. None: never."""
    moments = (moment for term in terms(node) for moment in _turns(term, row, at))
    return min((moment for moment in moments if moment > at), default=None)


def why(node: Node, before: Row | None, after: Row | None, then: datetime, now: datetime) -> tuple[Term, ...]:
    """The conditions that hold now and did not, or the other way round: by which somebody came in or went out."""
    return tuple(term for term in terms(node) if _holds(term, before, then) != _holds(term, after, now))


def _holds(term: Term, row: Row | None, at: datetime) -> bool:
    return row is not None and matches(term, row, at)


def _turns(term: Term, row: Row, at: datetime) -> Iterator[datetime]:
    field = BY_NAME[term.field]
    if field.kind == "consent":
        for held in row.consents:
            day = date.fromisoformat(held.rpartition("/")[2])
            if day < date.max:
                yield datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    elif field.name in ("score", "band"):
        yield from _rank_turns(term, row, at)
    elif field.name == "years":
        yield from _midnight(at)
    elif field.kind == "moment":
        yield from _moment_turns(term, row, at)


def _midnight(at: datetime) -> tuple[datetime]:
    day = at.astimezone(UTC).date() + timedelta(days=1)
    return (datetime(day.year, day.month, day.day, tzinfo=UTC),)


def _rank_turns(term: Term, row: Row, at: datetime) -> Iterator[datetime]:
    """A bound rises by 1 in a half-life: where it meets the rank, the score passes it."""
    if row.rank <= NEVER_ACTIVE:
        return
    half_life = timedelta(days=POLICIES[DEFAULT].half_life_days)
    for condition in conditions(term, at):
        assert isinstance(condition, Within)
        for bound in (condition.begin, condition.end):
            if bound is not None and at > EPOCH and bound < row.rank < bound + 400:
                yield at + (row.rank - bound) * half_life + timedelta(milliseconds=1)


def _moment_turns(term: Term, row: Row, at: datetime) -> Iterator[datetime]:
    """A length of time reaches back from now, so its bound moves; a date doesn't."""
    moment: datetime | None = getattr(row, _COLUMN[term.field])
    if moment is None:
        return
    for value, condition in zip(term.values, conditions(term, at), strict=True):
        assert isinstance(condition, Within)
        if value[-1].isdigit() or condition.begin is None:
            continue
        if abs(condition.begin - moment) < NEAR:
            yield from _midnight(at)
        if moment >= condition.begin:
            yield _passes(term, value, moment, at)


def _passes(term: Term, value: str, moment: datetime, at: datetime) -> datetime:
    """The first moment at which the length no longer reaches back to `moment`: calendar months have no fixed length,
    so it is halved down to.
    """
    one = term.model_copy(update={"value": value})
    (low, (high,)) = at, _midnight(at)
    high -= TICK
    while _reaches(one, moment, high):
        low, high = high, high + max(high - low, timedelta(hours=1)) * 2
    while high - low > TICK:
        middle = low + (high - low) / 2
        low, high = (middle, high) if _reaches(one, moment, middle) else (low, middle)
    return high


def _reaches(term: Term, moment: datetime, at: datetime) -> bool:
    (condition,) = conditions(term, at)
    assert isinstance(condition, Within)
    return bool(condition.begin is None or moment >= condition.begin)
