"""How usual a term is among people: what makes agreeing on 王 worth less than agreeing on 尉迟."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from domain.identity.features import Features
from domain.identity.name_levels import UNLIKE, givens_agree, surnames_agree
from domain.identity.names import Called, turned
from domain.identity.usual import usual_given, usual_surname


class Frequencies(Protocol):
    """Frozen while people are compared: who came first must not matter."""

    @property
    def population(self) -> int:
        """How many records there are."""

    def share(self, kind: str, term: str) -> float:
        """The share of records with this term; for a contact point, of those that are not one person's own."""


def _usual_handle(handle: str) -> float:
    letters = handle.rstrip("0123456789")
    if usual_given(letters) > 1e-3 or len(letters) <= 4:
        return 2e-3 if letters == handle else 2e-4
    return 2e-4 if len(letters) <= 6 else 2e-5


USUAL: Mapping[str, Callable[[str], float]] = {
    "surname": usual_surname,
    "given": usual_given,
    "handle": _usual_handle,
    "city": lambda _: 2e-2,
    "postcode": lambda _: 1e-3,
    "employer": lambda _: 2e-3,
    "school": lambda _: 5e-3,
}
"""What is believed before anything was counted; a contact point is nobody else's."""

_OWN = frozenset({"email", "phone", "url"})
NAMES_OF_ONE = 3
"""So many different names one person may go by under one contact point before it counts as shared."""
_ENOUGH = 50
"""Names from which on it does not matter how many more there are."""
_SMALL = 1_000
_TRUST = 5_000
"""Counted records that weigh as much as the table of what is usual."""


@dataclass(frozen=True, slots=True)
class Usual:
    """Nobody counted yet."""

    population: int = 1

    def share(self, kind: str, term: str) -> float:
        usual = USUAL.get(kind)
        return usual(term) if usual else 0.0


class Around(Struct, frozen=True):
    """Terms as they were counted, over the table; contact points as those found beside the record share them."""

    population: int
    names_of_points: Mapping[str, Mapping[str, int]] = {}
    counted: Callable[[str, str], float] | None = None
    """The share of the records that have a term, 0 for rare ones; None where nobody has counted."""

    def share(self, kind: str, term: str) -> float:
        if kind in _OWN:
            return _of_strangers(self.names_of_points.get(kind, {}).get(term, 0), self.population)
        usual = USUAL[kind](term) if kind in USUAL else 0.0
        if self.counted is None:
            return usual
        return (self.counted(kind, term) * self.population + _TRUST * usual) / (self.population + _TRUST)


@dataclass(frozen=True, slots=True)
class Counted:
    """Counts of terms over the table; of a contact point, how many different names it goes with."""

    population: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    names: int = 0
    """Different names among the records: of these surnames and given names are counted, since one person may have a
    hundred records."""

    def share(self, kind: str, term: str) -> float:
        counted = self.counts.get(kind, {}).get(term, 0)
        if kind in _OWN:
            return _of_strangers(counted, self.population)
        usual = USUAL[kind](term) if kind in USUAL else 0.0
        among = (kind in ("surname", "given") and self.names) or self.population
        return (max(0, counted - 2) + _TRUST * usual) / (among + _TRUST)


def _of_strangers(names: int, population: int) -> float:
    return max(0, names - NAMES_OF_ONE) / max(_SMALL, population)


def names_of_points(new: Features, others: Iterable[Features]) -> dict[str, dict[str, int]]:
    """By kind and contact point of `new`, how many different names it goes with, among the others and its own; empty
    where it shares none with anybody."""
    wanted = {*new.emails, *new.phones, *new.urls}
    far = wanted.isdisjoint
    sharing = [each for each in others if not (far(each.emails) and far(each.phones) and far(each.urls))]
    return _names_of_points((new, *sharing), wanted) if sharing else {}


def _names_of_points(records: Iterable[Features], wanted: Container[str] | None = None) -> dict[str, dict[str, int]]:
    """`wanted`: which points; None for all."""
    names: dict[str, dict[str, list[Called]]] = {kind: {} for kind in _OWN}
    for record in records:
        for kind, points in (("email", record.emails), ("phone", record.phones), ("url", record.urls)):
            for point in points:
                if wanted is not None and point not in wanted:
                    continue
                held = names[kind].setdefault(point, [])
                if record.names and len(held) < _ENOUGH and not any(_one_name(record.names[0], each) for each in held):
                    held.append(record.names[0])
    return {kind: {point: len(held) for point, held in points.items()} for kind, points in names.items()}


def counted(records: Sequence[Features]) -> Counted:
    """Of a whole list, at once."""
    counts: dict[str, Counter[str]] = {}
    seen: set[tuple[str, str]] = set()
    population = 0
    for record in records:
        population += 1
        fresh = tuple(each for each in record.names if (each.surname, each.given) not in seen)
        seen.update((each.surname, each.given) for each in fresh)
        for kind, term in terms(replace(record, names=fresh)):
            counts.setdefault(kind, Counter())[term] += 1
    return Counted(population, {**counts, **_names_of_points(records)}, len(seen))


def _one_name(one: Called, other: Called) -> bool:
    return any(
        surnames_agree(one, way)[0] not in UNLIKE and givens_agree(one, way)[0] not in UNLIKE
        for way in (other, turned(other))
    )


def terms(record: Features) -> set[tuple[str, str]]:
    """What to count of a record besides its contact points, each once."""
    home = record.home
    found = [("handle", each) for each in record.handles]
    found += [("employer", each) for each in record.employers]
    found += [("school", each) for each in record.schools]
    found += [("city", home.city), ("postcode", home.postcode)]
    for called in record.names:
        found += [("surname", each) for each in (called.surname, *called.surname_sounds[:1])]
        found += [("given", each) for each in (called.given, *called.given_sounds[:1], *called.givens[:1])]
    return {each for each in found if each[1]}
