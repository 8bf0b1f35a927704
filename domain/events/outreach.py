"""A contact that we make: planned, asked about again, sent, and what became of it.

Each of them names channel and purpose, so that it is counted after the person is forgotten, and without a look at
the plan. The address, the variables and whatever is derived from the message are sealed.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime

from domain.events.event import CONVERSATION, Address, Document, Event, JobDocument
from domain.person import LongText, Text
from domain.vocabulary import Basis, Channel, Code, LanguageTag, Purpose, Sender, Sha256, StopReason, WhyNot


class ContactPlanned(Event):
    """It may be made, by what was known then. It is asked about again when it is dispatched."""

    type: Literal["contact-planned"] = "contact-planned"
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: Code
    recipient: Code | None = None
    sender: Sender
    template: Code | None = None
    template_version: int | None = None
    language: LanguageTag | None = None
    notice: Code | None = None
    """The notice that the message carries."""
    notice_version: int | None = None
    topic: Code | None = None
    campaign: UUID | None = None
    step: int | None = None
    """Of the campaign, from 1."""
    not_before: AwareDatetime | None = None
    basis: Basis
    basis_position: int | None = None
    """Of the event that the basis rests on: the consent, the application."""
    checked_at: int
    """The highest position that the answer rests on."""
    policy: Code | None = None
    documents: tuple[Document, ...] = ()
    """Files that go with it, sealed under the person."""
    job: UUID | None = None
    """That it is about."""
    enclosed: tuple[JobDocument, ...] = ()
    """Files of the job that go with it."""
    address: Address = None
    variables: Annotated[dict[Text, LongText] | None, CONVERSATION] = None


class ContactRefused(Event):
    """It must not be made, or not now; with every reason."""

    type: Literal["contact-refused"] = "contact-refused"
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: Code
    sender: Sender
    reasons: tuple[WhyNot, ...]
    stage: Literal["plan", "dispatch"]
    checked_at: int
    retry_at: AwareDatetime | None = None
    """Only the hour stands against it: it stays planned, for then."""
    campaign: UUID | None = None
    step: int | None = None
    policy: Code | None = None


class ContactDispatched(Event):
    """From here on it may have left. It is stored before anything leaves, and only once for a contact."""

    type: Literal["contact-dispatched"] = "contact-dispatched"
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: Code
    sender: Sender
    basis: Basis
    basis_position: int | None = None
    checked_at: int
    template: Code | None = None
    template_version: int | None = None
    language: LanguageTag | None = None
    notice: Code | None = None
    notice_version: int | None = None
    campaign: UUID | None = None
    policy: Code | None = None
    message_id: Annotated[Text | None, CONVERSATION] = None
    content_sha256: Annotated[Sha256 | None, CONVERSATION] = None
    """Of what leaves, in the form in which it leaves."""


class ContactSent(Event):
    """The server or provider has taken it over."""

    type: Literal["contact-sent"] = "contact-sent"
    contact: UUID
    channel: Channel
    purpose: Purpose
    provider_reference: Annotated[Text | None, CONVERSATION] = None
    campaign: UUID | None = None


class ContactFailed(Event):
    """It was not taken over, and nothing has left."""

    type: Literal["contact-failed"] = "contact-failed"
    contact: UUID
    channel: Channel
    purpose: Purpose
    code: Code
    final: bool = True
    """Else it is tried again: it is planned as before."""
    campaign: UUID | None = None


class ContactUnconfirmed(Event):
    """Nobody knows whether it has left: a human finds out, and nothing is sent a second time."""

    type: Literal["contact-unconfirmed"] = "contact-unconfirmed"
    contact: UUID
    channel: Channel
    purpose: Purpose
    campaign: UUID | None = None


class ContactDelivered(Event):
    """It reached the address, by the word of whoever delivers there."""

    type: Literal["contact-delivered"] = "contact-delivered"
    contact: UUID
    channel: Channel
    purpose: Purpose
    campaign: UUID | None = None


class ContactBounced(Event):
    """It came back. A hard bounce ends the address, a soft one counts."""

    type: Literal["contact-bounced"] = "contact-bounced"
    contact: UUID
    channel: Channel
    purpose: Purpose
    hard: bool
    status: Code | None = None
    """The enhanced status code (RFC 3463), e.g. `5.1.1`."""
    campaign: UUID | None = None


class ContactOpened(Event):
    """The message was shown to somebody, or to a machine that looks on their behalf."""

    type: Literal["contact-opened"] = "contact-opened"
    contact: UUID
    channel: Channel
    purpose: Purpose
    by_machine: bool = False
    campaign: UUID | None = None


class ContactClicked(Event):
    """A link in the message was followed; never a consent and never an unsubscription."""

    type: Literal["contact-clicked"] = "contact-clicked"
    contact: UUID
    channel: Channel
    purpose: Purpose
    by_machine: bool = False
    link: Code | None = None
    campaign: UUID | None = None


class ContactBreached(Event):
    """A contact that was made without asking was against the rules. It stands beside the contact itself."""

    type: Literal["contact-breached"] = "contact-breached"
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: Code
    reasons: tuple[WhyNot, ...]
    checked_at: int
    policy: Code | None = None


class SequenceStepScheduled(Event):
    """The next step of a campaign is due for this person at that moment, unless they answer before."""

    type: Literal["sequence-step-scheduled"] = "sequence-step-scheduled"
    contact: UUID
    """The id that it will be planned under."""
    campaign: UUID
    step: int
    due_at: AwareDatetime


class SequenceStopped(Event):
    """The steps of a campaign that were still to come do not, for this person."""

    type: Literal["sequence-stopped"] = "sequence-stopped"
    contact: UUID
    """Of the step that was to come next."""
    campaign: UUID
    step: int
    reason: StopReason
