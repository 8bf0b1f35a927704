"""Short ways to say the commands that most stories are made of."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from domain.decision import Command
from domain.decisions import (
    AcceptOffer,
    Apply,
    AssertSamePerson,
    AttendInterview,
    EvaluateInterview,
    GiveConsent,
    Hire,
    IngestRecord,
    Leave,
    LogContact,
    MakeOffer,
    MergeCandidates,
    OpenJob,
    RecordReply,
    ReverseMerge,
    ScheduleInterview,
    SplitRecord,
    TagCandidate,
    WithdrawConsent,
)
from domain.person import Career, ContactPoint, Name, Person, PointKind
from domain.vocabulary import Channel, Purpose, Verdict
from tests.domain.story import BEGAN, JOB, A, some_id

APPLICATION = some_id("application")
INTERVIEW = some_id("interview")
OFFER = some_id("offer")
EMPLOYMENT = some_id("employment")
CONTACT = some_id("contact")
OF_APPLICATION = {"candidate": A, "application": APPLICATION}


def person(name: str = "王小明", *emails: str) -> Person:
    points = tuple(ContactPoint(kind=PointKind.EMAIL, value=email) for email in emails)
    return Person(name=Name(full=name), points=points)


def ingest(candidate: UUID = A, source: str = "greenhouse", **said: Any) -> IngestRecord:
    said.setdefault("person", person("王小明", "wang@example.com"))
    said.setdefault("career", Career(headline="Engineer", skills=("Python",)))
    return IngestRecord(candidate=candidate, source=source, **said)


def tag(candidate: UUID = A, name: str = "python", **more: Any) -> TagCandidate:
    return TagCandidate(candidate=candidate, tag=name, **more)


def consent(candidate: UUID = A, purpose: Any = Purpose.MARKETING, **more: Any) -> GiveConsent:
    more.setdefault("channels", (Channel.EMAIL,))
    return GiveConsent(candidate=candidate, purpose=purpose, **more)


def opt_out(candidate: UUID = A, **more: Any) -> WithdrawConsent:
    return WithdrawConsent(candidate=candidate, **more)


def call(candidate: UUID = A, contact: UUID = CONTACT, **more: Any) -> LogContact:
    return LogContact(candidate=candidate, contact=contact, channel=Channel.PHONE, **more)


def reply(candidate: UUID = A, contact: UUID = CONTACT, **more: Any) -> RecordReply:
    return RecordReply(candidate=candidate, contact=contact, channel=Channel.EMAIL, **more)


def merge(survivor: UUID, absorbed: UUID) -> MergeCandidates:
    return MergeCandidates(candidate=survivor, absorbed=absorbed)


def reverse(survivor: UUID, absorbed: UUID) -> ReverseMerge:
    return ReverseMerge(candidate=survivor, absorbed=absorbed)


def split(candidate: UUID, record: UUID, *along: UUID) -> SplitRecord:
    return SplitRecord(candidate=candidate, record=record, along=along)


def same(candidate: UUID, other: UUID, **more: Any) -> AssertSamePerson:
    return AssertSamePerson(candidate=candidate, other=other, **{"by": "user:chen", **more})


def open_job(job: UUID = JOB, **more: Any) -> OpenJob:
    return OpenJob(job=job, title="算法工程师", org_unit="rd", family="engineering", **more)


def apply(candidate: UUID = A, application: UUID = APPLICATION, job: UUID | None = JOB, **more: Any) -> Apply:
    return Apply(candidate=candidate, application=application, job=job, **more)


def schedule(interview: UUID = INTERVIEW, starts_at: datetime | None = None, **more: Any) -> ScheduleInterview:
    return ScheduleInterview(
        candidate=A,
        application=APPLICATION,
        interview=interview,
        starts_at=starts_at or BEGAN + timedelta(days=3),
        **more,
    )


def attend(interview: UUID = INTERVIEW, **more: Any) -> AttendInterview:
    return AttendInterview(candidate=A, application=APPLICATION, interview=interview, **more)


def evaluate(verdict: Verdict = Verdict.POSITIVE, **more: Any) -> EvaluateInterview:
    said = {"interview": INTERVIEW, "evaluator": "user:boss", "verdict": verdict}
    return EvaluateInterview.model_validate({**OF_APPLICATION, **said, **more})


def offer(**more: Any) -> MakeOffer:
    return MakeOffer.model_validate({**OF_APPLICATION, "offer": OFFER, "job": JOB, **more})


def accept(**more: Any) -> AcceptOffer:
    return AcceptOffer.model_validate({**OF_APPLICATION, "offer": OFFER, **more})


def hire(**more: Any) -> Hire:
    return Hire.model_validate({**OF_APPLICATION, "employment": EMPLOYMENT, "job": JOB, **more})


def leave(**more: Any) -> Leave:
    return Leave(candidate=A, employment=EMPLOYMENT, **more)


APPLIED: tuple[Command, ...] = (ingest(), open_job(), apply())
INTERVIEWED: tuple[Command, ...] = (*APPLIED, schedule(), attend())
OFFERED: tuple[Command, ...] = (*INTERVIEWED, evaluate(), offer())
EMPLOYED: tuple[Command, ...] = (*OFFERED, accept(), hire())
