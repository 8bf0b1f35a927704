"""Telephone numbers to E.164.

`phonenumbers` decides, at about 40 us a number; the two commonest shapes (a Chinese mobile, a North American
number) take a way of their own that uses the same patterns, and a property test holds both ways equal.
"""

import re
import unicodedata
from functools import lru_cache

import phonenumbers

REGIONS = frozenset(phonenumbers.SUPPORTED_REGIONS)

_SEPARATORS = str.maketrans("", "", " -.()\u00a0\u2010\u2011\u2012\u2013\u2014")


def _pattern(region: str, *kinds: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region)
    assert metadata is not None
    return "|".join(getattr(metadata, kind).national_number_pattern for kind in kinds)


_CHINESE_MOBILE = re.compile(rf"(?:\+86|0086)?({_pattern('CN', 'mobile')})")
_AMERICAN = re.compile(rf"\+1({_pattern('US', 'fixed_line', 'mobile')})")
_AMERICAN_AT_HOME = re.compile(rf"1?({_pattern('US', 'fixed_line', 'mobile')})")
_SHORTEST = 5
_ONE = re.compile(r"\+?[0-9]+")


def to_e164(raw: str, regions: tuple[str, ...] = ()) -> str | None:
    """The number in E.164, or None where no reading of it is a valid number.

    `regions` are the countries (`CN`, `US` …) in which a number without its country code may be read, best
    guess first; without any, only a Chinese mobile and a ten-digit American number are taken.
    """
    bare = raw.translate(_SEPARATORS)
    if bare.isascii() and (not regions or regions[0] == "CN" or bare.startswith(("+86", "0086"))):
        chinese = _CHINESE_MOBILE.fullmatch(bare)
        if chinese:
            return "+86" + chinese[1]
    if bare.isascii():
        american = _AMERICAN.fullmatch(bare)
        if american:
            return "+1" + american[1]
    return _by_library(raw, regions)


@lru_cache(maxsize=50_000)
def _by_library(raw: str, regions: tuple[str, ...]) -> str | None:
    text = unicodedata.normalize("NFKC", raw).strip().removeprefix("tel:").strip()
    if re.match(r"00\s*[1-9]", text):
        text = "+" + text[2:].lstrip()
    for region in (None,) if text.startswith("+") else (*regions, None):
        number = _valid(text, region)
        if number:
            return number
    if text.startswith("+"):
        return None
    return _by_shape(text, regions)


def _valid(text: str, region: str | None) -> str | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _by_shape(text: str, regions: tuple[str, ...]) -> str | None:
    """Eleven bare digits are never read as American: they would be a Chinese mobile with a slip."""
    bare = text.translate(_SEPARATORS)
    chinese = _CHINESE_MOBILE.fullmatch(bare)
    if chinese:
        return "+86" + chinese[1]
    american = _AMERICAN_AT_HOME.fullmatch(bare) if not regions else None
    return "+1" + american[1] if american and (len(bare) == 10 or bare != text) else None


def split_phones(cell: str) -> list[str]:
    """Several numbers in one cell. What would leave a stump (`010-12345678/9`) is left whole."""
    if _ONE.fullmatch(cell):
        return [cell]
    parts = [part.strip() for part in re.split(r"[;；、,，|/\n]| or |或", cell) if part.strip()]
    whole = any(sum(letter.isdigit() for letter in part) < _SHORTEST for part in parts)
    return [cell.strip()] if whole else parts
