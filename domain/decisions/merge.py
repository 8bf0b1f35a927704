"""Two records are one person, or are not: by hand, and always reversible (`domain.decisions.split`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, is_human, known
from domain.decisions.preference import preferred
from domain.dossier import Dossier
from domain.doubts import doubts
from domain.events import CandidateAbsorbed, CandidateMerged, DifferentPeopleAsserted, SamePersonAsserted
from domain.events.profile import Choosable
from domain.merging import asserted, in_order, obstacles, together
from domain.vocabulary import ActorId


class MergeCandidates(OfCandidate):
    """`absorbed` is the same person as `candidate`, who survives. All that was absorbed by it comes along."""

    type: Literal["merge-candidates"] = "merge-candidates"
    absorbed: UUID
    prefer: dict[Choosable, int] = Field(default_factory=dict)
    """By attribute, the position of the event that said the value which is to hold; the rules decide on the rest."""
    by: ActorId | None = None
    """Who chooses; has to be a human, where there is a choice."""


class AssertSamePerson(OfCandidate):
    """A human says that they are one person: under any of their ids, and whatever was asserted before."""

    type: Literal["assert-same-person"] = "assert-same-person"
    other: UUID
    survivor: UUID | None = None
    """Any record of the one who survives; None takes the proposed one (`domain.merging.proposed`)."""
    prefer: dict[Choosable, int] = Field(default_factory=dict)
    by: ActorId | None = None
    """Who says so; has to be a human."""


class AssertDifferentPeople(OfCandidate):
    type: Literal["assert-different-people"] = "assert-different-people"
    other: UUID


def merge(
    survivor: Dossier | None,
    absorbed: Dossier | None,
    command: MergeCandidates,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    one, other = known(survivor), known(absorbed)
    if command.candidate == command.absorbed:
        raise Refused("same_candidate")
    if one.candidate == other.candidate == command.absorbed:
        raise Refused("merge_ring", str(one.candidate))
    for obstacle in obstacles(one, other):
        raise obstacle
    for dossier, named in ((one, command.candidate), (other, command.absorbed)):
        if dossier.candidate != named:
            raise Refused("merged_away", str(dossier.candidate))
    return joined(one, other, command.prefer, command.by)


def assert_same(
    one: Dossier | None,
    other: Dossier | None,
    command: AssertSamePerson,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    """Of what is one person already, nothing, but that a doubted merge of the two stands. Against an older
    assertion each side says that it is taken back."""
    first, second = known(one), known(other)
    if command.candidate == command.other:
        raise Refused("same_candidate")
    if not is_human(command.by):
        raise Refused("human_required")
    if first.candidate == second.candidate:
        return [
            On(stream, SamePersonAsserted(other=whom))
            for each in doubts(first)
            if {each.absorbed, each.survivor} == {command.candidate, command.other}
            for stream, whom in ((each.absorbed, each.survivor), (each.survivor, each.absorbed))
        ]
    for obstacle in obstacles(first, second):
        if obstacle.code != "asserted_different":
            raise obstacle
    survivor, absorbed = in_order(first, second, command.survivor)
    taken_back = [
        On(stream, SamePersonAsserted(other=whom))
        for pair in asserted(first, second)
        for stream, whom in (pair, reversed(pair))
    ]
    return [*taken_back, *joined(survivor, absorbed, command.prefer, command.by)]


def joined(survivor: Dossier, absorbed: Dossier, prefer: Mapping[Choosable, int], by: ActorId | None) -> Sequence[On]:
    """Both sides of a merge, and what was chosen at it. Raises Refused."""
    events = [
        On(survivor.candidate, CandidateMerged(absorbed=absorbed.candidate)),
        On(absorbed.candidate, CandidateAbsorbed(survivor=survivor.candidate)),
    ]
    if prefer:
        person = together(survivor, absorbed)
        for attribute, position in prefer.items():
            events += preferred(person, attribute, position, by)
    return events


def assert_different(
    dossier: Dossier | None,
    other: Dossier | None,
    command: AssertDifferentPeople,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    one, two = known(dossier), known(other)
    if command.candidate == command.other:
        raise Refused("same_candidate")
    if one.candidate == two.candidate:
        raise Refused("already_merged", str(one.candidate))
    pairs = ((command.candidate, command.other, one), (command.other, command.candidate, two))
    return [
        On(stream, DifferentPeopleAsserted(other=whom))
        for stream, whom, person in pairs
        if whom not in person.record(stream).links.different
    ]
