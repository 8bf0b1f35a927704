"""What a model says of each level, made ready once: most findings of a comparison are the level's own."""

from math import log2
from typing import NamedTuple

from domain.identity.frequencies import Frequencies
from domain.identity.model import IdentityModel, Level

_COUNTED_IN_NAMES = ("same", "sounds")
"""Levels of a name at which a term is shared."""
_MODELS = 8
"""At hand; whoever publishes a model is hardly ever the ninth."""


class Finding(NamedTuple):
    """One field's part in the whole: facts and numbers only, no value of the person."""

    field: str
    level: str
    m: float
    u: float
    """The term's own frequency where terms are counted."""
    term_frequency: float | None
    weight: float
    """Bits."""


class Weights:
    """By field and level, in bits."""

    def __init__(self, fields: dict[str, dict[str, Level]]) -> None:
        self.fields = fields
        self.plain = {
            field: {
                name: Finding(field, name, each.m, each.u, None, log2(each.m / each.u)) for name, each in named.items()
            }
            for field, named in fields.items()
        }
        """Where no term is counted."""
        self.bits = {field: {name: each.weight for name, each in named.items()} for field, named in self.plain.items()}
        """The same, for whoever only adds up."""
        self.cities_unlike = max(self.bits["city"]["close"], self.bits["city"]["different"])
        """The most that two cities weigh that are not the same one."""
        self.as_kin = {
            field: {name: log2(each.m / each.kin) for name, each in named.items()} for field, named in fields.items()
        }
        """Against a relative in the place of a stranger."""
        self.unlike = {
            part: max(0.0, *(each.weight for name, each in self.plain[part].items() if name not in _COUNTED_IN_NAMES))
            for part in ("surname", "given")
        }
        """The most that two names weigh which share no term."""
        surname, given = self.plain["surname"], self.plain["given"]
        apart = {"surname": surname["different"].weight, "given": given["different"].weight}
        self.in_characters = {part: max(apart[part], self.plain[part]["faint"].weight) for part in apart}
        """The same of two short ones in characters, which agree by their sound or not at all."""
        self.in_two_scripts = apart | {"given": max(apart["given"], given["alias"].weight)}
        """Of a short one in characters and one in letters, that do not sound alike."""
        self.named = max(0.0, self.bits["handle"]["named"])
        """The most that a user name weighs which spells a name out."""
        self.turning = max(each.weight for each in self.plain["order"].values())

    def finding(self, field: str, name: str, term: str, frequencies: Frequencies, counted_as: str = "") -> Finding:
        """One level's part; `term` is empty where none is counted."""
        if not term:
            return self.plain[field][name]
        level = self.fields[field][name]
        if not level.counted:
            return self.plain[field][name]
        share = frequencies.share(counted_as or field, term)
        u = max(level.u, share * level.of_term)
        return Finding(field, name, level.m, u, share, log2(level.m / u))

    def of_term(self, field: str, name: str, term: str, frequencies: Frequencies) -> float:
        """The same finding's weight alone, where a term is shared."""
        level = self.fields[field][name]
        if not level.counted:
            return self.bits[field][name]
        return log2(level.m / max(level.u, frequencies.share(field, term) * level.of_term))


_ready: dict[int, Weights] = {}


def weights_of(model: IdentityModel) -> Weights:
    """The same for all models that share these fields."""
    found = _ready.get(id(model.fields))
    if found is None or found.fields is not model.fields:
        if len(_ready) >= _MODELS:
            _ready.clear()
        found = _ready[id(model.fields)] = Weights(model.fields)
    return found
