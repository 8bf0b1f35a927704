"""Two dossiers as one, before anybody says that they are: what it would be, what stands against it, what is lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.consent_register import Line, register
from domain.decision import Refused
from domain.dossier import Dossier, combine
from domain.events.profile import Choosable
from domain.preferences import Preferences, Preferred
from domain.record import Record
from domain.survivorship import claimed
from domain.values import Values, values
from domain.vocabulary import ActorId


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed, line by line: of each as they stand, and of the one person they would be."""

    survivor: tuple[Line, ...]
    absorbed: tuple[Line, ...]
    merged: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody would choose at a merge: by attribute, the position of the event that said the value."""

    by: ActorId
    prefer: Mapping[Choosable, int]


@dataclass(frozen=True, slots=True)
class Preview:
    survivor: UUID
    absorbed: UUID
    proposed: UUID
    """Who would survive if nobody chose."""
    refusals: tuple[tuple[str, str], ...]
    """Codes of `domain.refusals` and their details: nobody can merge them as things are."""
    dossier: Dossier
    values: Values
    """Which value survives, and by what the others lose."""
    consents: Allowed


def proposed(one: Dossier, other: Dossier) -> UUID:
    """Whose id was given out first: most others know it, and any order of merges ends in the same one."""
    return min(one, other, key=lambda each: each.record(each.candidate).first_position).candidate


def together(survivor: Dossier, absorbed: Dossier) -> Dossier:
    """The dossier that a merge makes of them. Of one person's, the same again."""
    if survivor.candidate == absorbed.candidate:
        return survivor
    return combine([*survivor.records, *(_led(each, survivor, absorbed) for each in absorbed.records)])


def obstacles(one: Dossier, other: Dossier) -> Iterator[Refused]:
    """Why nobody can merge them, whoever survives."""
    if one.candidate == other.candidate:
        yield Refused("already_merged", str(one.candidate))
        return
    for dossier in (one, other):
        if dossier.record(dossier.candidate).void:
            yield Refused("candidate_void", str(dossier.candidate))
        if dossier.erased:
            yield Refused("candidate_erased", str(dossier.candidate))
    if asserted(one, other):
        yield Refused("asserted_different")


def asserted(one: Dossier, other: Dossier) -> list[tuple[UUID, UUID]]:
    """The pairs of their records of which either was asserted to be somebody else than the other."""
    return [
        (mine.stream, theirs.stream)
        for mine in one.records
        for theirs in other.records
        if theirs.stream in mine.links.different or mine.stream in theirs.links.different
    ]


def preview(one: Dossier, other: Dossier, survivor: UUID | None, at: datetime, choice: Choice | None = None) -> Preview:
    """Nothing is stored. `survivor` is any record of the one who shall survive; None takes the proposed one. Raises
    Refused."""
    first, second = in_order(one, other, survivor)
    merged = together(first, second)
    if choice is not None and choice.prefer:
        merged = _choosing(merged, choice, at)
    parts = (register(each.consents, at) for each in (first, second, merged))
    return Preview(
        survivor=first.candidate,
        absorbed=second.candidate,
        proposed=proposed(one, other),
        refusals=tuple((each.code, each.detail) for each in obstacles(one, other)),
        dossier=merged,
        values=values(merged),
        consents=Allowed(*parts),
    )


def in_order(one: Dossier, other: Dossier, survivor: UUID | None) -> tuple[Dossier, Dossier]:
    """Who survives, and who is absorbed. Raises Refused."""
    chosen = proposed(one, other) if survivor is None else survivor
    if chosen in one.members:
        return one, other
    if chosen in other.members:
        return other, one
    raise Refused("wrong_survivor", str(survivor))


def _choosing(person: Dossier, choice: Choice, at: datetime) -> Dossier:
    """As if they had been chosen now, each on the record that said it."""
    _, claims = claimed(person.records)
    now = 1 + max(record.last_position for record in person.records)
    chosen: dict[UUID, Preferences] = {}
    for attribute, position in choice.prefer.items():
        rivals = (claim.said for claim in claims.get(attribute, ()) if claim.said.position == position)
        if (said := next(rivals, None)) is None:
            raise Refused("no_such_value")
        chosen.setdefault(said.record, {})[attribute] = Preferred(position, choice.by, at, now)
    held = {stream: {**person.record(stream).preferences, **mine} for stream, mine in chosen.items()}
    return combine(
        [_with(each, preferences=held[each.stream]) if each.stream in held else each for each in person.records]
    )


def _led(record: Record, survivor: Dossier, absorbed: Dossier) -> Record:
    if record.stream != absorbed.candidate:
        return record
    return _with(record, links=replace(record.links, absorbed_into=survivor.candidate))


def _with(record: Record, **other: Any) -> Record:
    parts = {each.name: getattr(record, each.name) for each in fields(Record)}  # of one that is not folded yet, too
    return Record(**parts | other)
