"""A first look at two records: whether they can come to anything at all.

Nearly all who share a key are strangers, and a comparison has to say so of each. What two records can weigh together at
most is quickly seen: of names whether they share a term, of the rest how it agrees. Where even that stays below the
likely zone, so does the comparison; a property test holds both to the same answers. Among 100,000 somebody who arrives
meets six strangers, so what is asked of each of them goes in few steps.
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

_SHORT = 3
"""Characters below which a name in characters agrees as a whole, or by its sound."""
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
        self._out_of_reach = {*new.emails, *new.phones, *new.urls, *new.ids}.isdisjoint
        self._ways = [(called, turned(called) if _may_turn(called) else None) for called in new.names]

    def apart(self, other: Features) -> bool:
        """Whether `compare` is sure to leave the two apart, nothing being asserted of them."""
        away = self._out_of_reach
        if not (away(other.emails) and away(other.phones) and away(other.urls) and away(other.ids)):
            return False
        if levels.emails_close(self._new.emails, other.emails):
            return False
        bits = self._fields(other) + self._handles(other)
        if bits + self._names(other) < self._needed:
            return True
        found = names_found(self._new, other, self._weights, self._frequencies)
        return bits + sum([each.weight for each in found]) < self._needed

    def _fields(self, other: Features) -> float:
        """All but names and user names, of two who share no way to reach them, not even by a slip."""
        new, bits_of = self._new, self._weights.bits
        here, there = new.home, other.home
        bits = 0.0
        if new.emails and other.emails:
            bits += bits_of["email", "other"]
        if new.phones and other.phones:
            bits += bits_of["phone", "other"]
        if new.urls and other.urls:
            bits += bits_of["url", "other"]
        if new.born and other.born:
            bits += bits_of["born", levels.births_agree(new.born, other.born)[0]]
        if here.city and there.city:
            bits += self._weight("city", *levels.cities_agree(here, there))
        if here.postcode and there.postcode:
            bits += self._weight("postcode", *levels.postcodes_agree(here, there))
        if here.street and there.street:
            bits += bits_of["street", levels.streets_agree(here, there)[0]]
        if (here.region and there.region) or (here.country and there.country):
            bits += bits_of["region", levels.regions_agree(here, there)[0]]
        if new.employers and other.employers:
            bits += self._listed("employer", new.employers, other.employers)
        if new.schools and other.schools:
            bits += self._listed("school", new.schools, other.schools)
        return bits

    def _listed(self, field: str, a: tuple[str, ...], b: tuple[str, ...]) -> float:
        both = levels.shared(a, b)
        return (
            max([self._weight(field, "same", each) for each in both])
            if both
            else self._weights.bits[field, "different"]
        )

    def _weight(self, field: str, level: str, term: str) -> float:
        if not term:
            return self._weights.bits[field, level]
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
        if not (here or there) and (len(a) < _SHORT or len(b) < _SHORT):
            return self._weights.in_characters[part]
        short = here is not there and (len(a) < _SHORT or len(b) < _SHORT)
        most = self._weights.in_two_scripts[part] if short else self._weights.unlike[part]
        if b_sounds or a_sounds:
            for term in (a, *a_sounds):
                if term == b or term in b_sounds:
                    most = max(most, self._weight(part, "same", term), self._weight(part, "sounds", term))
        return most

    def _handles(self, other: Features) -> float:
        most = 0.0
        for handle in self._new.handles:
            if handle in other.handles:
                most = max(most, self._weight("handle", "same", handle))
        for handle in (*spelling(self._new.handles, other.names), *spelling(other.handles, self._new.names)):
            most = max(most, self._weight("handle", "named", handle))
        return most


def _may_turn(called: Called) -> bool:
    """A name in Chinese characters is never turned round."""
    return called.surname.isascii() and called.given.isascii()
