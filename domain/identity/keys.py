"""Under which keys a record is found: two records that share one are compared.

Few, and each selective. Where a block has grown too large to read (王伟), it is left out and its finer keys,
which every record has anyway, are read instead: nothing is cut off at random, and who shares only the coarse key
in such a block could not be told apart from the rest by it.
"""

import re
from functools import lru_cache

from domain.identity.features import Features
from domain.identity.names import Called, either_way
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
    "street": ("name", "born-part"),
    "sound-postcode": ("name-city",),
    "sound-city": ("name-city",),
}
"""By which kinds the pairs of an oversized block are still found; a kind that is not here is selective by nature."""

_LOST = re.compile(r"[aeiouyhw]|(.)(?=\1)")
"""Vowels, and of a letter that is doubled all but one."""


def blocking_keys(record: Features) -> tuple[Key, ...]:
    """The most telling first, each once, at most MOST_KEYS. What a source calls somebody is none: a record that comes
    under an id of its source is that source's record, and is not compared to be found."""
    points = (("email", record.emails), ("phone", record.phones), ("url", record.urls))
    found = [(kind, value) for kind, values in points for value in values[:4]]
    names = record.names[:2]
    for called in names:
        found += _by_name(called, record)
    if len(record.born) == 8:
        found += [("born-part", f"{record.born}|{begins}") for called in names[:1] for begins in _beginnings(called)]
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
    wholes, givens, city = called.wholes, called.givens, record.home.city
    whole = wholes[0]
    found = [("name", each) for each in wholes]
    if len(givens) > 1 and len(givens[0]) > 1 and not called.given_sounds:
        found.append(("name", either_way(called.surname, givens[0])))
    if record.born:
        found.append(("name-born", f"{whole}|{record.born[:4]}"))
    if city:
        found.append(("name-city", f"{whole}|{city}"))
    found += [("name-employer", f"{whole}|{each}") for each in record.employers[:2]]
    if record.schools:
        found.append(("name-school", f"{whole}|{record.schools[0]}"))
    return found


def _by_home(record: Features, names: tuple[Called, ...]) -> list[Key]:
    found: list[Key] = []
    city, postcode, street = record.home.city, record.home.postcode, record.home.street
    if city or postcode:
        sound = skeleton(city) if city else ""
        for called in names[:1]:
            for part, rest in ((called.surname, called.given), (called.given, called.surname)):
                if len(part) > 1 and postcode:
                    found.append(("sound-postcode", f"{skeleton(part)}|{postcode}"))
                if len(part) > 1 and rest and city:
                    found.append(("sound-city", f"{skeleton(part)}{rest[0]}|{sound}"))
    if postcode and len(record.born) == 8:
        found.append(("born-postcode", f"{record.born}|{postcode}"))
    if street:
        words = sorted([word for word in street if word.isalpha() and len(word) > 3], key=len, reverse=True)
        numbers = [word for word in street if word.isdigit()]
        if words and numbers:
            found.append(("street", f"{numbers[0]}|{skeleton(words[0])[:4]}"))
        if postcode:
            found += [("street", f"{postcode}|{skeleton(word)[:4]}") for word in words[:2]]
    return found


def _beginnings(called: Called) -> list[str]:
    """Two consonants of both parts, since their order is not trusted; of a Chinese name as it sounds."""
    surnames, givens = called.surname_sounds, called.given_sounds
    surname = surnames[0] if surnames else called.surname
    given = givens[0] if surnames and givens else called.given
    return [skeleton(part)[:2] for part in (surname, given) if part]


def skeleton(part: str) -> str:
    """First letter and the consonants after it, doubled ones once: what most slips leave."""
    return _skeleton(part) if part.isascii() else part


@lru_cache(A_FEW)
def _skeleton(part: str) -> str:
    return part[0] + _LOST.sub("", part[1:])


def _would_take(called: Called) -> list[str]:
    """The two user names that somebody with a Latin name is likeliest to take; of one word, that word."""
    surname, given = called.surname, (called.givens or ("",))[0]
    if surname and given and surname.isascii() and given.isascii():
        return [each for each in (given + surname, given[0] + surname) if len(each) >= 5]
    return [given] if not surname and given.isascii() and _telling(given) else []


def _telling(handle: str) -> bool:
    return len(handle) >= 5 and not is_given_name(handle.rstrip("0123456789"))
