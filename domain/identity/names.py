"""A name as it is compared: family and given name apart, in their own script and as they sound.

The order in which a source gives the two is never trusted: `Called` is its best guess, and a comparison tries
the other way round as well.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from domain.identity.letters import HAN_ONLY, folded, words
from domain.identity.readings import given_sounds, surname_sounds
from domain.identity.romanised import given_as_pinyin, surname_as_pinyin
from domain.identity.surnames import COMPOUND, SINGLE, SPELT
from domain.identity.usual import chinese_surname
from domain.person import Name
from domain.remembered import A_FEW

_PARTICLES = frozenset(
    words("""
    van von der den de del della di da dos das du la le el al bin ibn ter ten af av zu zur
""")
)
_TITLES = frozenset(
    words("""
    dr mr mrs ms miss prof professor sir dipl ing mag
""")
)
_AFTER = frozenset(
    words("""
    jr sr ii iii iv phd md mba msc bsc esq
""")
)
_BESIDE_NAMES = _TITLES | _AFTER
_GENERATIONS = frozenset(["jr", "sr", "ii", "iii", "iv"])
_ASIDE = re.compile(r"[(（\[【<\"“](?P<aside>[^)）\]】>\"”]*)[)）\]】>\"”]")
_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+(?:[\s·]+[\u3400-\u9fff\uf900-\ufaff]+)*")
_NO_NAME = frozenset(
    words("""
    unknown anonymous none null na nan test tester user admin root noname nobody candidate 先生 女士 匿名 未知 测试
""")
)
_JOINED = re.compile(r"(?<=[^\W\d_]{2})[._](?=[^\W\d_]{2})|(?<=[a-z]{2})(?=[A-Z][a-z])")
"""Where `anna.novak` and `AnnaNovak` are two words."""
_MOST_NAMES = 4
_LONGEST = 120


class Called(Struct, frozen=True, array_like=True, gc=False):
    """One way to call somebody. Texts are folded, simplified, and closed up; empty where a part is not known."""

    surname: str
    given: str
    surname_sounds: tuple[str, ...] = ()
    """In pinyin, of a Chinese name in whatever script; likewise of the given name."""
    given_sounds: tuple[str, ...] = ()
    givens: tuple[str, ...] = ()
    """The given name word by word, in Latin script."""
    generation: str = ""
    """`jr`, `sr`, `iii` …"""

    @property
    def wholes(self) -> tuple[str, ...]:
        """The whole name as it sounds, the same whatever the order, likeliest first: what name keys are made of."""
        if not self.surname_sounds:
            return (either_way(self.surname, self.given),)
        givens = self.given_sounds[:3] or (self.given,)
        return tuple([either_way(surname, given) for surname in self.surname_sounds[:2] for given in givens])

    @property
    def full(self) -> bool:
        return bool(self.surname and self.given)


def either_way(surname: str, given: str) -> str:
    """Both, the same whichever is called the surname."""
    return f"{surname}|{given}" if surname < given else f"{given}|{surname}"


def names_of(name: Name | None) -> tuple[Called, ...]:
    """All ways to call somebody, the one that was said first first; empty where nothing in it is a name."""
    if name is None:
        return ()
    full, family, given = name.full[:_LONGEST], name.family or "", name.given or ""
    apart = "@" not in full and (family or given)
    found = _apart(family[:_LONGEST], given[:_LONGEST]) if apart else _called(full)
    for other in name.other:
        found += tuple([called for called in _called(other[:_LONGEST]) if called not in found])
    return found[:_MOST_NAMES]


@lru_cache(A_FEW)
def _called(full: str) -> tuple[Called, ...]:
    if "@" in full:
        return ()
    full = _JOINED.sub(" ", full) if " " not in full else full
    found: list[Called] = []
    for piece in (_ASIDE.sub(" ", full), *(match["aside"] for match in _ASIDE.finditer(full))):
        for text in (piece,) if piece.isascii() else (*_HAN_RUN.findall(piece), _HAN_RUN.sub(" ", piece)):
            found += _in_one(text)
    return tuple(dict.fromkeys(found))


def _apart(family: str, given: str) -> tuple[Called, ...]:
    """None or one."""
    surnames, words = folded(family).split(), folded(given).split()
    generation = ""
    if not _BESIDE_NAMES.isdisjoint(words + surnames):
        generation = next((word for word in words + surnames if word in _GENERATIONS), "")
        words = [word for word in words if word not in _BESIDE_NAMES] or words
        surnames = [word for word in surnames if word not in _AFTER] or surnames
    called = _parts("".join(surnames), words, generation)
    return (called,) if called.surname or called.given else ()


def _in_one(text: str) -> Sequence[Called]:
    before_comma, comma, after_comma = text.replace("，", ",").partition(",")
    if comma and folded(after_comma) and not set(folded(after_comma).split()) <= _AFTER:
        return _apart(before_comma, after_comma)
    words = folded(text).split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    generation = ""
    while len(words) > 1 and words[-1] in _AFTER:
        generation = words[-1] if words[-1] in _GENERATIONS else generation
        words = words[:-1]
    if not words or set(words) <= _NO_NAME or not any(letter.isalpha() for word in words for letter in word):
        return []
    if HAN_ONLY.fullmatch("".join(words)):
        return [_han("".join(words))]
    if len(words) == 1:
        return [] if any(letter.isdigit() for letter in words[0]) else [_parts("", words, generation)]
    return [_parts(family, given, generation) for family, given in _latin(words)]


def _han(text: str) -> Called:
    if len(text) > 2 and text[:2] in COMPOUND:
        return _parts(text[:2], [text[2:]])
    if len(text) in (2, 3) or (len(text) == 4 and text[0] in SINGLE):
        return _parts(text[0], [text[1:]])
    return _parts("", [text])


def _latin(words: list[str]) -> list[tuple[str, list[str]]]:
    """Family and given name, at a guess: a Chinese surname may come first or last, others come last.

    Of three Chinese words either end may be the surname (GUO QIANG YU): both guesses are given.
    """
    first, last = chinese_surname(words[0]), chinese_surname(words[-1])
    if len(words) == 3 and first and given_as_pinyin(tuple(words[1:]), words[0]):
        guesses = [(words[0], words[1:])]
        if last and given_as_pinyin(tuple(words[:-1]), words[-1]):
            guesses.append((words[-1], words[:-1]))
        return guesses
    if len(words) == 2 and first > last and (words[0] in SPELT or given_as_pinyin(tuple(words[1:]))):
        return [(words[0], words[1:])]
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return [(" ".join(words[start:]), words[:start])]


def _parts(surname: str, words: list[str], generation: str = "") -> Called:
    family, given = surname.replace(" ", ""), "".join(words)
    if family.isascii() and given.isascii():
        sounds = surname_as_pinyin(family) if family else ()
        givens = tuple(words)
        return Called(family, given, sounds, given_as_pinyin(givens, family) if sounds else (), givens, generation)
    if HAN_ONLY.fullmatch(family or given):
        return Called(family, given, surname_sounds(family) if family else (), given_sounds(given), (), generation)
    sounds = given_sounds(given) if HAN_ONLY.fullmatch(given) else ()
    return Called(family, given, (), sounds, tuple(words), generation)


def turned(called: Called) -> Called:
    """The same name read the other way round."""
    return _turned(called.surname, called.given, called.generation)


@lru_cache(A_FEW)
def _turned(surname: str, given: str, generation: str) -> Called:
    return _parts(given, [surname] if surname else [], generation)
