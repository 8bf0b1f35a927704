"""Two records were compared: what was seen is recorded; who they are is decided by a merge, or by a human."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.decisions.merge import MergeCandidates, merge
from domain.dossier import Dossier
from domain.events import MatchAssessed, MatchDeferred, MatchFinding, MatchZone
from domain.identity import Evidence, Joined, Match
from domain.vocabulary import Code

THOUSAND, MILLION, TRILLION = 10**3, 10**6, 10**12


class AssessMatch(OfCandidate):
    """`candidate` is the later record. Of two that are one dossier already, nothing is recorded."""

    type: Literal["assess-match"] = "assess-match"
    other: UUID
    zone: MatchZone
    model: Code
    prior: int
    weight: int
    posterior: int
    findings: tuple[MatchFinding, ...] = ()
    strong: tuple[Code, ...] = ()
    name_compatible: bool | None = None
    vetoes: tuple[Code, ...] = ()
    conflict: bool = False


class DeferMatch(OfCandidate):
    """The two people are looked at again later. It is said beside every assessment of theirs that there is."""

    type: Literal["defer-match"] = "defer-match"
    other: UUID
    until: date | None = None


def assess(
    dossier: Dossier | None, other: Dossier | None, command: AssessMatch, _at: datetime, _rules: Rules
) -> Sequence[On]:
    one, two = known(dossier), known(other)
    if command.candidate == command.other:
        raise Refused("same_candidate")
    if one.candidate == two.candidate:
        return []
    if one.erased or two.erased:
        raise Refused("candidate_erased")
    said = command.model_dump(exclude={"type", "occurred", "source", "candidate"})
    return [On(command.candidate, MatchAssessed(**said))]


def settled(own: Dossier, others: Sequence[Dossier], new: UUID, joined: Joined[UUID], at: datetime) -> list[On]:
    """What follows from comparing `new`, a record of `own`, with every record of `others`: of each dossier the
    strongest pair is recorded, and those that are certain become one, under the oldest."""
    happened = [On(new, as_seen(match, conflict)) for _, match, conflict in strongest(own, others, joined)]
    together = sorted((own, *(others[place] for place in joined.into)), key=lambda each: each.records[0].first_position)
    survivor = together[0]
    for absorbed in together[1:]:
        with suppress(Refused):  # a human asserted otherwise, or there is nobody to merge: what was seen stays
            merging = MergeCandidates(candidate=survivor.candidate, absorbed=absorbed.candidate)
            happened += merge(survivor, absorbed, merging, at, Rules())
    return happened


def strongest(
    own: Dossier, others: Sequence[Dossier], joined: Joined[UUID]
) -> Iterator[tuple[Dossier, Match[UUID], bool]]:
    """Of each other dossier the pair that weighs most, and whether another one forbids to join them; of whoever was
    erased nothing is said."""
    for place, other in enumerate(others):
        match = next((each for each in joined.matches if each.record in other.members), None)
        if match is not None and not (own.erased or other.erased):
            yield other, match, place in joined.conflicts


def as_seen(match: Match[UUID], conflict: bool) -> MatchAssessed:
    """A pair as the engine saw it."""
    return MatchAssessed(
        other=match.record, zone=MatchZone(match.zone), conflict=conflict, **in_numbers(match.evidence)
    )


def defer(
    dossier: Dossier | None, other: Dossier | None, command: DeferMatch, _at: datetime, _rules: Rules
) -> Sequence[On]:
    one, two = known(dossier), known(other)
    if command.candidate == command.other:
        raise Refused("same_candidate")
    if one.candidate == two.candidate:
        raise Refused("already_merged", str(one.candidate))
    assessed = [*_assessed(one, two), *_assessed(two, one)] or [(command.candidate, command.other)]
    return [On(stream, MatchDeferred(other=other, until=command.until)) for stream, other in assessed]


def _assessed(one: Dossier, other: Dossier) -> list[tuple[UUID, UUID]]:
    """The records of the one that were compared with a record of the other, and with which."""
    members = set(other.members)
    return [(record.stream, each) for record in one.records for each in record.matches.assessed if each in members]


def in_numbers(evidence: Evidence) -> dict[str, Any]:
    """Whole numbers, so that what is stored reads the same everywhere."""
    return {
        "model": evidence.model,
        "prior": round(evidence.prior * THOUSAND),
        "weight": round(evidence.weight * THOUSAND),
        "posterior": round(evidence.posterior * MILLION),
        "findings": tuple(
            MatchFinding(
                field=each.field,
                level=each.level,
                m=round(each.m * TRILLION),
                u=round(each.u * TRILLION),
                term_frequency=None if each.term_frequency is None else round(each.term_frequency * TRILLION),
                weight=round(each.weight * THOUSAND),
            )
            for each in evidence.findings
        ),
        "strong": evidence.strong,
        "name_compatible": evidence.name,
        "vetoes": evidence.vetoes,
    }
