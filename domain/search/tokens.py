"""Text as it is indexed: a word is one token, and of Chinese, Japanese and Korean each pair of neighbours is one.

A token stands at the place of its first letter or word, so what stands in a row can be asked for in a row. The last
letter of a run stands alone; a single letter is found as the beginning of whatever it begins.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from domain.remembered import A_FEW
from domain.search.folding import folded, folded_with_places

CJK = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff\u3040-\u30ff\uac00-\ud7af"
_PIECE = re.compile(rf"(?P<cjk>[{CJK}]+)|(?:c\+\+|[cfj]#)(?![^\W_])|[^\W_{CJK}]+")
"""`c++`, `c#`, `f#`, `j#` are words."""
_CJK = re.compile(f"[{CJK}]")
_PIECES = re.compile(f"({_PIECE.pattern.replace('?P<cjk>', '')})")
LONGEST = 64
"""Letters of a word that count."""
SHORT = 60


class Step(NamedTuple):
    """One token of what is looked for in a row: `offset` places after the first."""

    lexeme: str
    offset: int
    prefix: bool
    """Whatever begins so fits."""


Phrase = tuple[Step, ...]


def tokens(text: str) -> tuple[str, ...]:
    """In the order of their places: each stands one further than the one before."""
    return _short(text) if len(text) <= SHORT else _tokens(text)


def _tokens(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for run, cjk in _runs(folded(text)):
        if cjk:
            found += [run[at : at + 2] for at in range(len(run))]
        else:
            found.append(run[:LONGEST])
    return tuple(found)


_short = lru_cache(A_FEW)(_tokens)
"""Titles, skills and employers come again and again."""


def _runs(whole: str) -> list[tuple[str, str]]:
    """Every piece, and the same again if it is a run of letters that are taken in pairs."""
    return _PIECES.findall(whole)


def phrase(text: str) -> Phrase:
    """What to look for, in a row; empty where there is no letter or digit. A word may end in `*`: a beginning."""
    steps: list[Step] = []
    place = 0
    whole = folded(text)
    for piece in _PIECE.finditer(whole):
        run = piece[0]
        if not piece["cjk"]:
            steps.append(Step(run[:LONGEST], place, whole[piece.end() : piece.end() + 1] == "*"))
            place += 1
            continue
        if len(run) == 1:
            steps.append(Step(run, place, prefix=True))
        steps += [Step(run[at : at + 2], place + at, prefix=False) for at in range(len(run) - 1)]
        place += len(run)
    return tuple(steps)


def in_pairs(token: str) -> bool:
    return _CJK.match(token) is not None


def whole_letter(wanted: Phrase) -> Phrase:
    """A single Chinese letter as a token of its own, where such are kept."""
    if len(wanted) == 1 and wanted[0].prefix and in_pairs(wanted[0].lexeme):
        return (Step(wanted[0].lexeme, 0, prefix=False),)
    return wanted


def spans(text: str, wanted: Phrase) -> Iterator[tuple[int, int]]:
    """Where the phrase stands in a text: begin and end of each, in letters."""
    whole, origin = folded_with_places(text)
    found: list[tuple[str, int]] = []
    for piece in _PIECE.finditer(whole):
        run, begin = piece[0], piece.start()
        if piece["cjk"]:
            found += [(run[at : at + 2], begin + at) for at in range(len(run))]
        else:
            found.append((run[:LONGEST], begin))
    for place in range(len(found)):
        if all(place + step.offset < len(found) and _fits(found[place + step.offset][0], step) for step in wanted):
            lexeme, last = wanted[-1].lexeme, found[place + wanted[-1].offset][1]
            yield origin[found[place][1]], origin[last + len(lexeme) - 1] + 1


def _fits(lexeme: str, step: Step) -> bool:
    begins = step.prefix or (len(step.lexeme) == 1 and in_pairs(step.lexeme))
    return lexeme.startswith(step.lexeme) if begins else lexeme == step.lexeme
