"""Two dossiers as one, before anybody says that they are: what it would be, what stands against it, what is lost."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from uuid import UUID

from domain.consent_register import Line, register
from domain.decision import Refused
from domain.dossier import Dossier, combine
from domain.record import Record
from domain.values import Values, values


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed, line by line: of each as they stand, and of the one person they would be."""

    survivor: tuple[Line, ...]
    absorbed: tuple[Line, ...]
    merged: tuple[Line, ...]


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


def preview(one: Dossier, other: Dossier, survivor: UUID | None, at: datetime) -> Preview:
    """Nothing is stored. `survivor` is any record of the one who shall survive; None takes the proposed one."""
    first, second = in_order(one, other, survivor)
    merged = together(first, second)
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


def _led(record: Record, survivor: Dossier, absorbed: Dossier) -> Record:
    if record.stream != absorbed.candidate:
        return record
    parts = {each.name: getattr(record, each.name) for each in fields(Record)}  # of one that is not folded yet, too
    return Record(**parts | {"links": replace(record.links, absorbed_into=survivor.candidate)})
