"""Who writes to people: what a message says of its sender, and where it is answered. One stream for all of them.

Each sender's own data is sealed under a key of theirs.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, StringConstraints

from domain.events.event import Event, Personal
from domain.person import LongText, Text
from domain.vocabulary import DataClass, LanguageTag, Sender

OWN = Personal(DataClass.IDENTITY, subject="subject_id")
Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{1,200}$")]
"""Text on one line."""


class SenderText(BaseModel):
    """How a sender is called in one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: LanguageTag
    name: Line
    title: Line | None = None
    signature: LongText | None = None


class SenderDescribed(Event):
    """All that messages say of this sender from here on. Of one that was retired: they write again."""

    type: Literal["sender-described"] = "sender-described"
    sender: Sender
    subject_id: UUID
    """Whose key it is sealed under (`domain.senders.subject_of`)."""
    languages: tuple[LanguageTag, ...]
    texts: Annotated[tuple[SenderText, ...] | None, OWN] = None
    """The first is for whoever reads none of these languages."""
    email: Annotated[Text | None, OWN] = None
    phone: Annotated[Text | None, OWN] = None
    wecom_user: Annotated[Text | None, OWN] = None
    """The user id of the employee in WeCom."""


class SenderRetired(Event):
    """Nothing is planned in this name any more, and nothing leaves in it."""

    type: Literal["sender-retired"] = "sender-retired"
    sender: Sender


class SenderForgotten(Event):
    """They are retired, and the key that their data is sealed under is destroyed: the id alone is left."""

    type: Literal["sender-forgotten"] = "sender-forgotten"
    sender: Sender
    subject_id: UUID
