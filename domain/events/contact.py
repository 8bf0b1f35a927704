"""Contacts after the fact, and the answers to them. What goes out through the gate comes with delivery."""

from typing import Literal
from uuid import UUID

from domain.events.event import Address, Document, Event, Said
from domain.vocabulary import Channel, Code, ContactOutcome, Purpose


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


class Replied(Event):
    """The person answered a contact."""

    type: Literal["replied"] = "replied"
    contact: UUID
    channel: Channel
    outcome: ContactOutcome = ContactOutcome.UNKNOWN
    said: Said = None
