"""Under which keys a record is found: two records that share one are compared.

Few, and each selective. Where a block has grown too large to read (王伟), it is left out and its finer keys,
which every record has anyway, are read instead: nothing is cut off at random, and who shares only the coarse key
in such a block could not be told apart from the rest by it.
"""

import re
from functools import lru_cache

from domain.identity.features import Features
from domain.identity.names import Called
from domain.identity.usual import is_given_name
from domain.remembered import A_FEW

Key = tuple[str, str]
"""Kind and value. The value is personal: it is hashed before it is kept."""

MOST_KEYS = 16
LARGE = 200
"""Records under one key from which on it is refined."""
FINER: dict[str, tuple[str, ...]] = {
    "email": ("name",),
    "phone": ("name",),
    "url": ("name",),
    "handle": ("name",),
    "name": ("name-born", "name-city", "name-employer", "name-school"),
    "street": ("name", "born-initial"),
    "sound-postcode": ("name-city",),
    "sound-city": ("name-city",),
}
"""By which kinds the pairs of an oversized block are still found; a kind that is not here is selective by nature."""

_VOWELS = re.compile(r"[aeiouyhw]")
_TWICE = re.compile(r"(.)\1+")


def blocking_keys(record: Features) -> tuple[Key, ...]:
    """The most telling first, each once, at most MOST_KEYS."""
    found: list[Key] = []
    for kind, values in (("email", record.emails), ("phone", record.phones), ("url", record.urls)):
        found += [(kind, value) for value in values[:4]]
    found += [("id", f"{source}|{each}") for source, each in record.ids[:2]]
    names = record.names[:2]
    for called in names:
        found += _by_name(called, record)
    if len(record.born) == 8:
        found += [("born-initial", f"{record.born}|{initial}") for initial in _initials(names)]
    found += _by_home(record, names)
    found += [("handle", each) for each in record.handles[:3] if _telling(each)]
    found += [("handle", each) for called in names[:1] for each in _would_take(called)]
    return tuple(dict.fromkeys(found))[:MOST_KEYS]


def repeated(record: Features) -> frozenset[Key]:
    """Those among its keys that only spell its name as a user name: whoever has the name has them, too."""
    own = record.handles[:3]
    return frozenset(("handle", each) for called in record.names[:1] for each in _would_take(called) if each not in own)


def _by_name(called: Called, record: Features) -> list[Key]:
    if not called.full:
        alone = called.given or called.surname
        return [("name", alone)] if len(alone) >= 5 and not is_given_name(alone) else []
    wholes = called.wholes
    whole = wholes[0]
    found = [("name", each) for each in wholes]
    if len(called.givens) > 1 and len(called.givens[0]) > 1 and not called.given_sounds:
        found.append(("name", "|".join(sorted((called.surname, called.givens[0])))))
    if record.born:
        found.append(("name-born", f"{whole}|{record.born[:4]}"))
    if record.home.city:
        found.append(("name-city", f"{whole}|{record.home.city}"))
    found += [("name-employer", f"{whole}|{each}") for each in record.employers[:2]]
    found += [("name-school", f"{whole}|{each}") for each in record.schools[:1]]
    return found


def _by_home(record: Features, names: tuple[Called, ...]) -> list[Key]:
    home = record.home
    found: list[Key] = []
    for called in names[:1]:
        for part, rest in ((called.surname, called.given), (called.given, called.surname)):
            if len(part) > 1 and home.postcode:
                found.append(("sound-postcode", f"{skeleton(part)}|{home.postcode}"))
            if len(part) > 1 and rest and home.city:
                found.append(("sound-city", f"{skeleton(part)}{rest[0]}|{skeleton(home.city)}"))
    if home.postcode and len(record.born) == 8:
        found.append(("born-postcode", f"{record.born}|{home.postcode}"))
    words = sorted((word for word in home.street if word.isalpha() and len(word) > 3), key=len, reverse=True)
    numbers = [word for word in home.street if word.isdigit()]
    if words and numbers:
        found.append(("street", f"{numbers[0]}|{skeleton(words[0])[:4]}"))
    if home.postcode:
        found += [("street", f"{home.postcode}|{skeleton(word)[:4]}") for word in words[:2]]
    return found


def _initials(names: tuple[Called, ...]) -> list[str]:
    """Of both parts, since their order is not trusted; of a Chinese name as it sounds."""
    found: dict[str, None] = {}
    for called in names[:1]:
        for part in (called.surname_sounds[0] if called.surname_sounds else called.surname, _sound(called)):
            if part:
                found[part[0]] = None
    return list(found)


def _sound(called: Called) -> str:
    return called.given_sounds[0] if called.given_sounds and called.surname_sounds else called.given


@lru_cache(A_FEW)
def skeleton(part: str) -> str:
    """First letter and the consonants after it, doubled ones once: what most slips leave."""
    return part[0] + _VOWELS.sub("", _TWICE.sub(r"\1", part[1:])) if part.isascii() else part


def _would_take(called: Called) -> tuple[str, ...]:
    """The two user names that somebody with a Latin name is likeliest to take; of one word, that word."""
    surname, given = called.surname, (called.givens or ("",))[0]
    if surname and given and surname.isascii() and given.isascii():
        return tuple(each for each in (given + surname, given[0] + surname) if len(each) >= 5)
    return (given,) if not surname and given.isascii() and _telling(given) else ()


def _telling(handle: str) -> bool:
    return len(handle) >= 5 and not is_given_name(handle.rstrip("0123456789"))
