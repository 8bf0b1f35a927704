"""The words that people are tagged with: which there are in each facet, what else they are called, and whose say it is.

One stream for all of them. A word here is of the trade, never of a person.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from domain.events.event import Event
from domain.vocabulary import Tag, TagFacet, TermText


class TermName(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Literal["zh", "en"]
    text: TermText


class TagTermAdded(Event):
    """There is this term. Of one that was retired: there is it again."""

    type: Literal["tag-term-added"] = "tag-term-added"
    facet: TagFacet
    term: Tag
    names: tuple[TermName, ...] = ()
    """What it is called; of each language the first is shown."""


class TagTermNamed(Event):
    """These are the names of the term from here on, and no other."""

    type: Literal["tag-term-named"] = "tag-term-named"
    facet: TagFacet
    term: Tag
    names: tuple[TermName, ...] = ()


class TagTermMerged(Event):
    """The term means the same as another: whoever has it is found by either, and it is put on nobody any more."""

    type: Literal["tag-term-merged"] = "tag-term-merged"
    facet: TagFacet
    term: Tag
    into: Tag


class TagTermRetired(Event):
    """The term is put on nobody any more. Whoever has it keeps it."""

    type: Literal["tag-term-retired"] = "tag-term-retired"
    facet: TagFacet
    term: Tag


class TagFacetEntrusted(Event):
    """Who may change the terms of a facet, from here on: administrators alone, or recruiters too."""

    type: Literal["tag-facet-entrusted"] = "tag-facet-entrusted"
    facet: TagFacet
    role: Literal["recruiter", "admin"]
