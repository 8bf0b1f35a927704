"""The words by which somebody ends what they are sent: as a whole message at once, in a longer text a human looks.

47 CFR 64.1200(a)(10) names STOP, QUIT, END, REVOKE, OPT OUT, CANCEL and UNSUBSCRIBE; TD and T are what Chinese
gateways tell people to answer.
"""

import re
import unicodedata

from domain.vocabulary import StopWord

LATIN = ("stop", "stopall", "end", "quit", "revoke", "opt out", "optout", "cancel", "unsubscribe")
SHORT = ("td", "t")
"""In a longer text they count only where they stand alone in capitals: `don't` holds a t, too."""
CHINESE = ("退订", "拒收", "取消订阅", "退訂", "取消訂閱")
_WHOLE = frozenset((*LATIN, *SHORT, *CHINESE))
_HELD = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(LATIN)})(?![a-z0-9])|{'|'.join(CHINESE)}")
_SHORT_HELD = re.compile(r"(?<![A-Za-z0-9'’])TD?(?![A-Za-z0-9'’])")
_BETWEEN = re.compile(r"[\W_]+")
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)


def stop_word(said: str | None) -> StopWord | None:
    """Of what a person wrote: case, width, punctuation and quoted lines count for nothing."""
    own = unicodedata.normalize("NFKC", _QUOTED.sub("", said or ""))
    words = _BETWEEN.sub(" ", own.casefold()).strip()
    if _said_again(words) in _WHOLE:
        return StopWord.WHOLE
    return StopWord.HELD if _HELD.search(words) or _SHORT_HELD.search(own) else None


def _said_again(words: str) -> str:
    """`STOP STOP` is `STOP`."""
    each = words.split()
    return each[0] if len(set(each)) == 1 else words
