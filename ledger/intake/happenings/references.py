"""Which job, application, interview, offer or employment a row speaks of.

A source's own references become ids that are the same whenever they are read; where it gives none, what
belongs to the person stands for it: their application for the job, its first interview, its offer.
"""

from typing import Any
from uuid import UUID

from domain.decision import Command
from domain.decisions.job import OpenJob
from ledger.intake.happenings.values import Values
from ledger.intake.normalise.short_names import code_of

UNASSIGNED = "unassigned"


def controller(v: Values) -> str:
    return v.code("controller") or v.it.controller


def of_job(v: Values) -> tuple[list[Command], UUID | None]:
    """The job, and the command that opens it where nobody did."""
    reference, title = v.text("job"), v.text("job_title")
    unit, family = v.text("org_unit"), v.text("family")
    if not reference and not title:
        v.keep("org_unit", unit)
        v.keep("family", family)
        return [], None
    job = v.id_of("job", v.it.source, reference or title or "")
    known = v.it.job(job)
    if (known is not None and not known.void) or v.is_id(reference):
        v.keep("job_title", title if known is None or title != known.title else None)
        return [], job
    opening = OpenJob(
        job=job,
        title=title or reference or "",
        org_unit=code_of(unit or "") or UNASSIGNED,
        family=code_of(family or "") or UNASSIGNED,
        controller=v.it.controller,
    )
    v.keep("org_unit", unit if unit != opening.org_unit else None)
    v.keep("family", family if family != opening.family else None)
    return [opening], job


def of_application(v: Values) -> tuple[list[Command], dict[str, Any]]:
    """What opens the job, and the fields that every command about an application has."""
    opened, job = of_job(v)
    reference = v.text("application")
    if reference:
        application = v.id_of("application", v.it.source, reference)
    elif job:
        application = v.it.derive("application", str(v.it.candidate), str(job))
    else:
        known = list(v.it.dossier.journey.applications) if v.it.dossier else []
        application = known[-1] if known else v.it.derive("application", str(v.it.candidate))
    if job is None and v.it.dossier and (held := v.it.dossier.journey.applications.get(application)):
        job = held.job
    return opened, {
        "candidate": v.it.candidate,
        "occurred": v.occurred,
        "application": application,
        "job": job,
        "controller": controller(v),
    }


def of_interview(v: Values) -> tuple[list[Command], dict[str, Any], int]:
    opened, ids = of_application(v)
    reference, number = v.text("interview"), v.number("round", 1, 50) or 1
    if reference:
        interview = v.id_of("interview", v.it.source, reference)
    else:
        interview = v.it.derive("interview", str(ids["application"]), str(number))
    return opened, ids | {"interview": interview}, number


def of_offer(v: Values) -> tuple[list[Command], dict[str, Any]]:
    opened, ids = of_application(v)
    reference = v.text("offer")
    if reference:
        return opened, ids | {"offer": v.id_of("offer", v.it.source, reference)}
    return opened, ids | {"offer": v.it.derive("offer", str(ids["application"]))}


def first_employment(v: Values) -> UUID:
    return v.it.derive("employment", str(v.it.candidate))


def of_employment(v: Values) -> dict[str, Any]:
    """The one that is named, else the one that the person has now."""
    reference = v.text("employment")
    known = v.it.dossier.journey.employments.items() if v.it.dossier else ()
    active = [employment for employment, state in known if state.active]
    if reference:
        employment = v.id_of("employment", v.it.source, reference)
    else:
        employment = active[-1] if active else first_employment(v)
    return {
        "candidate": v.it.candidate,
        "occurred": v.occurred,
        "employment": employment,
        "controller": controller(v),
    }
