"""Interviews: arranged, held, and judged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import is_human
from domain.decisions.application import Found, OfApplication, found
from domain.dossier import Dossier
from domain.events import (
    InterviewAttended,
    InterviewCancelled,
    InterviewEvaluated,
    InterviewMissed,
    InterviewRescheduled,
    InterviewScheduled,
)
from domain.interview import UNKNOWN, Interview, InterviewState
from domain.person import LongText
from domain.vocabulary import ActorId, NotHiredReason, Party, Verdict


class OfInterview(OfApplication):
    interview: UUID


class ScheduleInterview(OfInterview):
    """`interview` is a new id, chosen by the caller."""

    type: Literal["schedule-interview"] = "schedule-interview"
    starts_at: AwareDatetime
    round: int = Field(default=1, ge=1)
    mode: Literal["on-site", "video", "phone"] = "on-site"
    interviewers: tuple[ActorId, ...] = ()
    place: LongText | None = None


class RescheduleInterview(OfInterview):
    type: Literal["reschedule-interview"] = "reschedule-interview"
    starts_at: AwareDatetime
    requested_by: Party = Party.EMPLOYER


class CancelInterview(OfInterview):
    type: Literal["cancel-interview"] = "cancel-interview"
    requested_by: Party = Party.EMPLOYER


class AttendInterview(OfInterview):
    type: Literal["attend-interview"] = "attend-interview"


class MissInterview(OfInterview):
    type: Literal["miss-interview"] = "miss-interview"
    missed_by: Party = Party.CANDIDATE


class EvaluateInterview(OfInterview):
    """One interviewer's verdict; a later one of the same interviewer takes its place."""

    type: Literal["evaluate-interview"] = "evaluate-interview"
    evaluator: ActorId
    verdict: Verdict
    why: NotHiredReason | None = None
    score: int | None = Field(default=None, ge=0, le=100)
    remarks: LongText | None = None


def schedule(dossier: Dossier | None, command: ScheduleInterview, _at: datetime, rules: Rules) -> Sequence[On]:
    it = found(dossier, command, rules)
    known = it.state.interviews.get(command.interview)
    if known is not None and known.starts_at is not None:
        raise Refused("interview_exists")
    rules.require(it.state.open, "application_closed")
    event = InterviewScheduled(
        **it.names,
        interview=command.interview,
        starts_at=command.starts_at,
        round=command.round,
        mode=command.mode,
        interviewers=command.interviewers,
        place=command.place,
    )
    return it.event_on(event)


def reschedule(dossier: Dossier | None, command: RescheduleInterview, _at: datetime, rules: Rules) -> Sequence[On]:
    it, interview = _interview(dossier, command, rules)
    if interview.starts_at == command.starts_at and interview.state is InterviewState.SCHEDULED:
        return []
    rules.require(interview.state is InterviewState.SCHEDULED, "interview_over")
    event = InterviewRescheduled(
        **it.names,
        interview=command.interview,
        starts_at=command.starts_at,
        requested_by=command.requested_by,
    )
    return it.event_on(event)


def cancel(dossier: Dossier | None, command: CancelInterview, _at: datetime, rules: Rules) -> Sequence[On]:
    it, interview = _interview(dossier, command, rules)
    if interview.state is InterviewState.CANCELLED:
        return []
    rules.require(interview.state is InterviewState.SCHEDULED, "interview_over")
    event = InterviewCancelled(**it.names, interview=command.interview, requested_by=command.requested_by)
    return it.event_on(event)


def attend(dossier: Dossier | None, command: AttendInterview, _at: datetime, rules: Rules) -> Sequence[On]:
    it, interview = _interview(dossier, command, rules)
    if interview.state is InterviewState.ATTENDED:
        return []
    rules.require(interview.state is InterviewState.SCHEDULED, "interview_over")
    return it.event_on(InterviewAttended(**it.names, interview=command.interview))


def miss(dossier: Dossier | None, command: MissInterview, _at: datetime, rules: Rules) -> Sequence[On]:
    it, interview = _interview(dossier, command, rules)
    if interview.state is InterviewState.MISSED:
        return []
    rules.require(interview.state is InterviewState.SCHEDULED, "interview_over")
    return it.event_on(InterviewMissed(**it.names, interview=command.interview, missed_by=command.missed_by))


def evaluate(dossier: Dossier | None, command: EvaluateInterview, _at: datetime, rules: Rules) -> Sequence[On]:
    """Also after the application is closed: a late verdict is still one."""
    it, interview = _interview(dossier, command, rules)
    rules.require(interview.state is InterviewState.ATTENDED, "interview_not_attended")
    rules.require(is_human(command.evaluator), "human_required")
    negative = command.verdict is Verdict.NEGATIVE
    rules.require(not negative or command.why is not None, "reason_required")
    event = InterviewEvaluated(
        **it.names,
        interview=command.interview,
        evaluator=command.evaluator,
        verdict=command.verdict,
        why=command.why,
        score=command.score,
        remarks=command.remarks,
    )
    return it.event_on(event)


def _interview(dossier: Dossier | None, command: OfInterview, rules: Rules) -> tuple[Found, Interview]:
    it = found(dossier, command, rules)
    interview = it.state.interviews.get(command.interview)
    rules.require(interview is not None, "no_such_interview")
    return it, interview or UNKNOWN
