"""How a command becomes events: `decide(*states, command, at) -> events`, pure, with time passed in.

The way of a command, for whoever submits one:

1. `rule = RULES[type(command)]` (from `domain.decisions`).
2. For each `(field, subject)` of `rule.reads`, in order: the value of that field of the command is a stream
   id. A "candidate" is passed as the `Dossier` of the whole person (`domain.dossier.combine` over all records
   that are `linked`), a "job" as `Job` (`domain.job.fold_job`), a "message"
   as `UnmatchedMessage`, a "campaign" as `Campaign`, "templates" as the `Template` of each step by its name, a
   "notice" as `Notice`, whose stream its code names. None stands for a stream without events, and for a field that
   is None. The "vocabulary" is that of tags and "senders" the directory, whatever
   the field holds. A "suppression" is that of an address,
   "addresses" are those of every address that a description names, and "around" is what the gate looks at beside
   the person that was read before it, for the contact that `rule.asks` finds. Personal parts may stay sealed but
   for the classes of data in `rule.sees`.
3. `rule.decide(*states, command, at, claimed=False)`: the states, the command and the time (an aware
   datetime) by position. It answers the events to append (none: it is already so) or raises `Refused`. With
   `claimed`, for history that is brought from elsewhere, what breaks a rule about order is not refused but
   named in the `breaks` of the events.
4. For each `(field, stream field)` of `rule.positions`, unless it is None: a position that has to belong to
   that stream, else it is refused as `no_such_event`. The decision knows only the stream's first and last.
5. Into the envelope go `occurred` and `source` of the command (`source` stands before the sender's own).
   Every stream that was read (of a dossier: each of `dossier.records`, at its `version`) and is not written
   must not have moved.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from domain.envelope import Claim
from domain.events import AnyEvent
from domain.vocabulary import Code, DataClass


class Command(BaseModel):
    """What somebody wants to happen. Strict where events are lenient: what is missing is refused here."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    occurred: Claim | None = None
    """When it is claimed to have happened, if not just now. Imports bring the past."""
    source: Code | None = None
    """The source system that says so; None is whoever acts."""

    def happened_at(self, at: datetime) -> datetime:
        return min(self.occurred.at, at) if self.occurred else at


class Refused(Exception):
    """The rules do not allow it. `code` is one of `domain.refusals.REFUSALS`; neither holds personal data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class On:
    """One event for one stream."""

    stream: UUID
    event: AnyEvent


class Rules:
    """What is asked of a command about order: a live one is refused, a claimed one is flagged.

    What cannot be true of any moment (an unknown person, a bundle of consents) is refused of both, by
    raising `Refused` directly.
    """

    __slots__ = ("broken", "claimed")

    def __init__(self, *, claimed: bool = False) -> None:
        self.claimed = claimed
        self.broken: list[str] = []

    def require(self, holds: bool, code: str, detail: str = "") -> None:
        if holds:
            return
        if not self.claimed:
            raise Refused(code, detail)
        if code not in self.broken:
            self.broken.append(code)


@dataclass(frozen=True, slots=True)
class Rule:
    """What a command reads, and the function `decision(*states, command, at, rules)` that decides on it."""

    decision: Callable[..., Sequence[On]]
    reads: tuple[tuple[str, str], ...] = (("candidate", "candidate"),)
    sees: tuple[DataClass, ...] = ()
    """The classes of personal data that the decision looks into: only they have to be unsealed for it."""
    positions: tuple[tuple[str, str], ...] = ()
    """Fields that hold a position, each with the field that holds the stream it must belong to."""
    asks: Callable[..., Any] | None = None
    """`asks(dossier, command)`: the contact of which the gate is asked, if one is."""
    every_address: bool = False
    """Whether it looks around all the person's addresses, and not only that of the contact."""

    def decide(self, *states_command_at: Any, claimed: bool = False) -> Sequence[On]:
        """The events to append. Raises Refused."""
        rules = Rules(claimed=claimed)
        events = self.decision(*states_command_at, rules)
        if not rules.broken:
            return events
        breaks = tuple(rules.broken)
        return [On(each.stream, each.event.model_copy(update={"breaks": breaks})) for each in events]
