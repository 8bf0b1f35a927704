"""The contacts that we make: in which state each one is, and what it was planned with.

    planned -> dispatched -> sent -> delivered
       |           |           +--> bounced (also after it was delivered, or before anybody said that it was sent)
       |           +--> unconfirmed -> sent or failed, as a human finds out
       |           +--> failed; or planned again, if it may be tried again
       +--> refused, or failed: it could not be made (no template, nobody to take it for days)

Between dispatched and sent it may have left or not. So nothing leads from there to a second dispatch but the word
that nothing has left.
"""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from domain.events import (
    ContactBounced,
    ContactClicked,
    ContactDelivered,
    ContactDispatched,
    ContactFailed,
    ContactOpened,
    ContactPlanned,
    ContactRefused,
    ContactSent,
    ContactUnconfirmed,
)
from domain.person import ContactPoint
from domain.recorded import Recorded, Step
from domain.value import value
from domain.vocabulary import Basis, Channel, Purpose


class AttemptState(StrEnum):
    PLANNED = "planned"
    REFUSED = "refused"
    DISPATCHED = "dispatched"
    SENT = "sent"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"
    DELIVERED = "delivered"
    BOUNCED = "bounced"

    __hash__ = str.__hash__


_S = AttemptState
FOLLOWS: dict[AttemptState, frozenset[AttemptState]] = {
    _S.PLANNED: frozenset({_S.REFUSED, _S.DISPATCHED, _S.FAILED}),
    _S.REFUSED: frozenset(),
    _S.DISPATCHED: frozenset({_S.SENT, _S.FAILED, _S.UNCONFIRMED, _S.DELIVERED, _S.BOUNCED}),
    _S.UNCONFIRMED: frozenset({_S.SENT, _S.FAILED, _S.DELIVERED, _S.BOUNCED}),
    _S.SENT: frozenset({_S.DELIVERED, _S.BOUNCED}),
    _S.DELIVERED: frozenset({_S.BOUNCED}),
    _S.FAILED: frozenset(),
    _S.BOUNCED: frozenset(),
}
"""What may be decided next. A fold takes what is stored as it comes."""

LEFT = frozenset({_S.DISPATCHED, _S.SENT, _S.UNCONFIRMED, _S.DELIVERED, _S.BOUNCED})
"""It has left, or may have: it counts wherever contacts are counted."""
READ = frozenset({_S.SENT, _S.DELIVERED})
"""What it carried was put before the person, as far as anybody knows."""


@value
class Attempt:
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: str
    sender: str
    state: AttemptState
    since: datetime
    """Of this state, by the earlier of claimed and recorded."""
    position: int
    """Of the event that brought it to this state."""
    recipient: str | None = None
    template: str | None = None
    template_version: int | None = None
    language: str | None = None
    notice: str | None = None
    notice_version: int | None = None
    topic: str | None = None
    campaign: UUID | None = None
    step: int | None = None
    """Of the campaign, from 1."""
    not_before: datetime | None = None
    basis: Basis | None = None
    address: ContactPoint | None = None
    """None where it needs none, is forgotten, or was read without its seal opened."""
    planned_position: int | None = None
    """Of the plan, which holds the variables."""
    dispatched_at: datetime | None = None
    """The last time that it left, or may have."""

    @property
    def left(self) -> bool:
        return self.state in LEFT


def again(contact: UUID) -> UUID:
    """The id under which a contact that failed for good is planned once more: so it is done once, too."""
    return uuid5(contact, "again")


Attempts = dict[UUID, Attempt]
"""By contact, in the order in which they were planned."""


