"""How active somebody is: one number per dossier that does not change with time.

`rank = log2(sum of w_i * 2^((t_i - EPOCH) / H))`, H the half-life. At any moment t the strength is
`S = 2^(rank - (t - EPOCH) / H)` and the score `100 * (1 - 2^(-S / c))`, from 0 to 100. Both rise with
the rank, so order never changes between events, and "score above 80 now" is a range scan over ranks.

Figures of the policies: ours, to be tuned by users. Bands: S1 of the feature list (80 and above is high, below 50
is low). Another figure is another policy, under a name of its own; one that was ever in force stays in the table.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from math import exp2, fsum, inf, log2
from operator import attrgetter
from typing import Any

from domain.envelope import Meta
from domain.events import (
    Applied,
    ContactClicked,
    ContactLogged,
    ContactOpened,
    InterviewAttended,
    ProfileConfirmed,
    ProfileUpdated,
    Replied,
)
from domain.recorded import Recorded
from domain.value import value

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
"""t0 of every rank, for ever: a rank is stored and compared across policy versions of one half-life."""

REPEATS_WITHIN = timedelta(hours=24)


class Band(StrEnum):
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


@value
class Policy:
    half_life_days: float
    c: float
    """The strength at which the score is 50."""
    weights: dict[str, float]
    """By kind of contribution; what is not named weighs nothing."""
    high: float = 80.0
    middle: float = 50.0


DEFAULT = "activity-1"
POLICIES: dict[str, Policy] = {
    "activity-1": Policy(
        half_life_days=60,
        c=19,
        weights={
            "interview-attended": 50,
            "applied": 40,
            "replied": 40,
            "profile-updated": 25,
            "profile-confirmed": 25,
            "gathering-attended": 20,
            "contact-logged": 20,
            "survey-answered": 15,
            "contact-clicked": 8,
            "contact-opened": 5,
        },
    ),
}
POLICIES["activity-slow-1"] = replace(POLICIES[DEFAULT], half_life_days=180)
"""For pools that are turned to once or twice a year."""


class _InForce:
    """Of a process."""

    name = DEFAULT


def put_in_force(name: str) -> None:
    """The policy that ranks are made and asked by, chosen once, as a process begins. Raises KeyError."""
    if name not in POLICIES:
        raise KeyError(name)
    _InForce.name = name


def in_force() -> str:
    return _InForce.name


def policy() -> Policy:
    """The one in force."""
    return POLICIES[_InForce.name]


@value
class Contribution:
    """Something a person did. `happened_at` is the earlier of claimed and recorded."""

    kind: str
    happened_at: datetime
    position: int


@value
class Point:
    """What the score was at a moment, by what had happened until then."""

    at: datetime
    score: float
    band: Band


@value
class Share:
    """One line of the explanation: what a contribution weighed, and what is left of it."""

    contribution: Contribution
    repeat: int
    """It was the n-th of its kind within 24 hours, from 1; it counts `2^(1 - n)`."""
    weight: float
    remaining: float
    """The weight after decay: the strength S is the sum of these."""
    part: float
    """Of the whole strength, from 0 to 1."""


def _of_the_person(meta: Meta) -> bool:
    """A batch or a machine that describes somebody anew is no sign of life."""
    return meta.batch is None and not meta.actor.startswith(("policy:", "system:"))


COUNTED: dict[type, Callable[[Any, Meta], bool]] = {
    Applied: lambda _event, _meta: True,
    Replied: lambda _event, _meta: True,
    InterviewAttended: lambda _event, _meta: True,
    ProfileUpdated: lambda _event, meta: _of_the_person(meta),
    ProfileConfirmed: lambda event, _meta: event.by_candidate and not event.echo,
    ContactLogged: lambda event, _meta: event.went_well is True,
    ContactOpened: lambda event, _meta: not event.by_machine,
    ContactClicked: lambda event, _meta: not event.by_machine,
}
"""Which events are contributions at all, whatever a policy makes them weigh. The kind is the event's type."""


def counts(recorded: Recorded) -> bool:
    """Whether the event is a contribution."""
    of_its_kind = COUNTED.get(type(recorded.event))
    return of_its_kind is not None and of_its_kind(recorded.event, recorded.meta)


