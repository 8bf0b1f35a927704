"""How one person moves through pools: who comes in and goes out, when, by what, and because of which conditions.

A person stands in a pool while its filter fits, at every position and every moment. Three things turn that: an event
of the person's, time alone, and somebody who lets the pool ask for others. At one moment time comes first. What is
told depends on the ledger and the moment up to which it is told, not on the steps in which it was worked out: a rebuild
tells the same as whoever followed.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from domain.askings import Asking, Askings, Edit
from domain.membership import differs, why
from domain.search.row import Row
from domain.turning import TICK, earliest, turns_at

BY_TIME = "time"


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
        self._looked = False
        self._due: datetime | None = None
        """Where it was looked: nothing turns before."""

    def until(self, position: int, moment: datetime) -> None:
        """Time passes and pools are edited, up to there and including it."""
        for edit in self._near.edited(self.position, position):
            self._pass_time(edit.moment)
            self._edited(edit)
        self._pass_time(moment)
        self.position = position

    def becomes(self, row: Row | None, position: int, moment: datetime, cause: str) -> None:
        """By an event, after `until` the moment before it."""
        before, near = self.row, self._near
        self.row, self.position = row, position
        differ = differs(before, row)
        if before is None or row is None or before.marks is not row.marks:
            self._near = self.askings.near(row)
        changed = {reads for each in {near, self._near} for reads in each.by_reads if differ(reads)}
        if near is not self._near or any(each.filter.reads in changed for each in near.timely):
            self._turns, self._looked = {}, False
        touched = (each for one in (near, self._near) for reads in changed for each in one.by_reads.get(reads, ()))
        for each in dict.fromkeys(touched):
            if each.at(position):
                fits = self._fits(each, moment)
                if fits != (each.pool in self.within):
                    holds, fails = why(each.filter.node, before, row, moment, moment)
                    told = each.filter.told
                    self._moved(Move(each.pool, moment, position, fits, cause, told(holds), told(fails)))

    def _edited(self, edit: Edit) -> None:
        self.position = edit.position
        self._looked = False
        changed = [each for each in self._near.all if edit in (each.begun, each.ended)]
        fitting = {each.pool for each in changed if each.begun == edit and self._fits(each, edit.moment)}
        for pool in dict.fromkeys(each.pool for each in changed):
            if (pool in fitting) != (pool in self.within):
                self._moved(Move(pool, edit.moment, edit.position, pool in fitting, edit.cause, (), ()))

    def _pass_time(self, moment: datetime) -> None:
        if self.row is not None and self._near.timely and self._may_turn(self.row, moment):
            self._turn_all(self.row, moment)
        self.now = max(self.now, moment)

    def _may_turn(self, row: Row, moment: datetime) -> bool:
        if not self._looked:
            timely = (term for each in self._near.timely if each.at(self.position) for term in each.filter.timely)
            self._due, self._looked = earliest(timely, row, self.now), True
        return self._due is not None and self._due <= moment

    def _turn_all(self, row: Row, moment: datetime) -> None:
        asked = [each for each in self._near.timely if each.at(self.position)]
        while turns := [(turn, each) for each in asked if (turn := self._turn(each, row)) and turn <= moment]:
            self.now = min(turn for turn, _ in turns)
            for each in [each for turn, each in turns if turn == self.now]:
                self._turned(each, row)
        self._looked = False

    def _turn(self, asking: Asking, row: Row) -> datetime | None:
        if asking not in self._turns:
            self._turns[asking] = turns_at(asking.filter.node, row, self.now)
        return self._turns[asking]

    def _turned(self, asking: Asking, row: Row) -> None:
        del self._turns[asking]
        fits = self._fits(asking, self.now)
        if fits != (asking.pool in self.within):
            holds, fails = why(asking.filter.node, row, row, self.now - TICK, self.now)
            told = asking.filter.told
            self._moved(Move(asking.pool, self.now, None, fits, BY_TIME, told(holds), told(fails)))

    def _fits(self, asking: Asking, at: datetime) -> bool:
        return self.row is not None and asking.filter.fits(self.row, at)

    def _moved(self, move: Move) -> None:
        self.moves.append(move)
        (self.within.add if move.entered else self.within.discard)(move.pool)
