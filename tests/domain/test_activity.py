from datetime import UTC, datetime, timedelta
from math import isclose
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity import (
    DEFAULT,
    POLICIES,
    Band,
    Contribution,
    band,
    curve,
    explain,
    plus,
    rank,
    rank_for,
    score_at,
    weigh,
)
from domain.decisions import ConfirmProfile
from tests.domain.acts import call, ingest, merge, person, reply
from tests.domain.story import BEGAN, A, B, Story, claim, some_id

POLICY = POLICIES[DEFAULT]
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def did(*kinds: str, ago: float = 0) -> list[Contribution]:
    """`ago` in days."""
    then = NOW - timedelta(days=ago)
    return [Contribution(kind, then, position) for position, kind in enumerate(kinds, 1)]


@pytest.mark.parametrize(
    ("contributions", "score", "expected"),
    [
        (did("contact-opened", "replied"), 80.6, Band.HIGH),
        (did("replied"), 76.8, Band.MIDDLE),
        (did("contact-opened"), 16.7, Band.LOW),
        (did("contact-opened", "replied", ago=60), 56.0, Band.MIDDLE),
        ([], 0.0, Band.LOW),
    ],
)
def test_golden_scores_of_the_default_policy(contributions: list[Contribution], score: float, expected: Band) -> None:
    exact = score_at(rank(contributions, POLICY), NOW, POLICY)
    assert round(exact, 1) == score
    assert band(exact, POLICY) is expected


def test_the_curve_is_the_score_at_each_moment_by_what_had_happened_until_then() -> None:
    happened = [*did("applied", ago=200), *did("replied", "replied", ago=90), *did("contact-opened", ago=1)]
    moments = [NOW - timedelta(days=ago) for ago in (300, 200, 120, 90, 10, 0)]
    for at, point in zip(moments, curve(happened, moments, POLICY), strict=True):
        until = [each for each in happened if each.happened_at <= at]
        assert point.at == at
        assert isclose(point.score, score_at(rank(until, POLICY), at, POLICY), abs_tol=1e-9)
        assert point.band is band(point.score, POLICY)


def test_exactly_80_is_high_and_exactly_50_is_middle() -> None:
    assert [band(score, POLICY) for score in (80.0, 79.999, 50.0, 49.999)] == [
        Band.HIGH,
        Band.MIDDLE,
        Band.MIDDLE,
        Band.LOW,
    ]


def test_repeats_within_24_hours_count_a_half_a_quarter_and_so_on() -> None:
    hours = [Contribution("contact-clicked", NOW + timedelta(hours=hour), hour) for hour in (0, 1, 2, 24, 60)]
    assert [weight for _, _, weight in weigh(hours, POLICY)] == [8, 4, 2, 2, 8]


def test_repeats_are_told_by_their_kind() -> None:
    assert [weight for _, _, weight in weigh(did("replied", "applied", "replied"), POLICY)] == [40, 40, 20]


def test_the_explanation_adds_up_to_the_score() -> None:
    shares = explain(did("replied") + did("contact-opened", "contact-opened", ago=30), NOW, POLICY)
    assert [share.contribution.kind for share in shares] == ["replied", "contact-opened", "contact-opened"]
    assert [share.repeat for share in shares] == [1, 1, 2]
    assert isclose(sum(share.part for share in shares), 1.0)
    strength = sum(share.remaining for share in shares)
    ranked = rank([share.contribution for share in shares], POLICY)
    assert isclose(100 * (1 - 2 ** (-strength / POLICY.c)), score_at(ranked, NOW, POLICY))


@given(st.floats(min_value=0.5, max_value=99.5), st.integers(min_value=0, max_value=4000))
def test_a_score_can_be_asked_for_as_a_range_of_ranks(score: float, days: int) -> None:
    at = NOW + timedelta(days=days)
    assert isclose(score_at(rank_for(score, at, POLICY), at, POLICY), score, rel_tol=1e-9)


KINDS = st.sampled_from([*POLICY.weights, "unheard-of"])
MOMENTS = st.integers(min_value=0, max_value=900).map(lambda hours: NOW - timedelta(hours=hours))
PAST = st.lists(st.tuples(KINDS, MOMENTS), max_size=25).map(
    lambda pairs: [Contribution(kind, at, position) for position, (kind, at) in enumerate(pairs, 1)]
)


@given(PAST, st.randoms())
def test_the_rank_is_the_same_to_the_last_bit_in_any_order(past: list[Contribution], random: Random) -> None:
    shuffled = list(past)
    random.shuffle(shuffled)
    assert rank(shuffled, POLICY) == rank(past, POLICY)


@given(st.lists(st.tuples(st.sampled_from(list(POLICY.weights.values())), MOMENTS), min_size=1), st.randoms())
def test_a_rank_grown_one_by_one_is_the_same_in_any_order(terms: list[tuple[float, datetime]], random: Random) -> None:
    def grown(terms: list[tuple[float, datetime]]) -> float:
        ranked = None
        for weight, at in terms:
            ranked = plus(ranked, weight, at, POLICY)
        assert ranked is not None
        return ranked

    shuffled = list(terms)
    random.shuffle(shuffled)
    assert isclose(grown(shuffled), grown(terms), abs_tol=1e-9)


@given(PAST, PAST, st.integers(min_value=0, max_value=2000))
def test_order_between_people_never_changes_by_waiting(
    one: list[Contribution], other: list[Contribution], days: int
) -> None:
    ranks = rank(one, POLICY), rank(other, POLICY)
    now = [score_at(ranked, NOW, POLICY) for ranked in ranks]
    later = [score_at(ranked, NOW + timedelta(days=days), POLICY) for ranked in ranks]
    assert (now[0] - now[1]) * (later[0] - later[1]) >= 0 or isclose(now[0], now[1])  # in the end all tie at nothing


def kinds(story: Story) -> list[str]:
    return [each.kind for each in story.dossier(A).activity]


def test_only_what_went_well_counts_among_logged_contacts() -> None:
    story = Story().given(
        ingest(),
        call(),
        call(contact=some_id("2"), went_well=False),
        call(contact=some_id("3"), went_well=True),
    )
    assert kinds(story) == ["contact-logged"]


def test_a_bulk_import_that_describes_somebody_anew_is_no_sign_of_life() -> None:
    changed = ingest(person=person("王小明", "new@example.com"))
    assert kinds(Story().given(ingest()).given(changed, batch=some_id("batch"))) == []
    assert kinds(Story().given(ingest()).given(changed, actor="system:sync")) == []
    assert kinds(Story().given(ingest()).given(changed)) == ["profile-updated"]


def test_a_confirmation_counts_once_however_many_records_there_are() -> None:
    story = Story().given(ingest(A), ingest(B), merge(A, B), ConfirmProfile(candidate=A))
    assert kinds(story) == ["profile-confirmed"]


def test_a_claimed_time_counts_and_never_lies_in_the_future() -> None:
    past = BEGAN - timedelta(days=400)
    story = Story().given(ingest(), call(), reply(occurred=claim(past)))
    assert story.dossier(A).activity[0].happened_at == past
    future = Story().given(ingest(), call(), reply(occurred=claim(BEGAN + timedelta(days=400))))
    assert future.dossier(A).activity[0].happened_at == future.history[-1].recorded_at
