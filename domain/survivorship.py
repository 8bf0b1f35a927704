"""Which value survives where records disagree: a pure rule per attribute, in a visible table.

Every value keeps the position of the event that said it; `Profile.sources` tells who that was and when.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import compress
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from domain import preferences, reach
from domain.description import Description, Standing
from domain.everything_said import keep
from domain.person import Career, Person, Place
from domain.preferences import Preferred
from domain.profile import Profile, Said
from domain.record import Record
from domain.reviews import with_verdicts
from domain.value import value

TRUST: dict[str, int] = {
    "career-site": 80,
    "greenhouse": 70,
    "linkedin": 65,
    "json-resume": 60,
    "referral": 60,
    "vcard": 55,
    "headhunter": 45,
    "social": 30,
}
"""How far a source is believed, from 0 to 100. Ours, to be tuned by users."""
ORDINARY_TRUST = 50


@value
class Claim:
    value: Any
    said: Said
    own_standing: Standing = Standing.REPORTED
    """By whoever said or chose this very value, knowing what they said."""
    chosen: Preferred | None = None


def confirmed_or_said(claim: Claim) -> int:
    """Confirmed by a human > said by the candidate > reported."""
    return claim.said.standing


def in_person(claim: Claim) -> tuple[Any, ...]:
    """Of what people said themselves, the newest word; a source's trust weighs where only sources speak."""
    if claim.own_standing is Standing.REPORTED:
        return (Standing.REPORTED,)
    return (claim.own_standing, claim.chosen.chosen_at if claim.chosen else claim.said.happened_at)


def trusted(claim: Claim) -> int:
    return TRUST.get(claim.said.source or "", ORDINARY_TRUST)


def newest(claim: Claim) -> datetime:
    return claim.said.happened_at


def most_complete(claim: Claim) -> int:
    return filled(claim.value)


def lowest_position(claim: Claim) -> int:
    return -claim.said.position


Criterion = Callable[[Claim], Any]
STEADY: tuple[Criterion, ...] = (confirmed_or_said, in_person, trusted, newest, most_complete, lowest_position)
VOLATILE: tuple[Criterion, ...] = (newest, confirmed_or_said, in_person, trusted, most_complete, lowest_position)
"""For what was true only when it was said."""

ONE: dict[str, tuple[Criterion, ...]] = {
    "name": STEADY,
    "born": STEADY,
    "place": STEADY,
    "headline": STEADY,
    "summary": STEADY,
    "employments": STEADY,
    "educations": STEADY,
    "career_start": STEADY,
    "region": STEADY,
    "age_band": STEADY,
    "education_level": STEADY,
    "career_start_year": STEADY,
    "intent": VOLATILE,
    "pay": VOLATILE,
}
"""Attributes of which one value survives whole; of the others all is kept (`domain.everything_said`)."""

_OF_PERSON = ("name", "born", "place")
_OF_CAREER = ("headline", "summary", "employments", "educations", "career_start", "intent", "pay")
_OF_FACTS = ("region", "age_band", "education_level", "career_start_year")
_of_person, _of_career, _of_facts = attrgetter(*_OF_PERSON), attrgetter(*_OF_CAREER), attrgetter(*_OF_FACTS)
_NOBODY, _NO_CAREER, _NOTHING = Person(), Career(), Profile()
ATTRIBUTES = (*_OF_PERSON, *_OF_CAREER, *_OF_FACTS)
"""Those of `ONE`, in the order of the fields of a profile, of which they are the first."""
_EDUCATIONS = ATTRIBUTES.index("educations")


Described = list[tuple[Description, Said]]
Stands = tuple[list[Any], dict[str, int], dict[int, Said]]
"""The surviving value of each of `ATTRIBUTES`, in order; and the positions and sources of a `Profile`."""


def survive(records: Sequence[Record]) -> Profile:
    """Of all records of one person, in any order. A void record says nothing."""
    described, (values, *said) = _unrivalled(records) or _best(*claimed(records))
    if educations := values[_EDUCATIONS]:
        values[_EDUCATIONS] = with_verdicts(educations, [record.reviews for record in records])
    kept = keep(described, reach.checks([record.reach for record in records]))
    return Profile(*values, *kept, *said)


def place(records: Sequence[Record]) -> Place | None:
    """That of `survive`, which is what the only description says where there is one."""
    only = _only_description(records)
    if only is None:
        return survive(records).place
    return only.person.place if only.person else None


