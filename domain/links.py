"""Which records are one person. A record never moves: merges are links, and a reversal takes one away."""

from dataclasses import field
from uuid import UUID

from domain.events import (
    CandidateAbsorbed,
    CandidateMerged,
    DifferentPeopleAsserted,
    MergeReversed,
    SamePersonAsserted,
)
from domain.recorded import Recorded
from domain.value import value


@value
class Links:
    absorbed: dict[UUID, int] = field(default_factory=dict)
    """Records that were merged into this one, each with the position of the merge."""
    absorbed_into: UUID | None = None
    different: tuple[UUID, ...] = ()
    """Records that are somebody else, by assertion or by the reversal of a merge."""
    positions: tuple[int, ...] = ()
    """Of merges and reversals on this stream: both sides stand or fall together."""
    same: dict[UUID, int] = field(default_factory=dict)
    """Records that a human said to be this person, each with the position of the last time."""

    def neighbours(self) -> tuple[UUID, ...]:
        return (*self.absorbed, self.absorbed_into) if self.absorbed_into else tuple(self.absorbed)


def merged(links: Links, event: CandidateMerged, recorded: Recorded) -> Links:
    absorbed = {**links.absorbed, event.absorbed: recorded.position}
    return Links(absorbed, links.absorbed_into, links.different, (*links.positions, recorded.position), links.same)


def absorbed(links: Links, event: CandidateAbsorbed, recorded: Recorded) -> Links:
    return Links(links.absorbed, event.survivor, links.different, (*links.positions, recorded.position), links.same)


def reversed_(links: Links, event: MergeReversed, recorded: Recorded) -> Links:
    positions = (*links.positions, recorded.position)
    if recorded.stream == event.survivor:
        rest = {each: position for each, position in links.absorbed.items() if each != event.absorbed}
        return Links(rest, links.absorbed_into, _with(links.different, event.absorbed), positions, links.same)
    return Links(links.absorbed, None, _with(links.different, event.survivor), positions, links.same)


def different(links: Links, event: DifferentPeopleAsserted, _recorded: Recorded) -> Links:
    others = _with(links.different, event.other)
    return Links(links.absorbed, links.absorbed_into, others, links.positions, links.same)


def same(links: Links, event: SamePersonAsserted, recorded: Recorded) -> Links:
    others = tuple(each for each in links.different if each != event.other)
    said = {**links.same, event.other: recorded.position}
    return Links(links.absorbed, links.absorbed_into, others, links.positions, said)


def _with(ids: tuple[UUID, ...], one: UUID) -> tuple[UUID, ...]:
    return ids if one in ids else (*ids, one)
