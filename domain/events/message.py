"""A message from somebody whom nobody knows: a stream and keys of its own, until a human says whose it is."""

from typing import Literal
from uuid import UUID

from domain.events.contact import MessageId
from domain.events.event import Address, Document, Event, Said
from domain.vocabulary import Channel, Code, StopWord


class MessageUnmatched(Event):
    """It answers no contact that is known, and came from an address that nobody is known by, or several are."""

    type: Literal["message-unmatched"] = "message-unmatched"
    channel: Channel
    stop: StopWord | None = None
    documents: tuple[Document, ...] = ()
    address: Address = None
    said: Said = None
    message_id: MessageId = None


class MessageAssigned(Event):
    """A human found out whose it is: there it stands from now on."""

    type: Literal["message-assigned"] = "message-assigned"
    candidate: UUID


class MessageDismissed(Event):
    """It is nobody's, or nothing that we keep."""

    type: Literal["message-dismissed"] = "message-dismissed"
    why: Code
