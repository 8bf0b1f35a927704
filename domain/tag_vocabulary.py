"""The vocabulary of tags: which term a word means. Names are compared as words are searched (`search.words.key`).

Within a facet every word means one term at most. A term that was merged leads to another, one that was retired is
still found.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from domain.events import TagFacetEntrusted, TagTermAdded, TagTermMerged, TagTermNamed, TagTermRetired
from domain.events.tag_vocabulary import TermName
from domain.recorded import Recorded
from domain.search.words import key
from domain.value import value
from domain.vocabulary import TagFacet

STREAM = UUID("6a1f3d52-0c5e-4c0b-9a35-2f0d7f4c1b88")
"""There is one vocabulary."""
ENTRUSTED = "admin"
"""Whose say a facet is that nobody was entrusted with."""


@value
class Term:
    facet: TagFacet
    term: str
    names: tuple[TermName, ...] = ()
    retired: bool = False
    into: str | None = None
    """The term that it was merged into."""

    @property
    def open(self) -> bool:
        """It can be put on somebody."""
        return not self.retired and self.into is None

    @property
    def words(self) -> tuple[str, ...]:
        """All it is called, as words are compared."""
        return tuple(dict.fromkeys([key(self.term), *(key(each.text) for each in self.names)]))

    def label(self, language: str) -> str:
        return next((each.text for each in self.names if each.language == language), self.term)


@dataclass(frozen=True)
class TagVocabulary:
    terms: Mapping[tuple[TagFacet, str], Term] = field(default_factory=dict)
    entrusted: Mapping[TagFacet, str] = field(default_factory=dict)
    version: int = 0
    """Of its stream."""
    position: int = 0

    def role(self, facet: TagFacet) -> str:
        return self.entrusted.get(facet, ENTRUSTED)

    def meant(self, facet: TagFacet, word: str) -> Term | None:
        """The term that a word means in a facet, wherever it was merged to."""
        return self._last(self._by_word.get((facet, key(word))))

    def meant_anywhere(self, word: str) -> Term | None:
        """The one that it means in any facet; None where it means two."""
        found = {term.facet: term for facet in TagFacet if (term := self.meant(facet, word))}
        return next(iter(found.values())) if len(found) == 1 else None

    def spellings(self, facet: TagFacet, word: str) -> tuple[str, ...]:
        """Every word that means the same in this facet, as words are compared: this one first."""
        term = self.meant(facet, word)
        same = self._same.get((facet, term.term), ()) if term else ()
        return tuple(dict.fromkeys([key(word), *same]))

    def of(self, facet: TagFacet) -> Iterator[Term]:
        return (each for each in self.terms.values() if each.facet is facet)

    def _last(self, term: Term | None) -> Term | None:
        while term is not None and term.into is not None:
            term = self.terms.get((term.facet, term.into))
        return term

    @cached_property
    def _by_word(self) -> dict[tuple[TagFacet, str], Term]:
        return {(each.facet, word): each for each in self.terms.values() for word in each.words}

    @cached_property
    def _same(self) -> dict[tuple[TagFacet, str], list[str]]:
        """By the term that others lead to: the words of all of them."""
        found: dict[tuple[TagFacet, str], list[str]] = {}
        for each in self.terms.values():
            if last := self._last(each):
                found.setdefault((last.facet, last.term), []).extend(each.words)
        return found


NO_TERMS = TagVocabulary()


def fold_tag_vocabulary(history: Iterable[Recorded], known: TagVocabulary = NO_TERMS) -> TagVocabulary:
    """As it stands after some more events of its stream."""
    terms, entrusted = dict(known.terms), dict(known.entrusted)
    version, position = known.version, known.position
    for recorded in history:
        version, position = recorded.version, recorded.position
        match recorded.event:
            case TagTermAdded(facet=facet, term=term, names=names):
                terms[facet, term] = Term(facet, term, names)
            case TagTermNamed(facet=facet, term=term, names=names):
                before = terms[facet, term]
                terms[facet, term] = Term(facet, term, names, before.retired, before.into)
            case TagTermMerged(facet=facet, term=term, into=into):
                terms[facet, term] = Term(facet, term, terms[facet, term].names, into=into)
            case TagTermRetired(facet=facet, term=term):
                terms[facet, term] = Term(facet, term, terms[facet, term].names, retired=True)
            case TagFacetEntrusted(facet=facet, role=role):
                entrusted[facet] = role
            case _:
                pass
    return TagVocabulary(terms, entrusted, version, position)
