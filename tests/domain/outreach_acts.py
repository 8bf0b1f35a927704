"""Short ways to say what the gate is asked, and people in the situations that it knows."""

from typing import Any
from uuid import UUID

from domain.decision import Command
from domain.decisions import (
    DispatchContact,
    PlanContact,
    PublishNotice,
    RecordNoticeShown,
    RecordSetting,
)
from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel, Purpose
from tests.domain.acts import ingest
from tests.domain.story import A, Story, some_id

P = Purpose
OUTREACH = some_id("outreach")
MAIL = ContactPoint(kind=PointKind.EMAIL, value="wang@example.com")
PHONE = ContactPoint(kind=PointKind.PHONE, value="+8613800138000")


def plan(
    candidate: UUID = A, purpose: Purpose = Purpose.MARKETING, contact: UUID = OUTREACH, **more: Any
) -> PlanContact:
    more = {"channel": Channel.EMAIL, "address": MAIL, "sender": "user:li", **more}
    return PlanContact(candidate=candidate, purpose=purpose, contact=contact, **more)


def dispatch(candidate: UUID = A, contact: UUID = OUTREACH, **more: Any) -> DispatchContact:
    return DispatchContact(candidate=candidate, contact=contact, **more)


def notice(version: int = 1, **more: Any) -> PublishNotice:
    said = {"notice": "privacy", "version": version, "language": "zh-CN", "title": "隐私告知", "text": "我们保存两年。"}
    return PublishNotice.model_validate({**said, "purposes": ["talent-pool"], **more})


def shown(candidate: UUID = A, version: int = 1) -> RecordNoticeShown:
    return RecordNoticeShown(candidate=candidate, notice="privacy", version=version, channel=Channel.EMAIL)


def living_in(jurisdiction: str | None, candidate: UUID = A, zone: str = "Asia/Shanghai") -> RecordSetting:
    return RecordSetting(candidate=candidate, jurisdiction=jurisdiction, time_zone=zone)


def known(jurisdiction: str | None = "CN", candidate: UUID = A, zone: str = "Asia/Shanghai") -> list[Command]:
    """Reachable by mail and phone, and told how their data is used."""
    person = {"name": {"full": "王小明"}, "points": [MAIL.model_dump(), PHONE.model_dump()]}
    return [
        ingest(candidate, person=person),
        living_in(jurisdiction, candidate, zone),
        notice(),
        shown(candidate),
    ]


def reasons(story: Story) -> tuple[str, ...]:
    """Why the last plan or dispatch was refused; empty where it was not."""
    assert story.refused is None, story.refused
    last = [
        on.event
        for on in story.made or ()
        if on.event.type in ("contact-refused", "contact-planned", "contact-dispatched")
    ]
    assert last
    return tuple(getattr(last[-1], "reasons", ()))
