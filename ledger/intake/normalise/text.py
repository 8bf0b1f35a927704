"""Plain text: width, spaces, script."""

import re
import unicodedata
from collections.abc import Container
from itertools import count

BLANKS = frozenset(
    {
        "",
        "-",
        "--",
        "---",
        "—",
        "/",
        "\\n",
        "n/a",
        "#n/a",
        "null",
        "none",
        "nan",
        "无",
        "暂无",
        "未填",
        "未知",
    }
)
"""What people and programs write for "nothing"; compared in lower case. A name is never read so."""

LONGEST_BLANK = max(map(len, BLANKS))
_SPACES = re.compile(r"\s+")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])\s+(?=[{_HAN}])")
HAN_ONLY = re.compile(rf"^[{_HAN}]+$")
HAN = re.compile(rf"[{_HAN}]")
_KEY = re.compile(r"[\s_\-./:：*#'\"“”]+")
_ASIDE = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")


def free_name(wanted: str, taken: Container[str], numbered: str = "{} ({})") -> str:
    """The name itself, or with the first number behind it, from 2 on, that is free."""
    if wanted not in taken:
        return wanted
    return next(name for number in count(2) if (name := numbered.format(wanted, number)) not in taken)


def is_blank(text: str) -> bool:
    return text.strip().lower() in BLANKS


def squeeze(text: str) -> str:
    """Composed form (NFC), one space where there were several, none at the ends."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _SPACES.sub(" ", text).strip()


def narrow(text: str) -> str:
    """Full-width letters and digits in their usual width (NFKC), squeezed."""
    return squeeze(text if text.isascii() else unicodedata.normalize("NFKC", text))


def closed_up(text: str) -> str:
    """Without the spaces that pad Chinese characters (`王  明`)."""
    return _BETWEEN_HAN.sub("", squeeze(text))


def heading_key(text: str) -> str:
    """What two spellings of one heading share: `E-Mail ` and `e_mail`, `手机号码(必填)` and `手机号码`."""
    plain = narrow(text).casefold().lstrip("\ufeff")
    key = _KEY.sub("", _ASIDE.sub("", plain)) or _KEY.sub("", plain)
    return key if key.isascii() else unicodedata.normalize("NFKC", key).casefold()


def pieces(text: str, separators: str = r"[;；、,，|/\n]") -> list[str]:
    """A cell that holds several values, taken apart."""
    return [piece for each in re.split(separators, text) if (piece := squeeze(each))]
