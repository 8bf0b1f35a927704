"""Dynamic pools: an event asks only the pools that it can touch, and time is waited for until the answer turns."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import activity
from domain.activity import DEFAULT, POLICIES
from domain.membership import differs, reads, turns_at, why
from domain.search.filter import Node
from domain.search.matching import matches
from domain.search.parse import parse
from domain.search.row import Row

NOW = datetime(2026, 8, 28, 9, 30, tzinfo=UTC)
POLICY = POLICIES[DEFAULT]


def row(**more: object) -> Row:
    plain = Row({}, ("intent:open", "skill:java"), 0.0, None, None, None, None, None, None, None, (), None)
    return replace(plain, **more)  # type: ignore[arg-type]


def asked(text: str) -> Node:
    node = parse(text)
    assert node is not None
    return node


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("skill:java years>=5 contacted:1y", {"skill:", "career_since", "last_outbound_at"}),
        ('"供应链" band:high -city:上海', {"words", "rank", "city:"}),
        ("consent:marketing education>=master", {"consents", "education"}),
    ],
)
def test_a_filter_says_what_it_reads(text: str, parts: set[str]) -> None:
    assert reads(asked(text)) == parts


def test_an_event_touches_only_the_pools_that_read_what_it_changed() -> None:
    changed = differs(row(), row(marks=("intent:closed", "skill:java"), last_inbound_at=NOW))
    assert changed == {"intent:", "last_inbound_at"}
    assert not changed & reads(asked("skill:java"))
    assert differs(None, row()) >= {"skill:", "intent:", "rank"}


def test_no_contact_for_a_year_comes_true_a_year_later_and_says_by_which_condition() -> None:
    quiet = asked("skill:java -contacted:1y")
    person = row(last_outbound_at=NOW)
    assert not matches(quiet, person, NOW)
    turn = turns_at(quiet, person, NOW)
    assert turn is not None
    assert abs(turn - NOW.replace(year=2027)) < timedelta(seconds=1)
    assert matches(quiet, person, turn)
    assert [term.field for term in why(quiet, person, person, NOW, turn)] == ["contacted"]


def test_what_time_does_not_change_is_never_looked_at_again() -> None:
    assert turns_at(asked("skill:java added>=2025"), row(added_at=NOW), NOW) is None


TERMS = [
    "active:6m",
    "active:30d",
    "updated:1m",
    "score>=80",
    "score<50",
    "band:middle",
    "years>=5",
    "consent:marketing",
]
BACK = st.integers(0, 500 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(st.sampled_from(TERMS), st.booleans(), BACK, BACK, st.floats(0.01, 0.999))
def test_between_now_and_the_turn_the_answer_stands(
    text: str, turned: bool, ago: timedelta, later: timedelta, part: float
) -> None:
    at, moment = NOW + later, NOW + later - ago
    rank = activity.rank_for(40 + 59 * part, moment, POLICY)
    person = row(
        rank=rank,
        last_inbound_at=moment,
        updated_at=moment,
        career_since=date(2021, 9, 1),
        consents=(f"marketing/email/{(at + ago).date().isoformat()}",),
    )
    node = asked(f"-{text}" if turned else text)
    turn = turns_at(node, person, at)
    until = turn or at + timedelta(days=700)
    assert matches(node, person, at) == matches(node, person, at + (until - at) * part)
