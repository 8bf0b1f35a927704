"""How one person moves through pools: who comes in and goes out, when, by what, and because of which conditions.

A person stands in a pool while its filter fits, at every position and every moment. Three things turn that: an event
of the person's, time alone, and somebody who lets the pool ask for others. At one moment time comes first. What is
told depends on the ledger and the moment up to which it is told, not on the steps in which it was worked out: a rebuild
tells the same as whoever followed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from domain.membership import anchors, differs, reads, why
from domain.search.filter import Node, Term, terms
from domain.search.matching import matches
from domain.search.parse import parse
from domain.search.parts import BadFilter
from domain.search.row import Row
from domain.search.write import write
from domain.turning import TICK, timely, turns_at

BY_TIME = "time"


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
    reads: frozenset[str]
    anchors: frozenset[str] | None
    timely: bool


@lru_cache(maxsize=10_000)
def understood(text: str) -> Understood | None:
    """None of what can't be read (any more): such a pool is empty."""
    try:
        node = parse(text)
    except BadFilter:
        return None
    return Understood(node, reads(node), anchors(node), any(map(timely, terms(node)))) if node else None


@dataclass(frozen=True, slots=True, eq=False)
class Asking:
    """What a pool asks for, from one edit to the next."""

    pool: UUID
    filter: Understood
    begun: Edit
    ended: Edit | None = None

    def at(self, position: int) -> bool:
        return self.begun.position <= position and (self.ended is None or position < self.ended.position)


class Askings:
    """Everything that is asked, found by the marks of whom it can fit."""

    def __init__(self, askings: Iterable[Asking]) -> None:
        self.all = tuple(askings)
        self._loose: list[Asking] = []
        self._by_mark: dict[str, list[Asking]] = {}
        for each in self.all:
            if each.filter.anchors is None:
                self._loose.append(each)
            for mark in each.filter.anchors or ():
                self._by_mark.setdefault(mark, []).append(each)

    def near(self, row: Row | None) -> Sequence[Asking]:
        """Those that can fit: of all others the person is out of the question."""
        if row is None:
            return ()
        found = [asking for mark in row.marks if mark in self._by_mark for asking in self._by_mark[mark]]
        return tuple(dict.fromkeys((*self._loose, *found)))


class Move(NamedTuple):
    pool: UUID
    moment: datetime
    position: int | None
    """Of the event; None by time alone."""
    entered: bool
    cause: str
    """The event's type, or `time`."""
    holds: tuple[str, ...]
    """Conditions that hold from here on."""
    fails: tuple[str, ...]
    """Conditions that held until here."""


class Standing:
    """One person, on the way through positions and time. Give all events of theirs, in order."""

    def __init__(
        self, askings: Askings, row: Row | None, position: int, now: datetime, within: Iterable[UUID] = ()
    ) -> None:
        self.askings = askings
        self.row = row
        self.position = position
        self.now = now
        self.within = set(within)
        self.moves: list[Move] = []
        self._near = askings.near(row)
        self._turns: dict[Asking, datetime | None] = {}

    def until(self, position: int, moment: datetime) -> None:
        """Time passes and pools are edited, up to there and including it."""
        edits = (edit for each in self._near for edit in (each.begun, each.ended) if edit is not None)
        for edit in sorted({each for each in edits if self.position < each.position <= position}):
            self._pass_time(edit.moment)
            self._edited(edit)
        self._pass_time(moment)
        self.position = position

    def becomes(self, row: Row | None, position: int, moment: datetime, cause: str) -> None:
        """By an event, after `until` the moment before it."""
        before, near = self.row, self._near
        self.row, self.position = row, position
        differ = differs(before, row)
        self._near = self.askings.near(row)
        self._turns = {}
        for each in dict.fromkeys((*near, *self._near)):
            if each.at(position) and differ(each.filter.reads):
                fits = self._fits(each, moment)
                if fits != (each.pool in self.within):
                    holds, fails = why(each.filter.node, before, row, moment, moment)
                    self._moved(Move(each.pool, moment, position, fits, cause, _told(holds), _told(fails)))

    def _edited(self, edit: Edit) -> None:
        self.position = edit.position
        changed = [each for each in self._near if edit in (each.begun, each.ended)]
        fitting = {each.pool for each in changed if each.begun == edit and self._fits(each, edit.moment)}
        for pool in dict.fromkeys(each.pool for each in changed):
            if (pool in fitting) != (pool in self.within):
                self._moved(Move(pool, edit.moment, edit.position, pool in fitting, edit.cause, (), ()))

    def _pass_time(self, moment: datetime) -> None:
        asked = [each for each in self._near if each.filter.timely and each.at(self.position)]
        while asked and self.row is not None:
            turns = [(turn, each) for each in asked if (turn := self._turn(each, self.row)) and turn <= moment]
            if not turns:
                break
            self.now = min(turn for turn, _ in turns)
            for each in [each for turn, each in turns if turn == self.now]:
                self._turned(each, self.row)
        self.now = max(self.now, moment)

    def _turn(self, asking: Asking, row: Row) -> datetime | None:
        if asking not in self._turns:
            self._turns[asking] = turns_at(asking.filter.node, row, self.now)
        return self._turns[asking]

    def _turned(self, asking: Asking, row: Row) -> None:
        del self._turns[asking]
        fits = self._fits(asking, self.now)
        if fits != (asking.pool in self.within):
            holds, fails = why(asking.filter.node, row, row, self.now - TICK, self.now)
            self._moved(Move(asking.pool, self.now, None, fits, BY_TIME, _told(holds), _told(fails)))

    def _fits(self, asking: Asking, at: datetime) -> bool:
        return self.row is not None and matches(asking.filter.node, self.row, at)

    def _moved(self, move: Move) -> None:
        self.moves.append(move)
        (self.within.add if move.entered else self.within.discard)(move.pool)


def _told(conditions: Iterable[Term]) -> tuple[str, ...]:
    return tuple(write(each).replace("\0", "") for each in conditions)
