"""The samples of the source lead to what the source says; small segments lead to nothing."""

import pytest

from domain.advice import Segment, advice


@pytest.mark.parametrize(
    ("people", "active", "interviewed", "hired", "rule"),
    [
        (100, 40, 50, 10, "interviewed-not-joining"),
        (100, 40, 50, 11, None),
        (100, 40, 30, 30, "joining-well"),
        (100, 70, 20, 15, "active-not-joining"),
        (100, 69, 20, 15, None),
        (9, 9, 9, 0, None),
    ],
)
def test_a_rule_holds_from_its_thresholds_on(
    people: int, active: int, interviewed: int, hired: int, rule: str | None
) -> None:
    segment = Segment("lean", people, {"active": active, "interviewed": interviewed, "hired": hired})
    assert [each.rule.name for each in advice([segment])] == ([rule] if rule else [])
