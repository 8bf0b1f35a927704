"""Letters as they are searched: width, case, accents and traditional forms folded away, one by one.

Unlike `domain.identity.letters` this knows every traditional character (OpenCC's table), and may change: nothing is
stored by it but read models.
"""

import unicodedata
from functools import cache

from opencc import OpenCC

_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x2A6E0))
_BARE = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
_SILENT = frozenset("'`´’‘ʼ＇")


@cache
def _simplified() -> dict[str, str]:
    """Every character that has a simpler form; asked of OpenCC in one call, a line each."""
    letters = [chr(code) for block in _HAN for code in block]
    simple = OpenCC("t2s").convert("\n".join(letters)).split("\n")
    return {letter: simpler for letter, simpler in zip(letters, simple, strict=True) if letter != simpler}


class _Folds(dict[int, str]):
    """By code point; filled as letters are met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(letter: str) -> str:
    if letter in _SILENT or 0x300 <= ord(letter) < 0x370:
        return ""
    wide = unicodedata.normalize("NFKC", letter).casefold()
    apart = unicodedata.normalize("NFKD", "".join(_BARE.get(each, each) for each in wide))
    plain = unicodedata.normalize("NFC", "".join(each for each in apart if not 0x300 <= ord(each) < 0x370))
    return "".join(_simplified().get(each, each) for each in plain)


_FOLDS = _Folds()


def folded(text: str) -> str:
    """`Müller’s 供應鏈` -> `mullers 供应链`."""
    return text.lower().replace("'", "").replace("`", "") if text.isascii() else text.translate(_FOLDS)


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """As `folded`, and for each of its letters the place of the one that it came from."""
    parts = [folded(letter) for letter in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]
