"""What pools ask for, from one edit to the next, and which of it can fit somebody."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.membership import anchors, reads
from domain.search.filter import Node, Term, terms
from domain.search.matching import Fits, compiled
from domain.search.parse import parse
from domain.search.parts import BadFilter
from domain.search.row import Row
from domain.search.terms import in_all_spellings
from domain.search.write import write
from domain.tag_vocabulary import NO_TERMS, TagVocabulary
from domain.turning import timely

MOST_KNOWN = 10_000
"""Combinations of marks whose pools are remembered."""


class Edit(NamedTuple):
    """An event after which a pool asks for others."""

    position: int
    moment: datetime
    cause: str
    """The event's type."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A filter, and what decides when it is asked."""

    node: Node
    """With every tag in all its spellings."""
    fits: Fits
    reads: frozenset[str]
    anchors: frozenset[str] | None
    timely: tuple[Term, ...]
    """Conditions that time alone turns."""
    kept: Mapping[Term, Term]
    """By condition: how it was written."""

    def told(self, conditions: Iterable[Term]) -> tuple[str, ...]:
        return tuple(write(self.kept[each]).replace("\0", "") for each in conditions)


def understood(text: str, spelt: TagVocabulary = NO_TERMS) -> Understood | None:
    """By a vocabulary of tags. None of what can't be read (any more): such a pool is empty."""
    try:
        kept = parse(text)
    except BadFilter:
        return None
    if kept is None:
        return None
    node = in_all_spellings(kept, spelt)
    as_kept = dict(zip(terms(node), terms(kept), strict=True))
    return Understood(
        node, compiled(node, timely), reads(node), anchors(node), tuple(filter(timely, terms(node))), as_kept
    )


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """What a pool asks for, from one edit to the next."""

    pool: UUID
    filter: Understood
    begun: Edit
    ended: Edit | None = None

    def at(self, position: int) -> bool:
        return self.begun.position <= position and (self.ended is None or position < self.ended.position)


class Near:
    """What can fit somebody, by what has to change of them before the answer does."""

    __slots__ = ("all", "by_reads", "edits", "timely")

    def __init__(self, askings: Iterable[Asking]) -> None:
        self.all = tuple(dict.fromkeys(askings))
        self.timely = tuple(each for each in self.all if each.filter.timely)
        self.by_reads: dict[frozenset[str], list[Asking]] = {}
        for each in self.all:
            self.by_reads.setdefault(each.filter.reads, []).append(each)
        self.edits = sorted({edit for each in self.all for edit in (each.begun, each.ended) if edit is not None})

    def edited(self, after: int, until: int) -> Sequence[Edit]:
        """By which events, in their order."""
        return self.edits[bisect_right(self.edits, after, key=_place) : bisect_right(self.edits, until, key=_place)]


def _place(edit: Edit) -> int:
    return edit.position


NOTHING_NEAR = Near(())


class Askings:
    """Everything that is asked, found by the marks of whom it can fit."""

    def __init__(self, askings: Iterable[Asking]) -> None:
        self.all = tuple(askings)
        self.timely = tuple(each for each in self.all if each.filter.timely)
        self.turning = tuple(dict.fromkeys(term for each in self.timely for term in each.filter.timely))
        """Conditions that time alone turns: pools that ask alike share one."""
        self._loose: list[Asking] = []
        self._by_mark: dict[str, list[Asking]] = {}
        self._known: dict[tuple[str, ...], Near] = {}
        for each in self.all:
            if each.filter.anchors is None:
                self._loose.append(each)
            for mark in each.filter.anchors or ():
                self._by_mark.setdefault(mark, []).append(each)

    def near(self, row: Row | None) -> Near:
        """Those that can fit: of all others the person is out of the question."""
        if row is None:
            return NOTHING_NEAR
        marks = tuple([mark for mark in row.marks if mark in self._by_mark])
        if marks not in self._known:
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            self._known[marks] = Near((*self._loose, *(each for mark in marks for each in self._by_mark[mark])))
        return self._known[marks]
