"""A campaign: the same message, or a sequence of them, to everybody who is in a pool at one moment.

What becomes of each contact stands on each person's own stream, as of any other contact.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.events.event import CONVERSATION, Event
from domain.person import LongText, Text
from domain.vocabulary import ActorId, Channel, Code, Purpose, Sender


class CampaignStep(BaseModel):
    """One message of a campaign, and how long after the one before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    template: Code
    template_version: int = Field(ge=1)
    channel: Channel
    delay_hours: int = Field(default=0, ge=0)
    """After the step before it was due to leave."""


class CampaignPlanned(Event):
    """Somebody wants to write to a pool. Nobody is planned yet."""

    type: Literal["campaign-planned"] = "campaign-planned"
    name: Text
    owner: ActorId
    pool: UUID
    purpose: Purpose
    controller: Code
    sender: Sender
    steps: tuple[CampaignStep, ...] = Field(min_length=1)
    policy: Code
    recipient: Code | None = None
    notice: Code | None = None
    """The notice that each message carries."""
    notice_version: int | None = None
    topic: Code | None = None
    variables: Annotated[dict[Text, LongText] | None, CONVERSATION] = None
    """What every message is filled with, beside what is known of each person."""


class CampaignStarted(Event):
    """Everybody in the snapshot is planned from here on. Its parts stand at the positions just before."""

    type: Literal["campaign-started"] = "campaign-started"
    pool: UUID
    snapshot: UUID
    size: int = Field(ge=0)
    parts: int = Field(ge=1)


class CampaignPaused(Event):
    """Nothing of it is planned or leaves, until it is resumed."""

    type: Literal["campaign-paused"] = "campaign-paused"
    why: Code | None = None


class CampaignResumed(Event):
    """It goes on where it was."""

    type: Literal["campaign-resumed"] = "campaign-resumed"


class CampaignCancelled(Event):
    """Nothing of it is planned or leaves any more; what is planned is refused."""

    type: Literal["campaign-cancelled"] = "campaign-cancelled"
    why: Code | None = None


class CampaignLaidOut(Event):
    """Everybody in the snapshot has the first step planned, or refused. Who has neither is there under another
    record, or was forgotten in between."""

    type: Literal["campaign-laid-out"] = "campaign-laid-out"
