"""What a person is called: family and given name apart where that is certain, left whole where it is not."""

import re
from functools import lru_cache

from domain.identity.surnames import COMPOUND, SINGLE, SPELT
from domain.person import Name
from ledger.canonical import shared
from ledger.intake.normalise.spellings import words
from ledger.intake.normalise.text import HAN, HAN_ONLY, closed_up, squeeze

_LONGEST = 500
_ASIDE = re.compile(r"^(?P<main>.+?)\s*[(（](?P<aside>[^)）]+)[)）]$")
_TWO_SCRIPTS = re.compile(
    r"^(?:(?P<han>[\u3400-\u9fff·\s]+?)\s+(?P<latin>[A-Za-z][A-Za-z .'-]*)"
    r"|(?P<latin2>[A-Za-z][A-Za-z .'-]*?)\s+(?P<han2>[\u3400-\u9fff·\s]+))$"
)
_PARTICLES = frozenset(words("van von der den de del della di da dos das du la le el al bin ibn ter ten af av zu zur"))
_TITLES = frozenset(words("dr mr mrs ms miss prof professor sir"))
_DEGREES = frozenset(words("jr sr ii iii iv phd ph.d md mba msc bsc"))


@lru_cache(maxsize=30_000)
def name_of(written: str) -> Name | None:
    """A name written in one piece."""
    if len(written) < 5 and HAN_ONLY.match(written):
        family, given = _han(written)
        return shared(Name(full=written, family=family, given=given))
    full = closed_up(written)
    if not full or len(full) > _LONGEST:
        return None
    aside = _ASIDE.match(full)
    if aside:
        return _with_other(aside["main"], aside["aside"])
    scripts = _TWO_SCRIPTS.match(full)
    if scripts:
        return _with_other(scripts["han"] or scripts["han2"], scripts["latin"] or scripts["latin2"])
    family, given = family_and_given(full)
    return shared(Name(full=full, family=family, given=given))


def name_of_parts(family: str, given: str, other: tuple[str, ...] = ()) -> Name | None:
    """A name that the source holds in two columns; either may be missing."""
    family, given = closed_up(family), closed_up(given)
    if not family and not given:
        return None
    together = HAN.search(family or given) and HAN.search(given or family)
    full = family + given if together else " ".join(part for part in (given, family) if part)
    if len(full) > _LONGEST:
        return None
    return Name(full=full, family=family or None, given=given or None, other=other)


def family_and_given(full: str) -> tuple[str | None, str | None]:
    """Only what is certain: (None, None) where the order can't be told."""
    if HAN_ONLY.match(full):
        return _han(full)
    if "," in full or "，" in full:
        family, _, given = full.replace("，", ",").partition(",")
        family, given = squeeze(family), squeeze(given)
        return (family, given) if family and given and "," not in given else (None, None)
    if HAN.search(full):
        return None, None
    return _latin(full.split())


def _han(full: str) -> tuple[str | None, str | None]:
    if len(full) > 2 and full[:2] in COMPOUND:
        return (full[:2], full[2:]) if len(full) <= 4 else (None, None)
    if 2 <= len(full) <= 3 and full[0] in SINGLE:
        return full[0], full[1:]
    return None, None


def _latin(parts: list[str]) -> tuple[str | None, str | None]:
    """Titles and degrees are part of the full name only."""
    while parts and parts[0].lower().rstrip(".") in _TITLES:
        parts = parts[1:]
    while parts and parts[-1].lower().rstrip(".") in _DEGREES:
        parts = parts[:-1]
    if len(parts) < 2 or not all(word[0].isalpha() for word in parts):
        return None, None
    first, last = parts[0].lower(), parts[-1].lower()
    if first in SPELT and last in SPELT:
        return None, None
    if first in SPELT and len(parts) == 2:
        return parts[0], parts[1]
    start = len(parts) - 1
    while start > 1 and parts[start - 1].lower() in _PARTICLES:
        start -= 1
    return " ".join(parts[start:]), " ".join(parts[:start])


def _with_other(main: str, other: str) -> Name:
    full = closed_up(main)
    family, given = family_and_given(full)
    return Name(full=full, family=family, given=given, other=(squeeze(other),) if squeeze(other) else ())
