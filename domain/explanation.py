"""Why two records are, or are not, taken for one person: the evidence as a waterfall, from the prior to the whole."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from domain.decisions.matching import MILLION, THOUSAND, TRILLION
from domain.dossier import Dossier
from domain.events import MatchAssessed
from domain.identity import Evidence, Finding, IdentityModel, Usual, compare, zone
from domain.matches import Assessed
from domain.side_by_side import Compared, features, side_by_side
from domain.survivorship import survive
from domain.value import value


@value
class Step:
    field: str
    level: str
    m: float
    """How often two records of one person agree so."""
    u: float
    """How often those of two people do: the term's own frequency, where that is counted and higher."""
    term_frequency: float | None
    weight: float
    """log2(m/u), bits."""
    total: float
    """Bits: the prior and every step up to this one."""


@value
class Waterfall:
    model: str
    prior: float
    """Bits."""
    steps: tuple[Step, ...]
    weight: float
    posterior: float
    zone: str
    strong: tuple[str, ...]
    """Identifiers that agree and are one person's alone, by field."""
    name_compatible: bool | None
    vetoes: tuple[str, ...]
    conflict: bool = False
    """One pair would join the two dossiers and another forbids it."""


@value
class Explanation:
    candidates: tuple[UUID, UUID]
    """The people that the two ids lead to now."""
    records: tuple[UUID, UUID]
    """The records that were compared."""
    position: int | None
    """Of the event that holds the evidence. None: nothing was stored; this was computed now, by the current model."""
    assessed_at: datetime | None
    same_person: bool
    """They are one dossier."""
    asserted_different: bool
    evidence: Waterfall
    side_by_side: tuple[Compared, ...]
    """The two records, by their surviving values."""


def explained(
    one: Dossier, other: Dossier, records: tuple[UUID, UUID], population: int, model: IdentityModel
) -> Explanation:
    """Of two records, each a member of its dossier: the newest evidence of just these two; else the strongest
    between their people; else computed by `model`, as among `population` records."""
    found = _exactly(one, other, records) or _strongest(one, other)
    if found:
        compared, said = found
        evidence = stored(said.seen)
    else:
        compared, said = records, None
        evidence = _now(one, other, records, population, model)
    sides = (survive([_holder(one, other, each).record(each)]) for each in compared)
    return Explanation(
        candidates=(one.candidate, other.candidate),
        records=compared,
        position=said.position if said else None,
        assessed_at=said.recorded_at if said else None,
        same_person=one.candidate == other.candidate,
        asserted_different=bool(one.different & set(other.members) or other.different & set(one.members)),
        evidence=evidence,
        side_by_side=side_by_side(*sides),
    )


def stored(seen: MatchAssessed) -> Waterfall:
    findings = (
        Finding(
            each.field,
            each.level,
            each.m / TRILLION,
            each.u / TRILLION,
            None if each.term_frequency is None else each.term_frequency / TRILLION,
            each.weight / THOUSAND,
        )
        for each in seen.findings
    )
    return Waterfall(
        model=seen.model,
        prior=seen.prior / THOUSAND,
        steps=_steps(seen.prior / THOUSAND, findings),
        weight=seen.weight / THOUSAND,
        posterior=seen.posterior / MILLION,
        zone=seen.zone.value,
        strong=seen.strong,
        name_compatible=seen.name_compatible,
        vetoes=seen.vetoes,
        conflict=seen.conflict,
    )


def computed(evidence: Evidence, found: str) -> Waterfall:
    return Waterfall(
        model=evidence.model,
        prior=round(evidence.prior, 3),
        steps=_steps(evidence.prior, evidence.findings),
        weight=round(evidence.weight, 3),
        posterior=round(evidence.posterior, 6),
        zone=found,
        strong=evidence.strong,
        name_compatible=evidence.name,
        vetoes=evidence.vetoes,
    )


def _steps(prior: float, findings: Iterable[Finding]) -> tuple[Step, ...]:
    total, steps = prior, []
    for each in findings:
        total += each.weight
        steps.append(Step(*each[:5], round(each.weight, 3), round(total, 3)))
    return tuple(steps)


def _now(one: Dossier, other: Dossier, records: tuple[UUID, UUID], population: int, model: IdentityModel) -> Waterfall:
    left, right = (features(survive([_holder(one, other, each).record(each)])) for each in records)
    evidence = compare(left, right, model, Usual(population))
    apart = records[1] in one.different or records[0] in other.different
    return computed(evidence, zone(evidence, model, apart).value)


def _exactly(one: Dossier, other: Dossier, records: tuple[UUID, UUID]) -> tuple[tuple[UUID, UUID], Assessed] | None:
    a, b = records
    said = [one.record(a).matches.assessed.get(b), other.record(b).matches.assessed.get(a)]
    newest = max((each for each in said if each), key=lambda each: each.position, default=None)
    return (records, newest) if newest else None


def _strongest(one: Dossier, other: Dossier) -> tuple[tuple[UUID, UUID], Assessed] | None:
    if one.candidate == other.candidate:
        return None
    pairs = ((a, b) for a in one.members for b in other.members)
    found = [each for pair in pairs if (each := _exactly(one, other, pair))]
    return max(found, key=lambda each: each[1].seen.weight, default=None)


def _holder(one: Dossier, other: Dossier, record: UUID) -> Dossier:
    return one if record in one.members else other
