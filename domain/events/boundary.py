"""The limits that a person sets: what they want to hear, and what they will not have."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.events.event import Event, Said
from domain.vocabulary import Channel, Code, ConsentMethod, Purpose, Rhythm


class ContactPreferenceSet(Event):
    """What the person wants of us from here on, all of it: what is left out is as it was before any wish."""

    type: Literal["contact-preference-set"] = "contact-preference-set"
    channels: tuple[Channel, ...] | None = None
    """The only ones; None leaves it to us."""
    rhythm: Rhythm | None = None
    topics: tuple[Code, ...] | None = None
    """The only ones; None is any."""
    paused_until: date | None = None
    """The first day on which it may go on."""
    stopped: bool = False
    """Nothing but what they asked for themselves: an application, their rights."""
    method: ConsentMethod = ConsentMethod.HUMAN


class Unsubscribed(Event):
    """The person wants no more of what they did not ask for; effective at once, on every record."""

    type: Literal["unsubscribed"] = "unsubscribed"
    contact: UUID | None = None
    """The one that they answered by it."""
    purposes: tuple[Purpose, ...] = Field(min_length=1)
    channels: tuple[Channel, ...] | None = None
    """None is all."""
    controller: Code | None = None
    """None is all."""
    method: ConsentMethod = ConsentMethod.ONE_CLICK
    evidence: Said = None


class ObjectionRaised(Event):
    """GDPR 21: the person objects to what rests on no yes of theirs."""

    type: Literal["objection-raised"] = "objection-raised"
    purposes: tuple[Purpose, ...] | None = None
    """None is all but the answers to the person's own requests."""
    channels: tuple[Channel, ...] | None = None
    controller: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: Said = None


class ProcessingRestricted(Event):
    """GDPR 18: kept, and used for nothing else."""

    type: Literal["processing-restricted"] = "processing-restricted"
    why: Literal["accuracy-contested", "unlawful", "legal-claim", "objection-pending", "other"] = "other"


class RestrictionLifted(Event):
    """It may be used again; the person was told before (GDPR 18(3))."""

    type: Literal["restriction-lifted"] = "restriction-lifted"
    why: Code | None = None
