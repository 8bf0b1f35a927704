"""A first look at two records: whether they can come to anything at all.

Nearly all who share a key are strangers, and a comparison has to say so of each. What two records can weigh together at
most is quickly seen: of names whether they share a term, of the rest how it agrees. Where even that stays below the
likely zone, so does the comparison; a property test holds both to the same answers.
"""

from math import log2

from domain.identity import levels
from domain.identity.evidence import names_found
from domain.identity.features import Features
from domain.identity.frequencies import Frequencies
from domain.identity.handles import spelling
from domain.identity.model import IdentityModel
from domain.identity.names import Called, turned
from domain.identity.weights import weights_of

_COUNTED_IN_NAMES = ("same", "sounds")
_HAIR = 1e-6
"""Bits: sums in another order differ by less."""


class Glance:
    """One record beside any number of others."""

    def __init__(self, new: Features, model: IdentityModel, frequencies: Frequencies) -> None:
        self._new = new
        self._weights = weights_of(model)
        self._frequencies = frequencies
        self._counted: dict[tuple[str, str, str], float] = {}
        least = min(model.likely, model.certain, 1 - 1e-9)
        population = max(frequencies.population, model.least_population)
        self._needed = log2(least / (1 - least)) - log2(model.pairs_each / population) - _HAIR
        plain = self._weights.plain
        named = max(0.0, plain["email"]["other"].weight) + max(0.0, plain["handle"]["named"].weight)
        self._by_letters = max(plain["email"]["close"].weight, named)
        self._ways = [(called, turned(called) if _may_turn(called) else None) for called in new.names]

    def apart(self, other: Features) -> bool:
        """Whether `compare` is sure to leave the two apart, nothing being asserted of them."""
        new = self._new
        if levels.meet(new.emails, other.emails) or levels.meet(new.phones, other.phones):
            return False
        if levels.meet(new.urls, other.urls) or levels.meet(new.ids, other.ids):
            return False
        bits, names = self._fields(other), self._names(other)
        if bits + names + self._by_letters < self._needed and not levels.meet(new.handles, other.handles):
            return True
        if levels.emails_close(new.emails, other.emails):
            return False
        bits += self._handles(other)
        if bits + names < self._needed:
            return True
        found = names_found(new, other, self._weights, self._frequencies)
        return bits + sum([each.weight for each in found]) < self._needed

    def _fields(self, other: Features) -> float:
        """All but names, user names and addresses, of two who share no way to reach them."""
        new, plain = self._new, self._weights.plain
        here, there = new.home, other.home
        bits = 0.0
        if new.phones and other.phones:
            bits += plain["phone"]["other"].weight
        if new.urls and other.urls:
            bits += plain["url"]["other"].weight
        if new.born and other.born:
            bits += plain["born"][levels.births_agree(new.born, other.born)[0]].weight
        if here.city and there.city:
            bits += self._weight("city", *levels.cities_agree(here, there))
        if here.postcode and there.postcode:
            bits += self._weight("postcode", *levels.postcodes_agree(here, there))
        if here.street and there.street:
            bits += plain["street"][levels.streets_agree(here, there)[0]].weight
        if region := levels.regions_agree(here, there)[0]:
            bits += plain["region"][region].weight
        for field, a, b in (("employer", new.employers, other.employers), ("school", new.schools, other.schools)):
            if a and b:
                level, both = levels.lists_agree(a, b)
                bits += max([self._weight(field, level, each) for each in both]) if both else plain[field][level].weight
        return bits

    def _weight(self, field: str, level: str, term: str) -> float:
        if not term:
            return self._weights.plain[field][level].weight
        known = self._counted.get((field, level, term))
        if known is None:
            known = self._weights.finding(field, level, term, self._frequencies).weight
            self._counted[field, level, term] = known
        return known

    def _names(self, other: Features) -> float:
        """Of all ways to call the two, what agrees best can weigh so much at most."""
        if not self._ways or not other.names:
            return 0.0
        most, turning = float("-inf"), self._weights.turning
        for mine, mine_turned in self._ways:
            for called in other.names:
                most = max(most, self._name(mine, called))
                if mine_turned is not None:
                    most = max(most, self._name(mine_turned, called) + turning)
                if _may_turn(called):
                    most = max(most, self._name(mine, turned(called)) + turning)
        return most

    def _name(self, a: Called, b: Called) -> float:
        bits = 0.0
        if a.surname and b.surname:
            bits += self._part("surname", a.surname, b.surname, a.surname_sounds, b.surname_sounds)
        if a.given and b.given:
            bits += self._part("given", a.given, b.given, a.given_sounds, b.given_sounds)
        return bits

    def _part(self, part: str, a: str, b: str, a_sounds: tuple[str, ...], b_sounds: tuple[str, ...]) -> float:
        if a == b and (part == "surname" or len(a) > 1 or not a.isascii()):
            return self._weight(part, "same", a)
        here, there = a.isascii(), b.isascii()
        if not (here or there) and (len(a) < 3 or len(b) < 3):
            return self._weights.in_characters[part]
        short = here is not there and (len(a) < 3 or len(b) < 3)
        most = self._weights.in_two_scripts[part] if short else self._weights.unlike[part]
        if b_sounds or a_sounds:
            for term in (a, *a_sounds):
                if term == b or term in b_sounds:
                    most = max(most, *[self._weight(part, level, term) for level in _COUNTED_IN_NAMES])
        return most

    def _handles(self, other: Features) -> float:
        """With the addresses from which most of them come, of which none is a slip away from another."""
        most = 0.0
        known = bool(self._new.emails and other.emails)
        for handle in self._new.handles:
            if handle in other.handles:
                most = max(most, self._weight("handle", "same", handle))
        for handle in (*spelling(self._new.handles, other.names), *spelling(other.handles, self._new.names)):
            most = max(most, self._weight("handle", "named", handle))
        return most + (self._weights.plain["email"]["other"].weight if known else 0.0)


def _may_turn(called: Called) -> bool:
    """A name in Chinese characters is never turned round."""
    return called.surname.isascii() and called.given.isascii()
