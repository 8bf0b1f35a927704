"""Which dossier a new record joins, and how a whole list comes together.

A record joins only if it is compatible with the whole dossier: one certain pair is not enough where another
member contradicts. Whoever would have to be merged against a contradiction goes to review, in whatever order
they come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.identity.evidence import Evidence, compare
from domain.identity.features import Features
from domain.identity.frequencies import Frequencies
from domain.identity.model import IdentityModel
from domain.identity.zones import Zone, zone

Id = TypeVar("Id")


@dataclass(frozen=True, slots=True)
class Member(Generic[Id]):
    """A record of a dossier."""

    record: Id
    features: Features
    evidence: Evidence | None = None
    """Of the new record against it, where the two were compared before."""


@dataclass(frozen=True, slots=True)
class Match(Generic[Id]):
    """The new record against one member."""

    record: Id
    evidence: Evidence
    zone: Zone


@dataclass(frozen=True, slots=True)
class Joined(Generic[Id]):
    """`into`: indexes of the dossiers that become one with the new record, none where it stays a dossier of its own."""

    into: tuple[int, ...]
    matches: tuple[Match[Id], ...]
    """Every pair that is not apart, strongest first."""
    conflicts: tuple[int, ...] = ()
    """Dossiers that one pair would join and another forbids: for a human."""

    @property
    def reviews(self) -> tuple[Match[Id], ...]:
        return tuple(each for each in self.matches if each.zone is Zone.LIKELY)


Different = Callable[[Id, Id], bool]
"""Whether two records were asserted to be different people."""


def join(
    new: Features,
    clusters: Sequence[Sequence[Member[Id]]],
    model: IdentityModel,
    frequencies: Frequencies,
    different: Callable[[Id], bool] = lambda _: False,
    different_each: Callable[[Id, Id], bool] = lambda _one, _other: False,
) -> Joined[Id]:
    """`clusters` are the whole dossiers of all candidates. `different`: the new record and that one were asserted
    to be two people's; `different_each` likewise of two that are there."""
    matches: list[Match[Id]] = []
    willing: list[int] = []
    conflicts: list[int] = []
    for index, members in enumerate(clusters):
        found = [_match(new, each, model, frequencies, different(each.record)) for each in members]
        matches += [each for each in found if each.zone is not Zone.APART]
        if any(each.zone is Zone.CERTAIN for each in found):
            forbidden = any(
                different(member.record) or contradict(each.evidence)
                for member, each in zip(members, found, strict=True)
            )
            (conflicts if forbidden else willing).append(index)
    if len(willing) > 1 and not _one_dossier(
        [clusters[index] for index in willing], model, frequencies, different_each
    ):
        conflicts, willing = sorted((*conflicts, *willing)), []
    matches.sort(key=lambda each: -each.evidence.weight)
    return Joined(tuple(willing), tuple(matches), tuple(conflicts))


def contradict(evidence: Evidence) -> bool:
    """Whether two records can't stand in one dossier without a human."""
    return evidence.name is False or bool(evidence.vetoes)


def _match(
    new: Features, member: Member[Id], model: IdentityModel, frequencies: Frequencies, different: bool
) -> Match[Id]:
    evidence = member.evidence or compare(new, member.features, model, frequencies)
    return Match(member.record, evidence, zone(evidence, model, different))


def _one_dossier(
    clusters: Sequence[Sequence[Member[Id]]],
    model: IdentityModel,
    frequencies: Frequencies,
    different: Callable[[Id, Id], bool],
) -> bool:
    return not any(
        different(a.record, b.record) or contradict(compare(a.features, b.features, model, frequencies))
        for number, one in enumerate(clusters)
        for other in clusters[number + 1 :]
        for a in one
        for b in other
    )
