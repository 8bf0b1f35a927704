"""What the variables of a template are filled with, and whether any is missing."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from domain.consents import Grant
from domain.decision import Refused
from domain.dossier import Dossier
from domain.events.template import TemplateText
from domain.job import Job
from domain.rendering import Rendered, render, surely_renders
from domain.template import Draft, Template

LINKS = ("link.unsubscribe", "link.preferences", "link.update")
"""Made when a message leaves, for it alone."""
NOWHERE = dict.fromkeys(LINKS, "https://renmai.invalid/")
OF_CONSENTS = ("link.confirm", "link.receipt")
"""Likewise, of whoever has said yes."""


def in_use(template: Template | None, version: int | None) -> tuple[int, Draft]:
    """The version that is asked for, else the one that is published. Raises Refused."""
    if template is None:
        raise Refused("no_such_template")
    number = version or template.published
    if number is None:
        raise Refused("template_not_published")
    if number not in template.drafts:
        raise Refused("no_such_template_version")
    return number, template.drafts[number]


def language_of(person: Dossier | None, asked: str | None) -> str | None:
    """As asked, else in which the person wants to be written to."""
    if asked or person is None:
        return asked
    setting = person.settings.get("language")
    return setting.value if setting else None


def newest(person: Dossier, contact: UUID | None = None) -> Grant | None:
    """The consent whose receipt a message brings: the one that was issued under this id, else the last that was given
    here and now."""
    given = [each for each in person.consents.grants if not each.imported]
    issued = [each.consent for each in person.consents.receipts if each.receipt == contact]
    return next((each for each in given if each.position in issued), given[-1] if given else None)


def waiting(person: Dossier, contact: UUID | None = None) -> Grant | None:
    """The consent that a message asks to confirm: the one that it is sent for, else the last that waits for it."""
    given = [each for each in person.consents.grants if each.request and not each.imported]
    sure = {each.request for each in given if each.confirmed}
    given = [each for each in given if each.request not in sure]
    asked = (each for each in given if each.request and confirmation_of(each.request) == contact)
    return next(asked, given[-1] if given else None)


def confirmation_of(request: UUID) -> UUID:
    """The id of the message that asks for the second yes to a consent that answered this request."""
    return uuid5(request, "confirmation")


def of_job(job: Job | None) -> dict[str, str]:
    if job is None or job.title is None:
        return {}
    return {"job.title": job.title, "job.org_unit": job.org_unit}


def of_person(person: Dossier) -> dict[str, str]:
    """What is believed now. What nobody said is left out, so a template that needs it is refused."""
    name, place = person.profile.name, person.profile.place
    found = {
        "person.name": name.full if name else None,
        "person.family": name.family if name else None,
        "person.given": name.given if name else None,
        "person.city": place.city if place else None,
        "city": place.city if place else None,
    }
    return {key: said for key, said in found.items() if said}


def filled(
    person: Dossier,
    given: Mapping[str, str],
    *,
    sender: Mapping[str, str],
    links: Mapping[str, str],
    job: Job | None = None,
) -> dict[str, str]:
    """What was given stands before what we know, but for the person: they are called as they are now."""
    return dict(sender) | of_job(job) | of_person(person) | dict(given) | _of_them(person) | dict(links)


def require_made(
    person: Dossier,
    text: TemplateText,
    given: Mapping[str, str],
    *,
    sender: Mapping[str, str],
    job: Job | None = None,
) -> None:
    """Raises Refused as `tried` does."""
    values = filled(person, given, sender=sender, job=job, links=_nowhere(person))
    if not surely_renders(text, values):
        made(text, values)


def tried(person: Dossier, text: TemplateText, given: Mapping[str, str], *, sender: Mapping[str, str]) -> Rendered:
    """As it would look, with links that lead nowhere. Raises Refused as `made` does."""
    return made(text, filled(person, given, sender=sender, links=_nowhere(person)))


def made(text: TemplateText, values: Mapping[str, str]) -> Rendered:
    """Raises Refused `sender_incomplete` where what is missing is of the sender alone, and what rendering raises."""
    try:
        return render(text, values)
    except Refused as fault:
        if fault.code != "variable_missing" or not all(name.startswith("sender.") for name in fault.detail.split(", ")):
            raise
        raise Refused("sender_incomplete", fault.detail) from fault


def _nowhere(person: Dossier) -> dict[str, str]:
    consents = [name for name, grant in zip(OF_CONSENTS, (waiting(person), newest(person)), strict=True) if grant]
    return NOWHERE | dict.fromkeys(consents, "https://renmai.invalid/")


def _of_them(person: Dossier) -> dict[str, str]:
    return {name: said for name, said in of_person(person).items() if name.startswith("person.")}