_place = attrgetter("happened_at", "position")


def weigh(contributions: Iterable[Contribution], policy: Policy) -> list[tuple[Contribution, int, float]]:
    """Each with its place among repeats and its weight, oldest first. Taken after records are combined."""
    weighed = []
    recent: dict[str, list[datetime]] = {}
    for each in sorted(contributions, key=_place):
        full = policy.weights.get(each.kind, 0.0)
        if full <= 0:
            continue
        since = each.happened_at - REPEATS_WITHIN
        within = [then for then in recent.get(each.kind, ()) if then > since]
        within.append(each.happened_at)
        recent[each.kind] = within
        weighed.append((each, len(within), full * exp2(1 - len(within))))
    return weighed


def rank(contributions: Iterable[Contribution], policy: Policy) -> float | None:
    """None where nothing counts. The same for any order of arrival, to the last bit."""
    half_life = timedelta(days=policy.half_life_days)
    terms = [log2(weight) + (each.happened_at - EPOCH) / half_life for each, _, weight in weigh(contributions, policy)]
    if not terms:
        return None
    largest = max(terms)
    return largest + log2(fsum(exp2(term - largest) for term in terms))


def plus(ranked: float | None, weight: float, happened_at: datetime, policy: Policy) -> float:
    """The rank after one more contribution that repeats nothing."""
    term = log2(weight) + (happened_at - EPOCH) / timedelta(days=policy.half_life_days)
    if ranked is None:
        return term
    low, high = sorted((ranked, term))
    return high + log2(1.0 + exp2(low - high))


def score_at(ranked: float | None, at: datetime, policy: Policy) -> float:
    """From 0 to 100."""
    if ranked is None:
        return 0.0
    strength = exp2(min(ranked - (at - EPOCH) / timedelta(days=policy.half_life_days), 1000.0))
    return 100.0 * (1.0 - exp2(-strength / policy.c))


def rank_for(score: float, at: datetime, policy: Policy) -> float:
    """The rank that has this score at this moment: `rank >= rank_for(80, now)` is "80 and above now"."""
    if score <= 0:
        return -inf
    if score >= 100:
        return inf
    strength = -policy.c * log2(1.0 - score / 100.0)
    return log2(strength) + (at - EPOCH) / timedelta(days=policy.half_life_days)


def band(score: float, policy: Policy) -> Band:
    """Exactly 80 is high, exactly 50 is middle. The score is taken unrounded."""
    if score >= policy.high:
        return Band.HIGH
    return Band.MIDDLE if score >= policy.middle else Band.LOW


def curve(contributions: Iterable[Contribution], moments: Iterable[datetime], policy: Policy) -> Iterator[Point]:
    """The score at each of these moments, in their order; what happened later does not count at them."""
    weighed = weigh(contributions, policy)
    happened = [each.happened_at for each, _, _ in weighed]
    ranks: list[float | None] = [None, *_ranks(weighed, policy)]
    for at in moments:
        score = score_at(ranks[bisect_right(happened, at)], at, policy)
        yield Point(at, score, band(score, policy))


def _ranks(weighed: Sequence[tuple[Contribution, int, float]], policy: Policy) -> Iterator[float]:
    """After each contribution, oldest first: no later one changes what an earlier one weighs."""
    ranked: float | None = None
    for each, _, weight in weighed:
        ranked = plus(ranked, weight, each.happened_at, policy)
        yield ranked


def explain(contributions: Iterable[Contribution], at: datetime, policy: Policy) -> tuple[Share, ...]:
    """What made the score, the strongest first."""
    half_life = timedelta(days=policy.half_life_days)
    left = [
        (each, repeat, weight, weight * exp2((each.happened_at - at) / half_life))
        for each, repeat, weight in weigh(contributions, policy)
    ]
    strength = fsum(remaining for *_, remaining in left)
    shares = (Share(*line, line[-1] / strength if strength else 0.0) for line in left)
    return tuple(sorted(shares, key=lambda share: (-share.remaining, share.contribution.position)))
