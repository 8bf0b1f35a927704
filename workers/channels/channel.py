"""What a channel is: it takes a message over, or says surely that it did not, or does not know."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from domain.vocabulary import Code


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """Rendered, for one person and one address."""

    contact: UUID
    to: str
    """The address, number or id that the channel writes to; for a task, whom it is about."""
    language: str
    text: str
    html: str
    subject: str | None = None
    sender_name: str | None = None
    reply_to: str | None = None
    unsubscribe: str | None = None
    """The link that ends such messages, by one click (RFC 8058)."""
    attachments: tuple[Attachment, ...] = ()
    provider_template: str | None = None
    """The gateway's id of an approved template, with `variables` for its gaps."""
    variables: tuple[tuple[str, str], ...] = ()
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What will leave, to the byte, and what it is known by."""

    to: str
    content: bytes
    message_id: str
    monthly: int | None = None
    """The most that campaigns may send to one person in a calendar month, where the platform has such a rule."""


class NotTaken(Exception):
    """Surely nothing has left. `again` says whether trying later may help."""

    def __init__(self, code: Code, *, again: bool) -> None:
        super().__init__(code)
        self.code = code
        self.again = again


class Unsure(Exception):
    """It may have been taken over, or not: a human finds out."""

    code = "unsure"


class Channel(Protocol):
    def ready(self) -> None:
        """Before anything is recorded: is there somebody to take it? Raises NotTaken."""

    def prepare(self, message: Message) -> Prepared:
        """The message as it will leave; nothing leaves yet. Raises NotTaken, not to be tried again."""

    def send(self, prepared: Prepared) -> str | None:
        """Hand it over; answers by what the other side knows it, if it says so. Raises NotTaken, Unsure."""
