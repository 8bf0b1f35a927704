"""From the first working day to the last, and back again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.application import Application
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.decisions.application import OfApplication, found, job_named
from domain.dossier import Dossier
from domain.employment import Employment, Probation
from domain.events import Hired, Left, ProbationFailed, ProbationPassed, Rehired
from domain.job import Job
from domain.offer import OfferState
from domain.vocabulary import Code, Party


class Hire(OfApplication):
    """The first working day. `employment` is a new id; `job` has to be named if the application has one."""

    type: Literal["hire"] = "hire"
    employment: UUID


class Rehire(OfCandidate):
    """Somebody who left works here again; `application` where there was one."""

    type: Literal["rehire"] = "rehire"
    employment: UUID
    previous: UUID
    application: UUID | None = None
    job: UUID | None = None
    controller: Code | None = None


class OfEmployment(OfCandidate):
    employment: UUID
    controller: Code | None = None


class PassProbation(OfEmployment):
    type: Literal["pass-probation"] = "pass-probation"


class FailProbation(OfEmployment):
    type: Literal["fail-probation"] = "fail-probation"


class Leave(OfEmployment):
    type: Literal["leave"] = "leave"
    initiated_by: Party = Party.CANDIDATE


def hire(dossier: Dossier | None, job: Job | None, command: Hire, _at: datetime, rules: Rules) -> Sequence[On]:
    """The headcount was asked for when the offer was made; a promise is kept when it freezes later."""
    it = found(dossier, command, rules)
    person = addressed(dossier, command.candidate, rules)
    rules.require(not it.state.hired, "already_hired")
    _new_employment(person, command.employment)
    _ready(it.state, rules)
    _not_employed(person, it.names["controller"], rules)
    rules.require(it.names["job"] == command.job, "job_required")
    named = job_named(command.job, job)
    event = Hired(**it.names, employment=command.employment, key_role=bool(named and named.key_role))
    return it.event_on(event)


def rehire(dossier: Dossier | None, job: Job | None, command: Rehire, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    _new_employment(person, command.employment)
    previous, stream = person.employment(command.previous)
    rules.require(previous is not None, "no_such_employment")
    job_named(command.job, job)
    job_id, controller = command.job, command.controller or (previous.controller if previous else "main")
    if command.application is not None:
        application, stream = person.application(command.application)
        rules.require(application is not None, "no_such_application")
        if application is not None:
            rules.require(not application.hired, "already_hired")
            _ready(application, rules)
            rules.require(command.job in (None, application.job), "wrong_job")
            job_id, controller = application.job or job_id, application.controller
    _not_employed(person, controller, rules)
    event = Rehired(
        employment=command.employment,
        previous=command.previous,
        application=command.application,
        job=job_id,
        controller=controller,
    )
    return [On(stream, event)]


def pass_probation(dossier: Dossier | None, command: PassProbation, _at: datetime, rules: Rules) -> Sequence[On]:
    employment, stream, controller = _employment(dossier, command, rules)
    if employment.probation is Probation.PASSED:
        return []
    _on_probation(employment, rules)
    return [On(stream, ProbationPassed(employment=command.employment, controller=controller))]


def fail_probation(dossier: Dossier | None, command: FailProbation, _at: datetime, rules: Rules) -> Sequence[On]:
    """The employment goes on until somebody leaves."""
    employment, stream, controller = _employment(dossier, command, rules)
    if employment.probation is Probation.FAILED:
        return []
    _on_probation(employment, rules)
    return [On(stream, ProbationFailed(employment=command.employment, controller=controller))]


def leave(dossier: Dossier | None, command: Leave, _at: datetime, rules: Rules) -> Sequence[On]:
    employment, stream, controller = _employment(dossier, command, rules)
    rules.require(employment.active, "employment_over")
    event = Left(employment=command.employment, controller=controller, initiated_by=command.initiated_by)
    return [On(stream, event)]


def _employment(dossier: Dossier | None, command: OfEmployment, rules: Rules) -> tuple[Employment, UUID, str]:
    person = addressed(dossier, command.candidate, rules)
    employment, stream = person.employment(command.employment)
    if employment is None:
        rules.require(False, "no_such_employment")
        return Employment(command.controller or "main"), command.candidate, command.controller or "main"
    return employment, stream, employment.controller


def _new_employment(person: Dossier, employment: UUID) -> None:
    known, _ = person.employment(employment)
    if known is not None and known.started_at is not None:
        raise Refused("employment_exists")


def _ready(application: Application, rules: Rules) -> None:
    rules.require(application.open or application.hired, "application_closed")
    accepted = any(offer.state is OfferState.ACCEPTED for offer in application.offers.values())
    rules.require(accepted, "no_accepted_offer")


def _not_employed(person: Dossier, controller: str, rules: Rules) -> None:
    active = [each for each in person.journey.employments.values() if each.active]
    rules.require(not any(each.controller == controller for each in active), "still_employed")


def _on_probation(employment: Employment, rules: Rules) -> None:
    rules.require(employment.active, "employment_over")
    rules.require(employment.probation is Probation.OPEN, "probation_over")
