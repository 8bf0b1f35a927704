"""How two names agree, part by part. A level without a term is judged by the model alone.

Chinese characters that only sound alike (嘉, 家) are two names, or a slip that a human has to see.
"""

from rapidfuzz.distance import OSA, Indel, JaroWinkler

from domain.identity.letters import HAN_ONLY
from domain.identity.names import Called
from domain.identity.romanised import is_pinyin
from domain.identity.short_names import same_person_short
from domain.identity.usual import is_given_name

Agreement = tuple[str, str]
"""A level, and the term that both share (empty where the level counts none)."""
NEITHER: Agreement = ("", "")
UNLIKE = frozenset({"different", "faint"})
"""Levels at which two names are not one person's without a human."""


def surnames_agree(one: Called, other: Called) -> Agreement:
    a, b = one.surname, other.surname
    if not a or not b:
        return NEITHER
    if a == b:
        return "same", a
    if sound := _shared(one.surname_sounds, other.surname_sounds):
        if not a.isascii() and not b.isascii():
            return "faint", ""
        return ("same" if _two_scripts(a, b) else "sounds"), sound
    if len(a) == 1 or len(b) == 1:
        return ("initial", "") if a[0] == b[0] and a.isascii() and b.isascii() else ("different", "")
    if close(a, b) and not _both_chinese(one, other):
        return "close", ""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(short) >= 4 and (long.startswith(short) or long.endswith(short)):
        return "part", ""
    return ("faint" if _faint(a, b) and not _both_chinese(one, other) else "different"), ""


def givens_agree(one: Called, other: Called) -> Agreement:
    a, b = one.given, other.given
    if not a or not b:
        return NEITHER
    if a == b:
        return ("same", a) if len(a) > 1 or not a.isascii() else ("initial", "")
    if sound := _shared(one.given_sounds, other.given_sounds):
        if not a.isascii() and not b.isascii():
            return "faint", ""
        return ("same" if _two_scripts(a, b) else "sounds"), sound
    if _alias(one, other) or _alias(other, one):
        return "alias", ""
    if not a.isascii() or not b.isascii():
        return ("close", "") if not HAN_ONLY.fullmatch(a + b) and close(a, b) else ("different", "")
    first, second = one.givens or (a,), other.givens or (b,)
    if len(first[0]) == 1 or len(second[0]) == 1:
        return ("initial", "") if first[0][0] == second[0][0] else ("different", "")
    if first[0] == second[0]:
        return "part", first[0]
    if same_person_short(first[0], second[0]):
        return "short", ""
    if shared := next((word for word in first if len(word) > 2 and word in second), ""):
        return "part", shared
    if _both_chinese(one, other) or (is_given_name(first[0]) and is_given_name(second[0])):
        return "different", ""
    if close(a, b) or ((first[0], second[0]) != (a, b) and close(first[0], second[0])):
        return "close", ""
    return ("faint" if _faint(a, b) else "different"), ""


def close(a: str, b: str) -> bool:
    """A slip or two of the pen, by the length of the shorter; letters in disorder count as one."""
    shorter, apart = (len(a), len(b) - len(a)) if len(a) < len(b) else (len(b), len(a) - len(b))
    if shorter < 3 or apart > 2:
        return False
    slips = OSA.distance(a, b, score_cutoff=2)
    if slips <= 1 or (slips == 2 and shorter >= 6):
        return True
    if shorter < 5 or apart == 2:
        return False
    one, other = sorted(a), sorted(b)
    return Indel.distance("".join(one), "".join(other), score_cutoff=1) <= 1 if apart else one == other


def _faint(a: str, b: str) -> bool:
    """Alike, but hardly by a slip of the pen."""
    return min(len(a), len(b)) >= 4 and JaroWinkler.similarity(a, b, score_cutoff=0.8) > 0


def _shared(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    return next((sound for sound in a if sound in b), "") if a and b else ""


def _alias(one: Called, other: Called) -> bool:
    """David Wang may be 王小明: an English given name under a Chinese surname says little of the other."""
    if not one.surname_sounds or not other.surname_sounds or not other.given_sounds:
        return False
    return len(one.givens) == 1 and is_given_name(one.givens[0]) and not is_given_name(other.given)


def _two_scripts(a: str, b: str) -> bool:
    return a.isascii() != b.isascii()


def _both_chinese(one: Called, other: Called) -> bool:
    """Two well-formed spellings that differ are two names, not a slip: Xiaoming and Xiaoning."""
    if not one.surname_sounds or not other.surname_sounds:
        return False
    return is_pinyin(one.given) and is_pinyin(other.given)
