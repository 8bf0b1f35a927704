"""What staff say of their own work for a person: to be reminded, done, later."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain.events.event import Event, Said
from domain.vocabulary import ActorId, DueKind


class ReminderSet(Event):
    """Somebody wants to be reminded of the person on that day."""

    type: Literal["reminder-set"] = "reminder-set"
    reminder: UUID
    due_on: date
    owner: ActorId | None = None
    """Who; None is whoever the person's owner is then."""
    said: Said = None


class DueItemDone(Event):
    """What was due is done, or nobody needs it any more."""

    type: Literal["due-item-done"] = "due-item-done"
    item: UUID
    kind: DueKind


class DueItemSnoozed(Event):
    """What is due comes again on that day."""

    type: Literal["due-item-snoozed"] = "due-item-snoozed"
    item: UUID
    kind: DueKind
    until: date
