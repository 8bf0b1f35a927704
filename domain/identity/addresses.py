"""Where somebody lives: city, region, country, and from the source's own words the postcode and the street."""

import re
from functools import lru_cache

from msgspec import Struct

from domain.identity.letters import HAN, HAN_ONLY, folded
from domain.identity.readings import given_sounds
from domain.person import Place
from domain.remembered import A_FEW

_POSTCODE = re.compile(r"\b(?:\d{4,6}|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b", re.IGNORECASE)
_ENDINGS = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_READ_OTHERWISE = {
    "厦门": "xiamen",
    "香港": "hong kong",
    "澳门": "macau",
    "台北": "taipei",
    "陕西": "shaanxi",
    "西藏": "tibet",
}
_LONGEST = 300
_MOST_WORDS = 16


class Home(Struct, frozen=True, array_like=True, gc=False):
    city: str = ""
    region: str = ""
    country: str = ""
    postcode: str = ""
    street: tuple[str, ...] = ()
    """Words and numbers of the address that are none of the others, in order of writing."""


NOWHERE = Home()


def home_of(place: Place | None) -> Home:
    return NOWHERE if place is None else _home(place.text, place.city, place.region, place.country)


@lru_cache(A_FEW)
def _home(written: str | None, said_city: str | None, said_region: str | None, said_country: str | None) -> Home:
    city, region = _name(said_city), _name(said_region)
    text = (written or "")[:_LONGEST]
    codes = _POSTCODE.findall(text)
    postcode = folded(codes[-1]).replace(" ", "") if codes else ""
    if codes:
        text = _POSTCODE.sub(lambda found: " " if found[0] == codes[-1] else found[0], text)
    known = {*folded(said_city or "").split(), *folded(said_region or "").split()}
    words = [word for word in _words(text) if word not in known]
    country = (said_country or "").lower()
    if not city and not region and not postcode and len(words) <= 2 and not any(word.isdigit() for word in words):
        city, words = _name(text), []
    return Home(city, region, country, postcode, tuple(dict.fromkeys(words))[:_MOST_WORDS])


def _name(text: str | None) -> str:
    plain = folded(text or "")
    for ending in _ENDINGS:
        if len(plain) > len(ending) + 1 and plain.endswith(ending):
            plain = plain.removesuffix(ending)
            break
    return _sound(plain) if HAN_ONLY.fullmatch(plain) else plain


def _sound(name: str) -> str:
    """武汉 and Wuhan are one city."""
    return _READ_OTHERWISE.get(name) or (given_sounds(name) or (name,))[0]


def _words(text: str) -> list[str]:
    """Chinese has no spaces: there a word is two characters, overlapping."""
    found: list[str] = []
    for word in folded(text).split():
        if HAN.search(word) and len(word) > 2:
            found += [word[start : start + 2] for start in range(len(word) - 1)]
        else:
            found.append(word)
    return found
