"""The message that follows from what is due, as a plan for the gate."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from domain.application import Application
from domain.decisions.outreach import PlanContact
from domain.dossier import Dossier
from domain.due.item import Item
from domain.due.journeys import HEARD_WITHIN
from domain.due.rules import RULES
from domain.due.whom import Of
from domain.due.words import in_words
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


def of_journey(person: Dossier, item: Item, job: Job | None, *, company: str, answers_to: str) -> PlanContact:
    """To whoever applied or works here: the receipt, a step, thanks, a few questions that a reply answers (rows 83, 85,
    87, 88, 108)."""
    assert item.about is not None
    settled = item.kind is DueKind.SETTLING_IN
    of = person.journey.employments[item.about] if settled else application_of(person, item)
    said = {
        "job.title": job.title if job and job.title else "",
        "sender.name": company,
        "sender.email": answers_to,
        **SAYS.get(item.kind, _nothing)(person, item),
    }
    return _plan(person, item, Purpose.ONBOARDING if settled else Purpose.APPLICATION, of.controller, said)


def of_relation(person: Dossier, item: Item, *, company: str, answers_to: str) -> PlanContact:
    """To whoever is in the pool, or worked here (rows 79, 82, 84, 96)."""
    employment = Of(person).employment if item.kind is DueKind.ALUMNI_GREETING else None
    setting = person.settings.get("controller")
    controller = employment.controller if employment else (setting.value if setting else None)
    purpose = Purpose.ALUMNI if employment else Purpose.TALENT_POOL
    said = {"sender.name": company, "sender.email": answers_to, **SAYS.get(item.kind, _nothing)(person, item)}
    return _plan(person, item, purpose, controller or "main", said)


def application_of(person: Dossier, item: Item) -> Application:
    """The one that an item is about: its id, or that of an interview."""
    applications = person.journey.applications
    assert item.about is not None
    if item.about in applications:
        return applications[item.about]
    return next(each for each in applications.values() if item.about in each.interviews)


def _receipt(person: Dossier, _item: Item) -> dict[str, str]:
    return {"said.next_step": in_words(person, "received"), "said.expected_wait": in_words(person, "a-week")}


def _step(person: Dossier, item: Item) -> dict[str, str]:
    step = item.detail or ""
    todo = in_words(person, "arrange" if step == "interview" else "wait")
    day = f"{Of(person).day(item.due_at + HEARD_WITHIN)}"
    return {"said.step": in_words(person, step), "said.date": day, "said.what_to_do": todo}


def _thanks(person: Dossier, item: Item) -> dict[str, str]:
    return {"said.next_notice": f"{Of(person).day(item.due_at + HEARD_WITHIN)}"}


def _holiday(person: Dossier, item: Item) -> dict[str, str]:
    return {"said.holiday": in_words(person, item.detail or "")}


def _interests(person: Dossier, _item: Item) -> dict[str, str]:
    """What they told us that they care about, the dearest first."""
    known = [(each.degree, area) for area, each in person.knowing.interests.items() if each.degree in DEGREES]
    return {"said.interests": ", ".join(area for _, area in sorted(known, key=lambda one: DEGREES.index(one[0])))}


def _nothing(_person: Dossier, _item: Item) -> dict[str, str]:
    return {}


DEGREES = ("high", "medium")
SAYS: dict[DueKind, Callable[[Dossier, Item], dict[str, str]]] = {
    DueKind.APPLICATION_RECEIPT: _receipt,
    DueKind.STEP_REMINDER: _step,
    DueKind.INTERVIEW_THANKS: _thanks,
    DueKind.ALUMNI_GREETING: _holiday,
    DueKind.ACTIVATION: _interests,
}
"""What a message is filled with beside the job and who writes."""


def mail_of(person: Dossier) -> ContactPoint | None:
    """The address that is best said."""
    mails = (point for point in person.profile.points if point.kind is PointKind.EMAIL and point.valid)
    return next((ContactPoint(kind=each.kind, value=each.value) for each in mails), None)


def _plan(person: Dossier, item: Item, purpose: Purpose, controller: str, said: dict[str, str]) -> PlanContact:
    return PlanContact(
        candidate=person.candidate,
        contact=item.item,
        channel=Channel.EMAIL,
        purpose=purpose,
        controller=controller,
        sender=item.owner or "system:clock",
        address=mail_of(person),
        template=RULES[item.kind].template,
        variables={name: text for name, text in said.items() if text},
    )
