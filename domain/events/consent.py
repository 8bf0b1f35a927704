"""What somebody allows, per purpose, channel, controller and recipient."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.events.event import Document, Event, Said
from domain.vocabulary import Channel, Code, ConsentMethod, LanguageTag, Purpose, Sha256


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
    request: UUID | None = None
    """The request that it answers."""
    confirmed: bool = False
    """The person said yes a second time, from the address itself (double opt-in)."""


class ConsentWithdrawn(Event):
    """Takes back every consent that it covers; None covers all."""

    type: Literal["consent-withdrawn"] = "consent-withdrawn"
    purpose: Purpose | None = None
    channels: tuple[Channel, ...] | None = None
    controller: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: Said = None


class ConsentRequested(Event):
    """The person was asked; an answer may name it. Where a second yes is wanted, it is asked for by this, too."""

    type: Literal["consent-requested"] = "consent-requested"
    request: UUID
    purpose: Purpose
    channels: tuple[Channel, ...] = Field(min_length=1)
    controller: Code
    recipient: Code | None = None
    notice: Code | None = None
    notice_version: int | None = None
    language: LanguageTag | None = None
    contact: UUID | None = None
    """The message that asked."""
    renews: int | None = None
    """The position of the consent that runs out."""
    expires_on: date | None = None
    """The last day on which the answer counts, in UTC."""


class ConsentRefused(Event):
    """The person said no. It blocks as a withdrawal does, for exactly this."""

    type: Literal["consent-refused"] = "consent-refused"
    request: UUID | None = None
    purpose: Purpose
    channels: tuple[Channel, ...] = Field(min_length=1)
    controller: Code
    recipient: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: Said = None


class ConsentExpired(Event):
    """A consent ran out. It had counted for nothing since its last day; this makes it seen."""

    type: Literal["consent-expired"] = "consent-expired"
    position: int
    """Of the consent."""
    purpose: Purpose
    channels: tuple[Channel, ...]
    controller: Code
    recipient: Code | None = None


class ConsentReceiptIssued(Event):
    """A receipt of a consent was made out, that the person can fetch."""

    type: Literal["consent-receipt-issued"] = "consent-receipt-issued"
    receipt: UUID
    position: int
    """Of the consent."""


class NoticeShown(Event):
    """The person was shown a notice: by us, on a page, on paper."""

    type: Literal["notice-shown"] = "notice-shown"
    notice: Code
    version: int = Field(ge=1)
    language: LanguageTag | None = None
    text_sha256: Sha256 | None = None
    controller: Code = "main"
    channel: Channel
    contact: UUID | None = None
