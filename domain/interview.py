"""One interview of an application, and what each interviewer made of it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.events import (
    InterviewAttended,
    InterviewCancelled,
    InterviewEvaluated,
    InterviewMissed,
    InterviewRescheduled,
    InterviewScheduled,
)
from domain.recorded import Recorded, Step
from domain.vocabulary import NotHiredReason, Verdict


class InterviewState(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Evaluation:
    verdict: Verdict
    why: NotHiredReason | None
    score: int | None
    """0 to 100."""
    position: int
    happened_at: datetime
    confirmed: bool = False
    """A human has confirmed the reason of a negative one (row 7 of the feature list)."""
    entered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interview:
    state: InterviewState = InterviewState.SCHEDULED
    round: int = 1
    starts_at: datetime | None = None
    """None where only what followed is known, from imported history."""
    interviewers: tuple[str, ...] = ()
    attended_at: datetime | None = None
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    """The last verdict of each evaluator."""

    def all_confirmed(self) -> "Interview":
        evaluations = {who: replace(each, confirmed=True) for who, each in self.evaluations.items()}
        return replace(self, evaluations=evaluations)


UNKNOWN = Interview()


def scheduled(_interview: Interview, event: InterviewScheduled, _recorded: Recorded) -> Interview:
    return Interview(InterviewState.SCHEDULED, event.round, event.starts_at, event.interviewers)


def rescheduled(interview: Interview, event: InterviewRescheduled, _recorded: Recorded) -> Interview:
    return replace(interview, starts_at=event.starts_at)


def cancelled(interview: Interview, _event: InterviewCancelled, _recorded: Recorded) -> Interview:
    return replace(interview, state=InterviewState.CANCELLED)


def attended(interview: Interview, _event: InterviewAttended, recorded: Recorded) -> Interview:
    return replace(interview, state=InterviewState.ATTENDED, attended_at=recorded.happened_at)


def missed(interview: Interview, _event: InterviewMissed, _recorded: Recorded) -> Interview:
    return replace(interview, state=InterviewState.MISSED)


def evaluated(interview: Interview, event: InterviewEvaluated, recorded: Recorded) -> Interview:
    evaluation = Evaluation(
        event.verdict,
        event.why,
        event.score,
        recorded.position,
        recorded.happened_at,
        entered_by=recorded.meta.hands,
    )
    return replace(interview, evaluations={**interview.evaluations, event.evaluator: evaluation})


STEPS: dict[type, Step] = {
    InterviewScheduled: scheduled,
    InterviewRescheduled: rescheduled,
    InterviewCancelled: cancelled,
    InterviewAttended: attended,
    InterviewMissed: missed,
    InterviewEvaluated: evaluated,
}
