"""Which terms there are to tag people with, and who may say so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.decision import Command, On, Refused, Rules
from domain.events import AnyEvent, TagFacetEntrusted, TagTermAdded, TagTermMerged, TagTermNamed, TagTermRetired
from domain.events.tag_vocabulary import TermName
from domain.search.words import key
from domain.tag_vocabulary import STREAM, TagVocabulary, Term
from domain.vocabulary import Tag, TagFacet

Role = Literal["recruiter", "admin"]
MOST_NAMES = 40


class _OfFacet(Command):
    facet: TagFacet
    role: Role
    """As whom it is asked for."""


class AddTagTerm(_OfFacet):
    type: Literal["add-tag-term"] = "add-tag-term"
    term: Tag
    names: tuple[TermName, ...] = Field(default=(), max_length=MOST_NAMES)


class NameTagTerm(_OfFacet):
    """All its names, also those that stay."""

    type: Literal["name-tag-term"] = "name-tag-term"
    term: Tag
    names: tuple[TermName, ...] = Field(max_length=MOST_NAMES)


class MergeTagTerm(_OfFacet):
    type: Literal["merge-tag-term"] = "merge-tag-term"
    term: Tag
    into: Tag


class RetireTagTerm(_OfFacet):
    type: Literal["retire-tag-term"] = "retire-tag-term"
    term: Tag


class EntrustTagFacet(_OfFacet):
    """An administrator says who else may change a facet's terms."""

    type: Literal["entrust-tag-facet"] = "entrust-tag-facet"
    to: Role


def add(known: TagVocabulary, command: AddTagTerm, _at: datetime, _rules: Rules) -> Sequence[On]:
    _allowed(known, command)
    there = known.terms.get((command.facet, command.term))
    if there is not None and there.into:
        raise Refused("term_merged", there.into)
    if there is not None and there.open:
        if there.names == command.names:
            return []
        raise Refused("term_exists")
    _free(known, command.facet, command.term, (command.term, *(each.text for each in command.names)))
    return _on(TagTermAdded(facet=command.facet, term=command.term, names=command.names))


def name(known: TagVocabulary, command: NameTagTerm, _at: datetime, _rules: Rules) -> Sequence[On]:
    _allowed(known, command)
    if _term(known, command.facet, command.term).names == command.names:
        return []
    _free(known, command.facet, command.term, tuple(each.text for each in command.names))
    return _on(TagTermNamed(facet=command.facet, term=command.term, names=command.names))


def merge(known: TagVocabulary, command: MergeTagTerm, _at: datetime, _rules: Rules) -> Sequence[On]:
    _allowed(known, command)
    into = known.meant(command.facet, _term(known, command.facet, command.into).term)
    if into is None or into.term == command.term:
        raise Refused("same_term")
    if _term(known, command.facet, command.term).into == into.term:
        return []
    return _on(TagTermMerged(facet=command.facet, term=command.term, into=into.term))


def retire(known: TagVocabulary, command: RetireTagTerm, _at: datetime, _rules: Rules) -> Sequence[On]:
    _allowed(known, command)
    there = _term(known, command.facet, command.term)
    if there.into:
        raise Refused("term_merged", there.into)
    return [] if there.retired else _on(TagTermRetired(facet=command.facet, term=command.term))


def entrust(known: TagVocabulary, command: EntrustTagFacet, _at: datetime, _rules: Rules) -> Sequence[On]:
    if command.role != "admin":
        raise Refused("facet_not_entrusted", "admin")
    if known.role(command.facet) == command.to:
        return []
    return _on(TagFacetEntrusted(facet=command.facet, role=command.to))


def _allowed(known: TagVocabulary, command: _OfFacet) -> None:
    wanted = known.role(command.facet)
    if command.role not in ("admin", wanted):
        raise Refused("facet_not_entrusted", wanted)


def _term(known: TagVocabulary, facet: TagFacet, term: str) -> Term:
    found = known.terms.get((facet, term))
    if found is None:
        raise Refused("no_such_term", term)
    return found


def _free(known: TagVocabulary, facet: TagFacet, term: str, texts: Sequence[str]) -> None:
    """A word means one term of a facet."""
    for text in texts:
        meant = known.meant(facet, text)
        if meant is not None and meant.term != term and key(text) != key(term):
            raise Refused("term_name_taken", meant.term)
        if meant is not None and meant.term != term:
            raise Refused("term_exists", meant.term)


def _on(event: AnyEvent) -> list[On]:
    return [On(STREAM, event)]
