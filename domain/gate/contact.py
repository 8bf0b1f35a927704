"""What is asked of the gate: one contact, with all that the answer hangs on."""

from datetime import datetime
from uuid import UUID

from domain.outreach import Attempt
from domain.person import ContactPoint, PointKind
from domain.value import value
from domain.vocabulary import Channel, Purpose

NOBODY = ""
"""The sender of what was not sent by us: it counts for none."""


@value
class Contact:
    contact: UUID
    channel: Channel
    purpose: Purpose
    controller: str
    sender: str
    recipient: str | None = None
    address: ContactPoint | None = None
    notice: str | None = None
    """The notice that the message carries."""
    notice_version: int | None = None
    topic: str | None = None
    not_before: datetime | None = None
    campaign: UUID | None = None
    step: int | None = None
    """Of the campaign, from 1."""


NEEDS_ADDRESS: dict[Channel, frozenset[PointKind]] = {
    Channel.EMAIL: frozenset({PointKind.EMAIL}),
    Channel.SMS: frozenset({PointKind.PHONE}),
    Channel.PHONE: frozenset({PointKind.PHONE}),
}
"""By channel, the kinds of address that it can go to. The others may do without."""

INTERRUPTING = frozenset(
    {Channel.PHONE, Channel.SMS, Channel.WECOM, Channel.WECHAT, Channel.DINGTALK, Channel.FEISHU, Channel.LINKEDIN}
)
"""They ring or buzz: by night not even for what somebody asked for."""


def contact_of(attempt: Attempt) -> Contact:
    """What a plan asks for."""
    return Contact(
        contact=attempt.contact,
        channel=attempt.channel,
        purpose=attempt.purpose,
        controller=attempt.controller,
        sender=attempt.sender,
        recipient=attempt.recipient,
        address=attempt.address,
        notice=attempt.notice,
        notice_version=attempt.notice_version,
        topic=attempt.topic,
        not_before=attempt.not_before,
        campaign=attempt.campaign,
        step=attempt.step,
    )
