"""Who may do what, cell by cell; and whom a scope shows."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.access import (
    EVERYTHING,
    LEVELS,
    PERSONAL,
    Action,
    Role,
    Scope,
    marks_of,
    may,
    reason_missing,
    usual_scope,
)
from domain.vocabulary import Confidentiality

GRID = """
recruiter interviewer hiring-manager executive auditor analyst admin dpo service

see-person         x x x x x . . x x
find-people        x . x x x . . x x
see-facts          x . x x x . . x x
see-measures       x . x x x x . x x
see-operations     x . . . x . x x x
see-settings       x x x x x x x x x
verify             . . . . x x x x x
follow             . . . . x . . . x
audit              . . . . x . . . .
oversee            . . . . x . . x .
describe           x . . . . . . . x
record-wishes      x . . . . . . x x
contact            x . . . . . . . x
decide-who-is-who  x . . . . . . . .
advance            x . x . . . . . x
evaluate           x x x x . . . . x
attend             x . x x . . . . x
open-jobs          x . x . . . . . x
keep-pools         x . . . . . . . .
import             x . . . . . . . x
compose            x . . . . . x . .
publish-notices    x . . . . . x x .
suppress           x . . . . . . x x
keep-rights        x . . . . . . x x
forget             . . . . . . . x .
keep-models        . . . . . . x . .
keep-keys          . . . . . . x . .
keep-terms         x . . . . . x . .
export             x . . . . . . x .
"""
HEAD, *LINES = (line.split() for line in GRID.splitlines() if line)
CELLS = [(Role(role), Action(action), cell) for action, *cells in LINES for role, cell in zip(HEAD, cells, strict=True)]


@pytest.mark.parametrize(("role", "action", "cell"), CELLS, ids=lambda each: str(each))
def test_a_cell_of_the_table(role: Role, action: Action, cell: str) -> None:
    assert may(role, action) == (cell == "x")


def test_every_cell_is_there() -> None:
    assert len(CELLS) == len(Role) * len(Action)


def test_only_an_auditor_needs_a_reason_and_only_for_personal_data() -> None:
    needed = {(role, action) for role in Role for action in Action if reason_missing(role, action, None)}
    assert needed == {(Role.AUDITOR, action) for action in PERSONAL}
    assert not reason_missing(Role.AUDITOR, Action.SEE_PERSON, "complaint")


def test_nobody_who_holds_keys_sees_people_and_no_analyst_does() -> None:
    for role in (Role.ADMIN, Role.ANALYST):
        assert not any(may(role, action) for action in PERSONAL)


def test_an_analyst_sees_nobody_alone() -> None:
    allowed = {action for action in Action if may(Role.ANALYST, action)}
    assert allowed == {Action.SEE_MEASURES, Action.SEE_SETTINGS, Action.VERIFY}


UNITS = ("cn-platform", "de-sales", "us-labs")
some_units = st.sets(st.sampled_from(UNITS)).map(tuple)
scopes = st.builds(Scope, st.none() | some_units.filter(bool), st.sampled_from(LEVELS))


@given(scopes, some_units, st.sampled_from(LEVELS))
def test_a_scope_shows_its_units_and_nobodys_up_to_its_level(
    scope: Scope, units: tuple[str, ...], level: Confidentiality
) -> None:
    unit_seen = scope.units is None or not units or bool(set(units) & set(scope.units))
    level_seen = LEVELS.index(level) <= LEVELS.index(scope.level)
    assert scope.covers(marks_of(units, level)) == (unit_seen and level_seen)


def test_everything_covers_everybody_and_is_no_limit() -> None:
    assert not EVERYTHING.limited
    for units in (*combinations(UNITS, 2), ()):
        assert all(EVERYTHING.covers(marks_of(units, level)) for level in LEVELS)


def test_what_is_confidential_is_usual_only_for_those_who_answer_for_all() -> None:
    bounded = {role for role in Role if usual_scope(role).limited}
    assert bounded == {Role.RECRUITER, Role.INTERVIEWER, Role.HIRING_MANAGER, Role.EXECUTIVE}
