"""What has been said between us and a person: how often and when last, in each direction."""

from collections.abc import Callable, Sequence
from dataclasses import field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from domain import outreach, sequences
from domain.events import (
    AutoReplyReceived,
    ContactBreached,
    ContactLogged,
    ContactSent,
    Replied,
    SequenceStepScheduled,
    SequenceStopped,
)
from domain.outreach import Attempts
from domain.recorded import Recorded, Step
from domain.sequences import Sequences
from domain.value import value
from domain.vocabulary import Channel, Purpose, WhyNot


@value
class Logged:
    """A contact that somebody made without asking, and what was against it."""

    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: str
    happened_at: datetime
    position: int
    breach: tuple[WhyNot, ...] = ()


@value
class Contacts:
    """Times are the earlier of claimed and recorded; history may arrive in any order, so they only rise."""

    known: tuple[UUID, ...] = ()
    """The ids of all contacts that were logged, in the order of positions."""
    outbound: int = 0
    inbound: int = 0
    """Contacts that the person began. Replies are counted apart."""
    replies: int = 0
    last_outbound_at: datetime | None = None
    last_inbound_at: datetime | None = None
    last_reply_at: datetime | None = None
    logged: tuple[Logged, ...] = ()
    """Outbound ones, in the order of positions."""
    attempts: Attempts = field(default_factory=dict, hash=False)
    """What we planned, and what became of it."""
    sequences: Sequences = field(default_factory=dict, hash=False)

    @property
    def last_interaction_at(self) -> datetime | None:
        return later(self.last_outbound_at, later(self.last_inbound_at, self.last_reply_at))

    @property
    def last_heard_at(self) -> datetime | None:
        return later(self.last_inbound_at, self.last_reply_at)


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def logged(contacts: Contacts, event: ContactLogged, recorded: Recorded) -> Contacts:
    contact, inbound, at = event.contact, event.inbound, recorded.happened_at
    known = Logged(contact, event.channel, event.purpose, event.controller, at, recorded.position)
    return Contacts(
        (*contacts.known, contact),
        contacts.outbound + (not inbound),
        contacts.inbound + inbound,
        contacts.replies,
        contacts.last_outbound_at if inbound else later(contacts.last_outbound_at, at),
        later(contacts.last_inbound_at, at) if inbound else contacts.last_inbound_at,
        contacts.last_reply_at,
        contacts.logged if inbound else (*contacts.logged, known),
        contacts.attempts,
        contacts.sequences,
    )


def breached(contacts: Contacts, event: ContactBreached, _recorded: Recorded) -> Contacts:
    return Contacts(
        contacts.known,
        contacts.outbound,
        contacts.inbound,
        contacts.replies,
        contacts.last_outbound_at,
        contacts.last_inbound_at,
        contacts.last_reply_at,
        tuple([_against(each, event.reasons) if each.contact == event.contact else each for each in contacts.logged]),
        contacts.attempts,
        contacts.sequences,
    )


def _against(each: Logged, breach: tuple[WhyNot, ...]) -> Logged:
    return Logged(each.contact, each.channel, each.purpose, each.controller, each.happened_at, each.position, breach)


def attempted(step: Callable[[Attempts, Any, Recorded], Attempts]) -> Step:
    def changed(contacts: Contacts, event: Any, recorded: Recorded) -> Contacts:
        return replace(contacts, attempts=step(contacts.attempts, event, recorded))

    return changed


def sequenced(step: Callable[[Sequences, Any, Recorded], Sequences]) -> Step:
    def changed(contacts: Contacts, event: Any, recorded: Recorded) -> Contacts:
        return replace(contacts, sequences=step(contacts.sequences, event, recorded))

    return changed


def sent(contacts: Contacts, event: ContactSent, recorded: Recorded) -> Contacts:
    return replace(
        contacts,
        attempts=outreach.sent(contacts.attempts, event, recorded),
        outbound=contacts.outbound + 1,
        last_outbound_at=later(contacts.last_outbound_at, recorded.happened_at),
    )


def replied(contacts: Contacts, _event: Replied, recorded: Recorded) -> Contacts:
    return Contacts(
        contacts.known,
        contacts.outbound,
        contacts.inbound,
        contacts.replies + 1,
        contacts.last_outbound_at,
        contacts.last_inbound_at,
        later(contacts.last_reply_at, recorded.happened_at),
        contacts.logged,
        contacts.attempts,
        contacts.sequences,
    )


def together(contacts: Sequence[Contacts]) -> Contacts:
    """Of one person's records, in their order."""
    if len(contacts) == 1:
        return contacts[0]
    combined = Contacts()
    for each in contacts:
        combined = Contacts(
            combined.known + each.known,
            combined.outbound + each.outbound,
            combined.inbound + each.inbound,
            combined.replies + each.replies,
            later(combined.last_outbound_at, each.last_outbound_at),
            later(combined.last_inbound_at, each.last_inbound_at),
            later(combined.last_reply_at, each.last_reply_at),
            combined.logged + each.logged,
            combined.attempts | each.attempts,
        )
    return replace(combined, sequences=sequences.together(each.sequences for each in contacts))


def auto_replied(contacts: Contacts, _event: AutoReplyReceived, _recorded: Recorded) -> Contacts:
    """No word of the person's."""
    return contacts


STEPS: dict[type, Step] = {
    ContactLogged: logged,
    Replied: replied,
    AutoReplyReceived: auto_replied,
    ContactBreached: breached,
    **{event: attempted(step) for event, step in outreach.STEPS.items()},
    ContactSent: sent,
    SequenceStepScheduled: sequenced(sequences.scheduled),
    SequenceStopped: sequenced(sequences.stopped),
}
