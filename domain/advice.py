"""What to do about a segment that converts badly or well (row 147 of the feature list): rules, thresholds, evidence.

A rule speaks only of segments that are large enough to say anything.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Measure = Literal["active", "interviewed", "hired"]
LEAST_PEOPLE = 10
PASS_AT_LEAST = 50
"""Per cent of a stage, below which so many are lost there that it is looked into (row 146)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """People of one segment, and how many of them did what in the period."""

    name: str
    people: int
    counts: Mapping[Measure, int]

    def share(self, measure: Measure) -> float:
        """Of its people, in per cent."""
        return 100 * self.counts[measure] / self.people


@dataclass(frozen=True, slots=True)
class Rule:
    """It holds where each share is at least, or at most, what is said, in per cent."""

    name: str
    at_least: Mapping[Measure, float]
    at_most: Mapping[Measure, float]

    def holds(self, segment: Segment) -> bool:
        return all(segment.share(each) >= bound for each, bound in self.at_least.items()) and all(
            segment.share(each) <= bound for each, bound in self.at_most.items()
        )


RULES: tuple[Rule, ...] = (
    Rule("interviewed-not-joining", {"interviewed": 50}, {"hired": 10}),
    Rule("joining-well", {"hired": 30}, {}),
    Rule("active-not-joining", {"active": 70}, {"hired": 15}),
)
"""The samples of the source, with its figures; what is to be done is said by the report, in its language."""


@dataclass(frozen=True, slots=True)
class Advice:
    rule: Rule
    segment: Segment
    """The evidence."""


def advice(segments: Iterable[Segment], rules: Iterable[Rule] = RULES) -> Iterator[Advice]:
    """In the order of segments; of each, the first rule that holds."""
    known = tuple(rules)
    for segment in segments:
        if segment.people < LEAST_PEOPLE:
            continue
        if rule := next((rule for rule in known if rule.holds(segment)), None):
            yield Advice(rule, segment)
