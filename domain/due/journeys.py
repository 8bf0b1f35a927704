"""What is due because of an interview, an outcome, a first working day."""

from collections.abc import Iterable
from datetime import timedelta

from domain.application import Stage
from domain.due.item import When
from domain.due.whom import Of
from domain.interview import InterviewState
from domain.vocabulary import Degree, NotHiredReason, Status

LAST_CALL = timedelta(hours=2)
"""Before an interview: who is reminded later than that is on the way."""
THANKS_AFTER = timedelta(days=1)
TOLD_WITHIN = timedelta(days=3)
UNFIT = frozenset({NotHiredReason.CULTURE_FIT, NotHiredReason.FAILED_CHECK})
"""Of any job, now and later. Ours."""
SURVEY_AFTER = timedelta(days=3)
SETTLED_AFTER = timedelta(days=30)
HEARD_WITHIN = timedelta(days=7)
"""What people are told to wait for a step of their application. Ours."""


def application_receipt(of: Of) -> Iterable[When]:
    """At the moment of application (row 85)."""
    for application, each in of.person.journey.applications.items():
        if each.applied_at and each.open and not each.imported:
            yield When(str(application), each.applied_at, about=application)


def step_reminder(of: Of) -> Iterable[When]:
    """Which step an application is at (row 88): once it was looked through, and when more time went by than they were
    told to wait for a step.
    """
    for application, each in of.person.journey.applications.items():
        if not each.open or each.imported:
            continue
        attended = [one.attended_at for one in each.interviews.values() if one.attended_at]
        to_come = any(one.state is InterviewState.SCHEDULED for one in each.interviews.values())
        step, at = None, None
        if each.stage is Stage.APPLIED and each.applied_at:
            step, at = "screening", each.applied_at + HEARD_WITHIN
        elif each.stage is Stage.SCREENED and each.screening and each.screening.passed:
            step, at = "interview", each.screening.happened_at
        elif each.stage is Stage.INTERVIEWING and attended and not to_come:
            step, at = "assessment", max(attended) + HEARD_WITHIN
        if step and at:
            yield When(f"{application}/{step}/{at.isoformat()}", at, about=application, detail=step)


def interview_reminder(of: Of) -> Iterable[When]:
    """On the morning of the day before, by the person's own clock (row 86)."""
    for application in of.person.journey.applications.values():
        if not application.open:
            continue
        for interview, each in application.interviews.items():
            if each.state is not InterviewState.SCHEDULED or each.starts_at is None:
                continue
            before = of.day(each.starts_at) - timedelta(days=1)
            key = f"{interview}/{each.starts_at.isoformat()}"
            yield When(key, of.morning(before), each.starts_at - LAST_CALL, about=interview)


def interview_thanks(of: Of) -> Iterable[When]:
    """The day after it took place, with when the next word comes (row 87)."""
    for application in of.person.journey.applications.values():
        if application.imported or not application.open:
            continue
        for interview, each in application.interviews.items():
            if each.state is InterviewState.ATTENDED and each.attended_at:
                yield When(str(interview), each.attended_at + THANKS_AFTER, about=interview)


def interview_survey(of: Of) -> Iterable[When]:
    """Three days after the first interview of an application took place: one for each application (row 83)."""
    for application, each in of.person.journey.applications.items():
        attended = [one.attended_at for one in each.interviews.values() if one.attended_at]
        if attended and not each.imported:
            yield When(str(application), min(attended) + SURVEY_AFTER, about=application)


def outcome_call(of: Of) -> Iterable[When]:
    """Whoever was not hired hears it by voice, within three days (row 89)."""
    for application, each in of.person.journey.applications.items():
        closing = each.closing
        if each.imported or each.told or closing is None or closing.stage is not Stage.NOT_HIRED:
            continue
        yield When(str(closing.position), closing.happened_at, closing.happened_at + TOLD_WITHIN, about=application)


def pool_proposal(of: Of) -> Iterable[When]:
    """Whoever came to an interview and was not hired now may fit later (row 157): once they have been told."""
    journey, fits = of.person.journey, of.person.tiering.fits.values()
    if of.in_pool or of.unwanted or any(each.degree is Degree.LOW for each in fits):
        return
    if any(each.open for each in journey.applications.values()) or of.person.status is Status.EMPLOYEE:
        return
    for application, each in journey.applications.items():
        closing, came = each.closing, any(one.attended_at for one in each.interviews.values())
        if each.imported or not came or closing is None or closing.stage is not Stage.NOT_HIRED:
            continue
        if each.reason is None or each.reason.why not in UNFIT:
            at = each.told.happened_at if each.told else closing.happened_at + TOLD_WITHIN
            yield When(str(closing.position), at, about=application)


def settling_in(of: Of) -> Iterable[When]:
    """Thirty days after the first working day (row 108)."""
    for employment, each in of.person.journey.employments.items():
        if each.active and each.started_at:
            yield When(str(employment), each.started_at + SETTLED_AFTER, about=employment)
