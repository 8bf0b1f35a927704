"""What somebody allows, per purpose, channel, controller and recipient."""

from datetime import date
from typing import Literal

from pydantic import Field

from domain.events.event import Document, Event, Said
from domain.vocabulary import Channel, Code, ConsentMethod, Purpose


class ConsentGiven(Event):
    """One purpose, one controller, one recipient: a bundle is several events.

    It counts from its position: one recorded today "for yesterday" legalises nothing of yesterday.
    """

    type: Literal["consent-given"] = "consent-given"
    purpose: Purpose
    channels: tuple[Channel, ...] = Field(min_length=1)
    controller: Code
    recipient: Code | None = None
    notice: Code | None = None
    notice_version: int | None = None
    language: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    expires_on: date | None = None
    evidence: Said = None
    document: Document | None = None


class ConsentWithdrawn(Event):
    """Takes back every consent that it covers; None covers all."""

    type: Literal["consent-withdrawn"] = "consent-withdrawn"
    purpose: Purpose | None = None
    channels: tuple[Channel, ...] | None = None
    controller: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: Said = None
