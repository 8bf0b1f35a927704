"""Dynamic pools: an event asks only the pools that it can touch, and time is waited for until the answer turns."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import activity
from domain.activity import DEFAULT, POLICIES
from domain.membership import anchors, differs, reads, why
from domain.search.conditions import Within
from domain.search.filter import Node, terms
from domain.search.matching import matches
from domain.search.parse import parse
from domain.search.row import Row
from domain.turning import TICK, earliest, passed, turns_at

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
        ("freshness:fresh or effective:yes", {"updated_at", "intent_at", "has:"}),
    ],
)
def test_a_filter_says_what_it_reads(text: str, parts: set[str]) -> None:
    assert reads(asked(text)) == parts


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("intent:open skill:java years>=5", {"skill:java"}),
        ("skill:java or (skill:go tier:a)", {"skill:java", "skill:go"}),
        ("consent:marketing band:high", {"consent:marketing"}),
        ("effective:yes", {"has:reach"}),
        ("skill:java or years>=5", None),
        ("effective:yes,no", None),
        ("-skill:java", None),
    ],
)
def test_a_filter_is_found_by_the_rarest_marks_without_which_nobody_fits(text: str, marks: set[str] | None) -> None:
    assert anchors(asked(text)) == marks


def test_an_event_touches_only_the_pools_that_read_what_it_changed() -> None:
    differ = differs(row(), row(marks=("intent:closed", "skill:java"), last_inbound_at=NOW))
    assert differ(reads(asked("intent:open skill:java")))
    assert differ(reads(asked("active:1y")))
    assert not differ(reads(asked("skill:java contacted:1y")))
    assert differs(None, row())(reads(asked("-city:上海")))


def test_no_contact_for_a_year_comes_true_a_year_later_and_says_by_which_condition() -> None:
    quiet = asked("skill:java -contacted:1y")
    person = row(last_outbound_at=NOW)
    assert not matches(quiet, person, NOW)
    turn = turns_at(quiet, person, NOW)
    assert turn is not None
    assert turn == NOW.replace(year=2027) + TICK
    assert matches(quiet, person, turn)
    holds, fails = why(quiet, person, person, NOW, turn)
    assert holds == ()
    assert [term.field for term in fails] == ["contacted"]


def test_what_time_does_not_change_is_never_looked_at_again() -> None:
    assert turns_at(asked("skill:java added>=2025"), row(added_at=NOW), NOW) is None


TERMS = [
    "active:6m",
    "active:30d",
    "updated:1m",
    "score>=80",
    "score<50",
    "band:middle",
    "proposed:b",
    "years>=5",
    "consent:marketing",
    "freshness:fresh",
    "effective:yes",
    "effective:no",
]
BACK = st.integers(0, 500 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))


@given(st.sampled_from(TERMS), st.booleans(), BACK, BACK, st.floats(0.01, 0.999))
def test_between_now_and_the_turn_the_answer_stands(
    text: str, turned: bool, ago: timedelta, later: timedelta, part: float
) -> None:
    at, moment = NOW + later, NOW + later - ago
    person = turning(moment, part, at + ago)
    node = asked(f"-{text}" if turned else text)
    turn = turns_at(node, person, at)
    until = (turn or at + timedelta(days=700)) - TICK
    if until < at:
        return
    assert matches(node, person, at) == matches(node, person, at + (until - at) * part) == matches(node, person, until)
    assert turns_at(node, person, at + (until - at) * part) == turn
    waits = earliest(terms(node), person, at)
    assert turn is None or (waits is not None and at < waits <= turn)
    assert turn is None or matches(node, person, turn) != matches(node, person, until)


@given(st.sampled_from(TERMS), BACK, BACK, BACK, st.floats(0.01, 0.999))
def test_whoever_turns_in_a_stretch_of_time_is_among_those_who_are_looked_at(
    text: str, ago: timedelta, later: timedelta, stretch: timedelta, part: float
) -> None:
    at, moment = NOW + later, NOW + later - ago
    person = turning(moment, part, at + ago)
    node = asked(text)
    (term,) = terms(node)
    turn = turns_at(node, person, at)
    looked_at = any(
        each.begin <= getattr(person, each.column) < each.end
        if isinstance(each, Within)
        else any(each.begin <= date.fromisoformat(held[-10:]) < each.end for held in person.consents)
        for each in passed(term, at, at + stretch)
    )
    assert looked_at or turn is None or turn > at + stretch


def turning(moment: datetime, part: float, last_day: datetime) -> Row:
    return row(
        marks=("has:reach", "proposed~:abd"),
        rank=activity.rank_for(40 + 59 * part, moment, POLICY),
        last_inbound_at=moment,
        updated_at=moment,
        intent_at=moment,
        career_since=date(2021, 9, 1),
        consents=(f"marketing/email/{last_day.date().isoformat()}",),
    )


def test_where_months_end_somebody_comes_and_goes_for_days() -> None:
    """Six months before 28, 29, 30 and 31 August is 28 February."""
    person, node = row(last_inbound_at=datetime(2026, 2, 28, 12, tzinfo=UTC)), asked("active:6m")
    turns, at = [], datetime(2026, 8, 27, tzinfo=UTC)
    while turn := turns_at(node, person, at):
        turns.append((turn.day, turn.hour, matches(node, person, turn)))
        at = turn
    assert turns == [(day, hour, hour == 0) for day in (28, 29, 30, 31) for hour in (0, 12) if (day, hour) != (28, 0)]
