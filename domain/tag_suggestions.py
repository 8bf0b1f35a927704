"""Which terms of the vocabulary stand in a text, where, and how surely.

Chinese names are found in any place, Latin ones as whole words; of Latin names of three letters at most only as they
are written (`Go`, never `go`), since most short words are other words too. A term mentioned once is 60 per cent sure,
twice 75, more often 90; a short name takes 20 off. Ours, to be tuned by users: nothing follows before a human confirms.
"""

import re
from collections.abc import Iterable, Iterator

from domain.search.folding import folded, folded_with_places
from domain.search.tokens import CJK
from domain.tag_vocabulary import TagVocabulary, Term
from domain.value import value
from domain.vocabulary import TagFacet

FACETS = (TagFacet.SKILL, TagFacet.INDUSTRY, TagFacet.EXPERIENCE)
"""What a résumé can say of somebody."""
SURE = (60, 75, 90)
"""Per cent, by how often it is mentioned."""
SHORT, LESS_SURE = 3, 20
AROUND = 40
"""Letters of the text before and after, as evidence."""
MOST = 40
"""Suggestions from one text: the surest."""
_HAN = re.compile(f"[{CJK}]")


@value
class Found:
    facet: TagFacet
    term: str
    confidence: int
    mentions: int
    evidence: str
    """The phrase, with what stands around it."""


def found_in(text: str, terms: TagVocabulary, without: Iterable[str] = ()) -> tuple[Found, ...]:
    """The surest first. `without` are tags that are held or were refused."""
    whole, origin = folded_with_places(text)
    left_out = set(without)
    found = (
        _found(text, whole, origin, term)
        for facet in FACETS
        for term in terms.of(facet)
        if term.open and term.term not in left_out
    )
    told = [each for each in found if each]
    return tuple(sorted(told, key=lambda each: (-each.confidence, -each.mentions, each.term))[:MOST])


def _found(text: str, whole: str, origin: list[int], term: Term) -> Found | None:
    places: dict[int, tuple[int, bool]] = {}
    for name in [each.text for each in term.names] or [term.term]:
        for begin, end in _places(text, whole, origin, name):
            places.setdefault(begin, (end, _short(name)))
    if not places:
        return None
    short = all(is_short for _, is_short in places.values())
    confidence = SURE[min(len(places), len(SURE)) - 1] - (LESS_SURE if short else 0)
    first = min(places)
    phrase = text[max(0, first - AROUND) : places[first][0] + AROUND]
    return Found(term.facet, term.term, confidence, len(places), " ".join(phrase.split()))


def _places(text: str, whole: str, origin: list[int], name: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each in the text."""
    looked = folded(name)
    if not looked:
        return
    if _HAN.search(looked):
        begin = whole.find(looked)
        while begin >= 0:
            yield origin[begin], origin[begin + len(looked) - 1] + 1
            begin = whole.find(looked, begin + len(looked))
        return
    for match in re.finditer(rf"(?<![a-z0-9+#]){re.escape(looked)}(?![a-z0-9+#])", whole):
        begin, end = origin[match.start()], origin[match.end() - 1] + 1
        if not _short(name) or text[begin:end] == name:
            yield begin, end


def _short(name: str) -> bool:
    """Of three Latin letters at most, and nothing else."""
    return len(name) <= SHORT and name.isascii() and name.isalpha()
