"""Two records are one person, or are not: by hand, and always reversible."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.dossier import Dossier
from domain.events import (
    CandidateAbsorbed,
    CandidateMerged,
    DifferentPeopleAsserted,
    MergeReversed,
)


class MergeCandidates(OfCandidate):
    """`absorbed` is the same person as `candidate`, who survives. All that was absorbed by it comes along."""

    type: Literal["merge-candidates"] = "merge-candidates"
    absorbed: UUID


class ReverseMerge(OfCandidate):
    """They are two again, and asserted to be different people. What `absorbed` had absorbed goes with it."""

    type: Literal["reverse-merge"] = "reverse-merge"
    absorbed: UUID


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
    if one.candidate == other.candidate:
        ring = one.candidate == command.absorbed
        raise Refused("merge_ring" if ring else "already_merged", str(one.candidate))
    for dossier, named in ((one, command.candidate), (other, command.absorbed)):
        if dossier.candidate != named:
            raise Refused("merged_away", str(dossier.candidate))
        if dossier.record(named).void:
            raise Refused("candidate_void")
        if dossier.erased:
            raise Refused("candidate_erased")
    if one.different & set(other.members) or other.different & set(one.members):
        raise Refused("asserted_different")
    return [
        On(command.candidate, CandidateMerged(absorbed=command.absorbed)),
        On(command.absorbed, CandidateAbsorbed(survivor=command.candidate)),
    ]


def reverse(
    survivor: Dossier | None,
    absorbed: Dossier | None,
    command: ReverseMerge,
    _at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    one, other = known(survivor), known(absorbed)
    into = other.record(command.absorbed).links.absorbed_into
    if into != command.candidate or command.absorbed not in one.record(command.candidate).links.absorbed:
        raise Refused("not_merged")
    event = MergeReversed(survivor=command.candidate, absorbed=command.absorbed)
    return [On(command.candidate, event), On(command.absorbed, event)]


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