def _best(described: Described, claims: dict[str, list[Claim]]) -> tuple[Described, Stands]:
    found = {name: rivals[0] if len(rivals) == 1 else best(rivals, ONE[name]) for name, rivals in claims.items()}
    sources = {said.position: said for _, said in described}
    for claim in found.values():
        sources.setdefault(claim.said.position, claim.said)
    values = [found[name].value if name in found else getattr(_NOTHING, name) for name in ATTRIBUTES]
    return described, (values, {attribute: claim.said.position for attribute, claim in found.items()}, sources)


def _only_description(records: Sequence[Record]) -> Description | None:
    """Of somebody whom one source described, once, where nobody chose a value; and most people are such."""
    record = records[0]
    if len(records) > 1 or record.void or record.preferences:
        return None
    descriptions = record.descriptions
    return descriptions[0] if len(descriptions) == 1 else None


def _unrivalled(records: Sequence[Record]) -> tuple[Described, Stands] | None:
    """What the only description says, which stands if nothing recorded apart contradicts it."""
    only = _only_description(records)
    if only is None:
        return None
    said, values = _said(records[0].stream, only), _told(only)
    positions = dict.fromkeys(compress(ATTRIBUTES, values), said.position)
    sources = {said.position: said}
    for attribute, apart, by in _recorded_apart(records[0]):
        if attribute in positions:
            return None
        values[ATTRIBUTES.index(attribute)] = apart
        positions[attribute], sources[by.position] = by.position, by
    return [(only, said)], (values, positions, sources)


def claimed(records: Sequence[Record]) -> tuple[Described, dict[str, list[Claim]]]:
    """Every description, best said first; and by attribute of which one value survives, all that claim to."""
    described = [
        (each, _said(record.stream, each)) for record in records if not record.void for each in record.descriptions
    ]
    claims: dict[str, list[Claim]] = {}
    for description, said in described:
        for attribute, told in zip(ATTRIBUTES, _told(description), strict=True):
            if told:
                claims.setdefault(attribute, []).append(Claim(told, said, description.own_standing))
    for record in records:
        for attribute, told, said in _recorded_apart(record):
            claims.setdefault(attribute, []).append(Claim(told, said, said.standing))
    for attribute, choice in preferences.together(record.preferences for record in records).items():
        if attribute in claims:
            claims[attribute] = [_chosen(claim, choice) for claim in claims[attribute]]
    if len(described) > 1:
        described.sort(key=lambda pair: _rank(Claim(None, pair[1], pair[0].own_standing), STEADY), reverse=True)
    return described, claims


def _chosen(claim: Claim, choice: Preferred) -> Claim:
    if claim.said.position != choice.position:
        return claim
    said = replace(claim.said, standing=Standing.CONFIRMED)
    return Claim(claim.value, said, Standing.CONFIRMED, choice)


def best(rivals: Iterable[Claim], order: tuple[Criterion, ...]) -> Claim:
    return max(rivals, key=lambda claim: _rank(claim, order))


def lost_by(loser: Claim, winner: Claim, attribute: str) -> Criterion:
    """The first criterion by which it was not the best; of two claims no two are alike in position."""
    return next(each for each in ONE[attribute] if each(loser) != each(winner))


def _rank(claim: Claim, order: tuple[Criterion, ...]) -> tuple[Any, ...]:
    return tuple(criterion(claim) for criterion in order)


def _said(record: UUID, description: Description) -> Said:
    return Said(
        description.source,
        record,
        description.position,
        description.recorded_at,
        description.happened_at,
        description.standing,
    )


def _told(description: Description) -> list[Any]:
    """Of each of `ATTRIBUTES`, in order: nothing where it is not said."""
    person, career = description.person or _NOBODY, description.career or _NO_CAREER
    return [*_of_person(person), *_of_career(career), *_of_facts(description)]


def _recorded_apart(record: Record) -> list[tuple[str, Any, Said]]:
    """Intent and pay have events of their own, which a human recorded."""
    found: list[tuple[str, Any, Said]] = []
    knowing = record.knowing
    if wanted := knowing.intent:
        found.append(("intent", wanted.intent, _apart(record, wanted.position, wanted.happened_at)))
    if (pay := knowing.pay) and pay.expected:
        found.append(("pay", pay.expected, _apart(record, pay.position, pay.happened_at)))
    return found


def _apart(record: Record, position: int, happened_at: datetime) -> Said:
    return Said(None, record.stream, position, None, happened_at, Standing.CONFIRMED)


def filled(value: Any) -> int:
    """How much is said: filled fields, items, or 1."""
    if isinstance(value, BaseModel):
        return sum(filled(each) for each in value.__dict__.values() if each not in (None, (), False))
    return sum(filled(each) for each in value) if isinstance(value, tuple) else 1