def planned(attempts: Attempts, event: ContactPlanned, recorded: Recorded) -> Attempts:
    attempt = Attempt(
        contact=event.contact,
        channel=event.channel,
        purpose=event.purpose,
        controller=event.controller,
        sender=event.sender,
        state=AttemptState.PLANNED,
        since=recorded.happened_at,
        position=recorded.position,
        recipient=event.recipient,
        template=event.template,
        template_version=event.template_version,
        language=event.language,
        notice=event.notice,
        notice_version=event.notice_version,
        topic=event.topic,
        campaign=event.campaign,
        step=event.step,
        not_before=event.not_before,
        basis=event.basis,
        address=event.address,
        planned_position=recorded.position,
    )
    return {**attempts, event.contact: attempt}


def refused(attempts: Attempts, event: ContactRefused, recorded: Recorded) -> Attempts:
    known = attempts.get(event.contact)
    if event.retry_at is not None and known:
        return {**attempts, event.contact: replace(known, not_before=event.retry_at)}
    known = known or _unplanned(event, recorded)
    return {**attempts, event.contact: _moved(known, AttemptState.REFUSED, recorded)}


def dispatched(attempts: Attempts, event: ContactDispatched, recorded: Recorded) -> Attempts:
    known = replace(
        attempts.get(event.contact) or _unplanned(event, recorded),
        basis=event.basis,
        template=event.template,
        template_version=event.template_version,
        language=event.language,
        notice=event.notice,
        notice_version=event.notice_version,
        dispatched_at=recorded.happened_at,
    )
    return {**attempts, event.contact: _moved(known, AttemptState.DISPATCHED, recorded)}


def failed(attempts: Attempts, event: ContactFailed, recorded: Recorded) -> Attempts:
    return _to(attempts, event, recorded, AttemptState.FAILED if event.final else AttemptState.PLANNED)


def sent(attempts: Attempts, event: ContactSent, recorded: Recorded) -> Attempts:
    return _to(attempts, event, recorded, AttemptState.SENT)


def unconfirmed(attempts: Attempts, event: ContactUnconfirmed, recorded: Recorded) -> Attempts:
    return _to(attempts, event, recorded, AttemptState.UNCONFIRMED)


def delivered(attempts: Attempts, event: ContactDelivered, recorded: Recorded) -> Attempts:
    return _to(attempts, event, recorded, AttemptState.DELIVERED)


def bounced(attempts: Attempts, event: ContactBounced, recorded: Recorded) -> Attempts:
    return _to(attempts, event, recorded, AttemptState.BOUNCED)


def noticed(attempts: Attempts, _event: ContactOpened | ContactClicked, _recorded: Recorded) -> Attempts:
    """Activity counts it; the contact stays as it is."""
    return attempts


STEPS: dict[type, Step] = {
    ContactPlanned: planned,
    ContactRefused: refused,
    ContactDispatched: dispatched,
    ContactSent: sent,
    ContactFailed: failed,
    ContactUnconfirmed: unconfirmed,
    ContactDelivered: delivered,
    ContactBounced: bounced,
    ContactOpened: noticed,
    ContactClicked: noticed,
}


def _to(
    attempts: Attempts,
    event: ContactSent | ContactFailed | ContactUnconfirmed | ContactDelivered | ContactBounced,
    recorded: Recorded,
    state: AttemptState,
) -> Attempts:
    """What is told of a contact that is not known (any more) changes nothing."""
    known = attempts.get(event.contact)
    return {**attempts, event.contact: _moved(known, state, recorded)} if known else attempts


def _moved(attempt: Attempt, state: AttemptState, recorded: Recorded) -> Attempt:
    return replace(attempt, state=state, since=recorded.happened_at, position=recorded.position)


def _unplanned(event: ContactRefused | ContactDispatched, recorded: Recorded) -> Attempt:
    """Its plan was refused at once, or recorded in error."""
    return Attempt(
        contact=event.contact,
        channel=event.channel,
        purpose=event.purpose,
        controller=event.controller,
        sender=event.sender,
        state=AttemptState.PLANNED,
        since=recorded.happened_at,
        position=recorded.position,
        campaign=event.campaign,
        step=getattr(event, "step", None),
    )
