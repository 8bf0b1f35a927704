"""The message that follows from what is due, as a plan for the gate."""

from zoneinfo import ZoneInfo

from domain.decisions.outreach import PlanContact
from domain.dossier import Dossier
from domain.due.item import Item, Of
from domain.due.rules import RULES
from domain.events import InterviewScheduled
from domain.job import Job
from domain.person import ContactPoint, PointKind
from domain.vocabulary import Channel, DueKind, Purpose


def reminder_of_interview(
    person: Dossier, item: Item, scheduled: InterviewScheduled, job: Job | None, *, company: str, answers_to: str
) -> PlanContact:
    """By mail, to the address that is best said, with time, place and interviewers (row 86). What nobody said is left
    out, so a template that needs it is refused.
    """
    journey = person.journey.applications[scheduled.application]
    interview = journey.interviews[scheduled.interview]
    zone = Of(person).zone
    local = (interview.starts_at or scheduled.starts_at).astimezone(ZoneInfo(zone))
    who = ", ".join(each.partition(":")[2] for each in interview.interviewers)
    said = {
        "said.date": f"{local:%Y-%m-%d}",
        "said.time": f"{local:%H:%M} ({zone})",
        "said.place": scheduled.place or (scheduled.mode if scheduled.mode != "on-site" else ""),
        "said.interviewer": who or company,
        "job.title": job.title if job and job.title else "",
        "sender.name": company,
        "sender.email": answers_to,
    }
    return _plan(person, item, Purpose.APPLICATION, journey.controller, said)


def survey(person: Dossier, item: Item, job: Job | None, *, company: str, answers_to: str) -> PlanContact:
    """How the interview was, or the first weeks of work: a few questions that a reply answers (rows 83, 108)."""
    assert item.about is not None
    settled = item.kind is DueKind.SETTLING_IN
    of = person.journey.employments[item.about] if settled else person.journey.applications[item.about]
    said = {"job.title": job.title if job and job.title else "", "sender.name": company, "sender.email": answers_to}
    return _plan(person, item, Purpose.ONBOARDING if settled else Purpose.APPLICATION, of.controller, said)


def _plan(person: Dossier, item: Item, purpose: Purpose, controller: str, said: dict[str, str]) -> PlanContact:
    mails = (point for point in person.profile.points if point.kind is PointKind.EMAIL and point.valid)
    address = next((ContactPoint(kind=each.kind, value=each.value) for each in mails), None)
    return PlanContact(
        candidate=person.candidate,
        contact=item.item,
        channel=Channel.EMAIL,
        purpose=purpose,
        controller=controller,
        sender=item.owner or "system:clock",
        address=address,
        template=RULES[item.kind].template,
        variables={name: text for name, text in said.items() if text},
    )
