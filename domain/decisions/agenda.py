"""What staff say of their own work for a person: to be reminded, done, later."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.due import Item, due
from domain.events import DueItemDone, DueItemSnoozed, ReminderSet
from domain.person import LongText
from domain.vocabulary import ActorId


class SetReminder(OfCandidate):
    """`reminder` is a new id, chosen by the caller. `owner` None is whoever the person's owner is on that day."""

    type: Literal["set-reminder"] = "set-reminder"
    reminder: UUID
    due_on: date
    owner: ActorId | None = None
    said: LongText | None = None


class FinishDueItem(OfCandidate):
    """Done, or not needed any more."""

    type: Literal["finish-due-item"] = "finish-due-item"
    item: UUID


class SnoozeDueItem(OfCandidate):
    """It comes again on the morning of that day."""

    type: Literal["snooze-due-item"] = "snooze-due-item"
    item: UUID
    until: date


def remind(dossier: Dossier | None, command: SetReminder, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    if command.reminder in person.agenda.reminders:
        return []
    event = ReminderSet(reminder=command.reminder, due_on=command.due_on, owner=command.owner, said=command.said)
    return [On(command.candidate, event)]


def finish(dossier: Dossier | None, command: FinishDueItem, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    if command.item in person.agenda.done:
        return []
    item = _due(person, command.item)
    return [On(command.candidate, DueItemDone(item=item.item, kind=item.kind))]


def snooze(dossier: Dossier | None, command: SnoozeDueItem, at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    item = _due(person, command.item)
    rules.require(command.until > at.date(), "not_later")
    if person.agenda.snoozed.get(item.item) == command.until:
        return []
    return [On(command.candidate, DueItemSnoozed(item=item.item, kind=item.kind, until=command.until))]


def _due(person: Dossier, item: UUID) -> Item:
    found = next((each for each in due(person) if each.item == item), None)
    if found is None:
        raise Refused("not_due")
    return found
