"""Who said what and when, of every value on a dossier; and why the others did not survive."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from domain.description import Description
from domain.dossier import Dossier
from domain.profile import Said
from domain.survivorship import (
    ONE,
    Claim,
    Criterion,
    Described,
    best,
    claimed,
    confirmed_or_said,
    in_person,
    lost_by,
    lowest_position,
    most_complete,
    newest,
    trusted,
)

Reason = Literal["standing", "word-in-person", "trust", "newer", "more-complete", "earlier-position"]
REASONS: dict[Criterion, Reason] = {
    confirmed_or_said: "standing",
    in_person: "word-in-person",
    trusted: "trust",
    newest: "newer",
    most_complete: "more-complete",
    lowest_position: "earlier-position",
}
"""By which criterion of `domain.survivorship` a value lost to the one that survived."""


@dataclass(frozen=True, slots=True)
class Alternative:
    value: Any
    said: Said
    agrees: bool
    """It says the same as the one that survived."""
    lost_by: Reason


@dataclass(frozen=True, slots=True)
class Weighed:
    """An attribute of which one value survives."""

    attribute: str
    value: Any
    said: Said
    """`standing` is that of this value: a choice by a human raises it."""
    chosen_by: str | None
    alternatives: tuple[Alternative, ...]
    """Best first."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One value of an attribute of which all are kept, and everyone who says it, best said first."""

    attribute: str
    value: Any
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Values:
    one: tuple[Weighed, ...]
    many: tuple[Kept, ...]


def values(dossier: Dossier) -> Values:
    described, claims = claimed(dossier.records)
    one = (_weighed(dossier, attribute, claims[attribute]) for attribute in ONE if attribute in claims)
    return Values(tuple(one), _kept(described))


def _weighed(dossier: Dossier, attribute: str, rivals: list[Claim]) -> Weighed:
    order, waiting, ranked = ONE[attribute], list(rivals), []
    while waiting:
        ranked.append(best(waiting, order))
        waiting.remove(ranked[-1])
    winner, *losers = ranked
    alternatives = (
        Alternative(each.value, each.said, each.value == winner.value, REASONS[lost_by(each, winner, attribute)])
        for each in losers
    )
    by = winner.chosen.by if winner.chosen else None
    return Weighed(attribute, getattr(dossier.profile, attribute), winner.said, by, tuple(alternatives))


def _kept(described: Described) -> tuple[Kept, ...]:
    found: dict[tuple[str, Any], tuple[Any, list[Said]]] = {}
    for description, said in described:
        for attribute, key, value in _said_by(description):
            found.setdefault((attribute, key), (value, []))[1].append(said)
    return tuple(Kept(attribute, value, tuple(said)) for (attribute, _), (value, said) in found.items())


def _said_by(description: Description) -> Iterator[tuple[str, Any, Any]]:
    """Attribute, by what two values are the same, and the value."""
    if person := description.person:
        yield from (("points", (each.kind, each.value), each) for each in dict.fromkeys(person.points))
        names = (person.name.full, *person.name.other) if person.name else ()
        yield from (("names", each, each) for each in dict.fromkeys(names))
    if career := description.career:
        yield from (("skills", each.casefold(), each) for each in career.skills)
        yield from (("wishes", each.casefold(), each) for each in career.wishes)
        yield from (("languages", each.name.casefold(), each) for each in career.languages)
    if description.external_id:
        yield "external_ids", (description.source, description.external_id), description.external_id
