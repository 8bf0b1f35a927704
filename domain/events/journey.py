"""The way of one application: every event names the application, the job and the controller."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from domain.events.event import ASSESSMENT, Document, Event, Remarks, Said
from domain.person import Text
from domain.vocabulary import ActorId, Channel, Code, NotHiredReason, Party, Verdict


class _OfApplication(Event):
    application: UUID
    job: UUID | None = None
    controller: Code = "main"


class Applied(_OfApplication):
    """The person applies: the application begins."""

    type: Literal["applied"] = "applied"
    via: Code | None = None


class ApplicationWithdrawn(_OfApplication):
    """The person takes the application back."""

    type: Literal["application-withdrawn"] = "application-withdrawn"
    why: NotHiredReason = NotHiredReason.CANDIDATE_WITHDREW
    said: Said = None


class Screened(_OfApplication):
    """The application was looked through. The last screening stands."""

    type: Literal["screened"] = "screened"
    passed: bool
    why: NotHiredReason | None = None
    remarks: Remarks = None


class _OfInterview(_OfApplication):
    interview: UUID


class InterviewScheduled(_OfInterview):
    """An interview was arranged."""

    type: Literal["interview-scheduled"] = "interview-scheduled"
    starts_at: AwareDatetime
    round: int = Field(default=1, ge=1)
    mode: Literal["on-site", "video", "phone"] = "on-site"
    interviewers: tuple[ActorId, ...] = ()
    place: Said = None


class InterviewRescheduled(_OfInterview):
    """It takes place at another time."""

    type: Literal["interview-rescheduled"] = "interview-rescheduled"
    starts_at: AwareDatetime
    requested_by: Party = Party.EMPLOYER


class InterviewCancelled(_OfInterview):
    """It does not take place."""

    type: Literal["interview-cancelled"] = "interview-cancelled"
    requested_by: Party = Party.EMPLOYER


class InterviewAttended(_OfInterview):
    """It took place."""

    type: Literal["interview-attended"] = "interview-attended"


class InterviewMissed(_OfInterview):
    """It was arranged, and somebody did not come."""

    type: Literal["interview-missed"] = "interview-missed"
    missed_by: Party = Party.CANDIDATE


class InterviewEvaluated(_OfInterview):
    """One interviewer's verdict. A negative one names why; HR confirms it by `reason-confirmed`."""

    type: Literal["interview-evaluated"] = "interview-evaluated"
    evaluator: ActorId
    verdict: Verdict
    why: NotHiredReason | None = None
    score: int | None = Field(default=None, ge=0, le=100)
    remarks: Remarks = None


class ReasonConfirmed(_OfApplication):
    """A human confirmed why, after a negative verdict (row 7)."""

    type: Literal["reason-confirmed"] = "reason-confirmed"
    why: NotHiredReason
    decided_by: Party


class NotHired(_OfApplication):
    """The application has ended without a hire; a human decided it and names the reason."""

    type: Literal["not-hired"] = "not-hired"
    why: NotHiredReason
    decided_by: Party
    remarks: Remarks = None


class OutcomeTold(_OfApplication):
    """Evidence that the person was told (row 35)."""

    type: Literal["outcome-told"] = "outcome-told"
    channel: Channel
    evidence: Document | None = None
    said: Said = None


class OfferMade(_OfApplication):
    """The person was offered the job."""

    type: Literal["offer-made"] = "offer-made"
    offer: UUID
    expires_on: date | None = None
    terms: Annotated[Text | None, ASSESSMENT] = None


class _OfOffer(_OfApplication):
    offer: UUID


class OfferAccepted(_OfOffer):
    """The person said yes. Working here begins with `hired`."""

    type: Literal["offer-accepted"] = "offer-accepted"


class OfferDeclined(_OfOffer):
    """The person said no, also after having said yes."""

    type: Literal["offer-declined"] = "offer-declined"
    why: NotHiredReason = NotHiredReason.CANDIDATE_DECLINED_OFFER
    said: Said = None


class OfferRescinded(_OfOffer):
    """We took the offer back."""

    type: Literal["offer-rescinded"] = "offer-rescinded"
    why: NotHiredReason = NotHiredReason.HEADCOUNT_FROZEN


class Hired(_OfApplication):
    """The first working day (入职)."""

    type: Literal["hired"] = "hired"
    employment: UUID
    key_role: bool = False


class _OfEmployment(Event):
    employment: UUID
    controller: Code = "main"


class ProbationPassed(_OfEmployment):
    """The person stays (转正)."""

    type: Literal["probation-passed"] = "probation-passed"


class ProbationFailed(_OfEmployment):
    """The person does not stay; the employment ends with `left`."""

    type: Literal["probation-failed"] = "probation-failed"


class Left(_OfEmployment):
    """The last working day."""

    type: Literal["left"] = "left"
    initiated_by: Party = Party.CANDIDATE


class Rehired(_OfEmployment):
    """The first working day of somebody who had left."""

    type: Literal["rehired"] = "rehired"
    previous: UUID
    application: UUID | None = None
    job: UUID | None = None
