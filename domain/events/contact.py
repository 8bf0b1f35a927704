"""Contacts after the fact, and the answers to them. What goes out through the gate comes with delivery."""

from typing import Annotated, Literal
from uuid import UUID

from domain.events.event import CONVERSATION, Address, Document, Event, Said
from domain.person import Text
from domain.vocabulary import AutoReply, Basis, Channel, Code, ContactOutcome, Purpose, StopWord

MessageId = Annotated[Text | None, CONVERSATION]
"""By which the message is known where it came from."""


class ContactLogged(Event):
    """Somebody did call, write or meet: it is recorded, and never refused."""

    type: Literal["contact-logged"] = "contact-logged"
    contact: UUID
    channel: Channel
    inbound: bool = False
    outcome: ContactOutcome = ContactOutcome.UNKNOWN
    purpose: Purpose = Purpose.TALENT_POOL
    controller: Code = "main"
    went_well: bool | None = None
    documents: tuple[Document, ...] = ()
    address: Address = None
    said: Said = None
    stop: StopWord | None = None
    message_id: MessageId = None
    basis: Basis | None = None
    """What it stood on at its moment. None where it stood on nothing, and where nobody asks: of what the person began,
    and of imported history."""
    basis_position: int | None = None
    checked_at: int | None = None
    """The highest position that this rests on."""
    policy: Code | None = None


class Replied(Event):
    """The person answered a contact."""

    type: Literal["replied"] = "replied"
    contact: UUID
    channel: Channel
    outcome: ContactOutcome = ContactOutcome.UNKNOWN
    said: Said = None
    documents: tuple[Document, ...] = ()
    """What was attached, and a text that is too long for an event."""
    address: Address = None
    """Where it came from."""
    stop: StopWord | None = None
    message_id: MessageId = None
    campaign: UUID | None = None
    """Of the contact that it answers."""


class AutoReplyReceived(Event):
    """A machine answered on the person's behalf: no answer of theirs, and nothing they want or do not want."""

    type: Literal["auto-reply-received"] = "auto-reply-received"
    contact: UUID
    channel: Channel
    kind: AutoReply
    said: Said = None
    message_id: MessageId = None
