"""A first look at two records: whether they can come to anything at all.

Nearly all who share a key are strangers, and a comparison has to say so of each. What two records can weigh together at
most is quickly seen: of names whether they share a term, of the rest how it agrees. Where even that stays below the
likely zone, so does the comparison; a property test holds both to the same answers. Among 100,000 somebody who arrives
meets six strangers, so what is asked of each of them goes in few steps.
"""

from functools import cached_property
from math import log2

from domain.identity import levels
from domain.identity.evidence import names_found, one_turned
from domain.identity.features import Features
from domain.identity.frequencies import Frequencies
from domain.identity.handles import spelling
from domain.identity.model import IdentityModel
from domain.identity.names import Called
from domain.identity.weights import weights_of

_SHORT = 3
"""Characters below which a name in characters agrees as a whole, or by its sound."""
_HAIR = 1e-6
"""Bits: sums in another order differ by less."""


class Glance:
    """One record beside any number of others."""

    def __init__(self, new: Features, model: IdentityModel, frequencies: Frequencies) -> None:
        self._new = new
        self._weights = weights = weights_of(model)
        self._frequencies = frequencies
        self._counted: dict[tuple[str, str, str], float] = {}
        least = min(model.likely, model.certain, 1 - 1e-9)
        population = max(frequencies.population, model.least_population)
        self._needed = log2(least / (1 - least) * population / model.pairs_each) - _HAIR
        self._out_of_reach = {*new.emails, *new.phones, *new.urls, *new.ids}.isdisjoint
        self._no_handle_in = {*new.handles}.isdisjoint
        bits = weights.bits
        self._email = bits["email"]["other"] if new.emails else 0.0
        self._phone = bits["phone"]["other"] if new.phones else 0.0
        self._url = bits["url"]["other"] if new.urls else 0.0

    def apart(self, other: Features) -> bool:
        """Whether `compare` is sure to leave the two apart, nothing being asserted of them."""
        far = self._out_of_reach
        if far(other.emails) and far(other.phones) and far(other.urls) and far(other.ids):
            return self._too_little(other) and not levels.emails_close(self._new.emails, other.emails)
        return False

    def _too_little(self, other: Features) -> bool:
        """Of two who share no way to reach them, as if no slip lay between their addresses. What is costly is asked
        where it matters."""
        new, bits = self._new, self._fields(other)
        handle = 0.0 if self._no_handle_in(other.handles) else self._shared_handle(other)
        if other.names == new.names and (name := self._own_name) is not None:
            return self._below(bits + name + handle, other)
        names = self._names(other)
        if self._below(bits + names + max(handle, self._weights.named), other):
            return True
        handle = max(handle, self._spelt_handle(other))
        if self._below(bits + names + handle, other):
            return True
        found = names_found(new, other, self._weights, self._frequencies)
        return self._below(bits + handle + sum([each.weight for each in found]), other)

    def _fields(self, other: Features) -> float:
        """All but names and user names; of cities that differ the most that they can weigh."""
        new, bits_of = self._new, self._weights.bits
        bits = 0.0
        if other.emails:
            bits += self._email
        if other.phones:
            bits += self._phone
        if other.urls:
            bits += self._url
        if new.born and other.born:
            bits += bits_of["born"][levels.births_agree(new.born, other.born)[0]]
        if new.employers and other.employers:
            bits += self._listed("employer", new.employers, other.employers)
        if new.schools and other.schools:
            bits += self._listed("school", new.schools, other.schools)
        here, there = new.home, other.home
        if here.city and there.city:
            bits += self._weight("city", "same", here.city) if here.city == there.city else self._weights.cities_unlike
        if here.postcode and there.postcode:
            bits += self._weight("postcode", *levels.postcodes_agree(here, there))
        if here.street and there.street:
            bits += bits_of["street"][levels.streets_agree(here, there)[0]]
        if (here.region and there.region) or (here.country and there.country):
            bits += bits_of["region"][levels.regions_agree(here, there)[0]]
        return bits

    def _below(self, bits: float, other: Features) -> bool:
        """Whether that is too little. How cities differ is asked where it matters."""
        if bits < self._needed:
            return True
        level, city = levels.cities_agree(self._new.home, other.home)
        if level and not city:
            bits += self._weights.bits["city"][level] - self._weights.cities_unlike
        return bits < self._needed

    def _listed(self, field: str, a: tuple[str, ...], b: tuple[str, ...]) -> float:
        if not (both := levels.shared(a, b)):
            return self._weights.bits[field]["different"]
        return max([self._weight(field, "same", each) for each in both])

    def _weight(self, field: str, level: str, term: str) -> float:
        if not term:
            return self._weights.bits[field][level]
        known = self._counted.get((field, level, term))
        if known is None:
            known = self._counted[field, level, term] = self._weights.of_term(field, level, term, self._frequencies)
        return known

    @cached_property
    def _own_name(self) -> float | None:
        """What it weighs to be called by the same one name, beside which a user name that spells it out weighs nothing;
        None where one may."""
        if len(self._new.names) != 1 or not (called := self._new.names[0]).full:
            return None
        if len(called.given) == 1 and called.given.isascii():
            return None
        surname = self._weight("surname", "same", called.surname)
        given = self._weight("given", "same", called.given)
        return surname + given if surname > 0 and given > 0 else None

    def _names(self, other: Features) -> float:
        """Of all ways to call the two, what agrees best can weigh so much at most."""
        if not self._new.names or not other.names:
            return 0.0
        most = float("-inf")
        for mine in self._new.names:
            for called in other.names:
                bits = self._name(mine, called)
                if way := one_turned(mine, called):
                    bits = max(bits, self._name(*way) + self._weights.turning)
                most = max(most, bits)
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

    def _shared_handle(self, other: Features) -> float:
        most = 0.0
        for handle in self._new.handles:
            if handle in other.handles:
                most = max(most, self._weight("handle", "same", handle))
        return most

    def _spelt_handle(self, other: Features) -> float:
        most = 0.0
        for names, handles in ((other.names, self._new.handles), (self._new.names, other.handles)):
            for handle in spelling(handles, names) if handles else ():
                most = max(most, self._weight("handle", "named", handle))
        return most
