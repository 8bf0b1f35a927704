"""A first look at two records: whether they can come to anything at all.

Nearly all who share a key are strangers, and a comparison has to say so of each. What two records can weigh together at
most is quickly seen: of names whether they share a term, of the rest how it agrees. Where even that stays below the
likely zone, so does the comparison; a property test holds both to the same answers.
"""

from math import log2

from domain.identity import levels
from domain.identity.evidence import weigh
from domain.identity.features import Features
from domain.identity.frequencies import Frequencies
from domain.identity.handles import forms
from domain.identity.model import IdentityModel
from domain.identity.names import Called, turned

_COUNTED_IN_NAMES = ("same", "sounds")
"""Levels of a name at which a term is shared."""
_HAIR = 1e-6
"""Bits: sums in another order differ by less."""


class Plain:
    """What a model says of each level by itself, no term being counted."""

    def __init__(self, model: IdentityModel) -> None:
        self.model = model
        self.bits = {
            field: {name: log2(each.m / each.u) for name, each in named.items()}
            for field, named in model.fields.items()
        }
        self.unlike = {
            part: max(0.0, *(bits for name, bits in self.bits[part].items() if name not in _COUNTED_IN_NAMES))
            for part in ("surname", "given")
        }
        self.turning = max(self.bits["order"].values())


class Glance:
    """One record beside any number of others."""

    def __init__(self, new: Features, plain: Plain, frequencies: Frequencies) -> None:
        model = plain.model
        self._new = new
        self._plain = plain
        self._frequencies = frequencies
        self._counted: dict[tuple[str, str, str], float] = {}
        least = min(model.likely, model.certain, 1 - 1e-9)
        population = max(frequencies.population, model.least_population)
        self._needed = log2(least / (1 - least)) - log2(model.pairs_each / population) - _HAIR
        self._ways = [(called, turned(called) if _may_turn(called) else None) for called in new.names]

    def apart(self, other: Features) -> bool:
        """Whether `compare` is sure to leave the two apart, nothing being asserted of them."""
        new = self._new
        bits = self._names(other)
        for field, a, b in (
            ("email", new.emails, other.emails),
            ("phone", new.phones, other.phones),
            ("url", new.urls, other.urls),
        ):
            if a and b:
                if not _disjoint(a, b):
                    return False
                bits += self._weight(field, "other", "")
        if new.emails and other.emails and levels.emails_close(new.emails, other.emails):
            return False
        if not _disjoint(new.ids, other.ids):
            return False
        bits += self._handles(other)
        for field, (level, term) in (
            ("born", levels.births_agree(new.born, other.born)),
            ("city", levels.cities_agree(new.home, other.home)),
            ("region", levels.regions_agree(new.home, other.home)),
            ("postcode", levels.postcodes_agree(new.home, other.home)),
        ):
            if level:
                bits += self._weight(field, level, term)
        for field, a, b in (("employer", new.employers, other.employers), ("school", new.schools, other.schools)):
            level, terms = levels.lists_agree(a, b)
            if level:
                bits += max(self._weight(field, level, term) for term in terms or ("",))
        if bits >= self._needed or not (new.home.street and other.home.street):
            return bits < self._needed
        level, _ = levels.streets_agree(new.home, other.home)
        return bits + self._weight("street", level, "") < self._needed

    def _weight(self, field: str, level: str, term: str) -> float:
        if not term:
            return self._plain.bits[field][level]
        known = self._counted.get((field, level, term))
        if known is None:
            known = weigh(field, level, term, self._plain.model, self._frequencies).weight
            self._counted[field, level, term] = known
        return known

    def _names(self, other: Features) -> float:
        """Of all ways to call the two, what agrees best can weigh so much at most."""
        most, turning = 0.0, self._plain.turning
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
        most = self._plain.unlike[part]
        for term in (a, *a_sounds):
            if term == b or term in b_sounds:
                most = max(most, *(self._weight(part, level, term) for level in _COUNTED_IN_NAMES))
        return most

    def _handles(self, other: Features) -> float:
        most = 0.0
        for handle in self._new.handles:
            if handle in other.handles:
                most = max(most, self._weight("handle", "same", handle))
        for handles, names in ((self._new.handles, other.names), (other.handles, self._new.names)):
            for handle in handles:
                if _spelt_in(handle, names) and handle in forms(names):
                    most = max(most, self._weight("handle", "named", handle))
        return most


def _may_turn(called: Called) -> bool:
    """A name in Chinese characters is never turned round."""
    return called.surname.isascii() and called.given.isascii()


def _disjoint(a: tuple[object, ...], b: tuple[object, ...]) -> bool:
    return not any(each in b for each in a)


def _spelt_in(handle: str, names: tuple[Called, ...]) -> bool:
    """Whether it may be one of `forms`, all of which hold the surname or the given name in full."""
    return any(
        (called.surname and called.surname in handle)
        or (called.given and called.given in handle)
        or any(each in handle for each in (*called.surname_sounds, *called.given_sounds, *called.givens))
        for called in names
    )
