"""How two values of a field agree, name apart: the level's name, and the shared term where terms are counted."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from domain.identity.addresses import Home
from domain.identity.features import Features
from domain.identity.name_levels import NEITHER, Agreement, close
from domain.remembered import A_FEW

CLEARLY_APART = 2
"""Years between two dates of birth from which on they are two people's."""

_cities_close = lru_cache(A_FEW)(close)
"""The same cities meet over and over."""


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    if len(one) == 1:
        return one if one[0] in other else ()
    return tuple([each for each in one if each in other])


def meet(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    """Whether they have anything in common."""
    if len(one) == 1:
        return one[0] in other
    return any(each in other for each in one)


def emails_close(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Some address of one is a slip or two away from one of the other."""
    for a in one[:3]:
        for b in other[:3]:
            if -4 < len(a) - len(b) < 4 and _near(a, b):
                return True
    return False


def _near(a: str, b: str) -> bool:
    """Of two that are about as long."""
    if len(a) < 8 or len(b) < 8:
        return False
    allowed = 2 if len(a) < 16 else 4
    if OSA.distance(a, b, score_cutoff=allowed) > allowed:
        return False
    if a.partition("@")[0] == b.partition("@")[0] and min(len(a.partition("@")[2]), len(b.partition("@")[2])) < 8:
        return False
    return _digits(a) == _digits(b) or "@" not in a or "@" not in b


def _digits(text: str) -> str:
    return "".join(each for each in text if each.isdigit())


_EXACT = {8: ("day", ""), 6: ("month", ""), 4: ("year", "")}
_SLIP, _NEAR, _DIFFERENT = ("slip", ""), ("near", ""), ("different", "")


def births_agree(a: str, b: str) -> Agreement:
    """Of days that there are. A slip is one digit that is wrong, two that changed places, or day and month that did."""
    if not a or not b:
        return NEITHER
    if a.startswith(b):
        return _EXACT[len(b)]
    if b.startswith(a):
        return _EXACT[len(a)]
    near = abs(int(a[:4]) - int(b[:4])) <= 1
    if not near and a[4:] != b[4:]:
        return _DIFFERENT  # more than one slip
    whole = len(a) == len(b) == 8
    if whole and (OSA.distance(a, b, score_cutoff=1) <= 1 or (a[:4] == b[:4] and _turned(a, b))):
        return _SLIP
    return _NEAR if near else _DIFFERENT


def years_apart(a: str, b: str) -> int:
    return abs(int(a[:4]) - int(b[:4])) if a and b else 0


def _turned(a: str, b: str) -> bool:
    """Day and month in each other's place."""
    return a[4:6] == b[6:] and a[6:] == b[4:6]


def clearly_apart(a: str, b: str) -> bool:
    return births_agree(a, b)[0] == "different" and years_apart(a, b) >= CLEARLY_APART


def streets_agree(one: Home, other: Home) -> Agreement:
    a, b = one.street, other.street
    if not a or not b:
        return NEITHER
    if a == b:
        return "same", ""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    rest = list(long)
    agreed = 0.0
    for word in short:
        if word in rest:
            rest.remove(word)
            agreed += 1
        elif near := next((each for each in rest if close(word, each)), None):
            rest.remove(near)
            agreed += 0.9
    share = 2 * agreed / (len(a) + len(b))
    return ("same" if share > 0.85 else "mostly" if share > 0.55 else "some" if share > 0.3 else "different"), ""


def postcodes_agree(one: Home, other: Home) -> Agreement:
    a, b = one.postcode, other.postcode
    if not a or not b:
        return NEITHER
    if a == b:
        return "same", a
    return ("slip" if OSA.distance(a, b, score_cutoff=1) <= 1 else "different"), ""


def cities_agree(one: Home, other: Home) -> Agreement:
    a, b = one.city, other.city
    if not a or not b:
        return NEITHER
    if a == b:
        return "same", a
    return ("close" if _cities_close(a, b) else "different"), ""


def regions_agree(one: Home, other: Home) -> Agreement:
    a, b = (one.region, other.region) if one.region and other.region else (one.country, other.country)
    if not a or not b:
        return NEITHER
    return ("same" if a == b else "different"), ""


def lists_agree(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Of employers or schools: a person may have several."""
    if not one or not other:
        return "", ()
    both = shared(one, other)
    return ("same", both) if both else ("different", ())


def another_id(one: Features, other: Features, sources: tuple[str, ...]) -> bool:
    """A source that gives a person one id gave these two different ones."""
    for source in sources if one.ids and other.ids else ():
        a = {each for where, each in one.ids if where == source}
        b = {each for where, each in other.ids if where == source}
        if a and b and not a & b:
            return True
    return False
