"""What staff said of their own work for a person: reminders, what is done, and what is put off."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime
from uuid import UUID

from domain.events import DueItemDone, DueItemSnoozed, ReminderSet
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import DueKind


@value
class Reminder:
    due_on: date
    owner: str | None
    position: int


@value
class Done:
    kind: DueKind
    happened_at: datetime
    position: int


@value
class Agenda:
    reminders: dict[UUID, Reminder] = field(default_factory=dict)
    done: dict[UUID, Done] = field(default_factory=dict)
    """By item."""
    snoozed: dict[UUID, date] = field(default_factory=dict)

    def last_done(self, kind: DueKind) -> datetime | None:
        return max((each.happened_at for each in self.done.values() if each.kind is kind), default=None)


NO_AGENDA = Agenda()


def set_(agenda: Agenda, event: ReminderSet, recorded: Recorded) -> Agenda:
    reminder = Reminder(event.due_on, event.owner, recorded.position)
    return Agenda({**agenda.reminders, event.reminder: reminder}, agenda.done, agenda.snoozed)


def done(agenda: Agenda, event: DueItemDone, recorded: Recorded) -> Agenda:
    finished = Done(event.kind, recorded.happened_at, recorded.position)
    return Agenda(agenda.reminders, {**agenda.done, event.item: finished}, agenda.snoozed)


def snoozed(agenda: Agenda, event: DueItemSnoozed, _recorded: Recorded) -> Agenda:
    return Agenda(agenda.reminders, agenda.done, {**agenda.snoozed, event.item: event.until})


def together(parts: Sequence[Agenda]) -> Agenda:
    """Of one person's records."""
    said = [part for part in parts if part is not NO_AGENDA]
    if len(said) < 2:
        return said[0] if said else NO_AGENDA
    reminders: dict[UUID, Reminder] = {}
    finished: dict[UUID, Done] = {}
    later: dict[UUID, date] = {}
    for part in said:
        reminders |= part.reminders
        finished |= part.done
        later |= {item: max(until, later.get(item, until)) for item, until in part.snoozed.items()}
    return Agenda(reminders, finished, later)


STEPS: dict[type, Step] = {ReminderSet: set_, DueItemDone: done, DueItemSnoozed: snoozed}
