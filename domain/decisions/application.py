"""An application from its beginning to its outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from domain.application import Application
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, is_human
from domain.dossier import Dossier
from domain.events import (
    ApplicationWithdrawn,
    Applied,
    Document,
    NotHired,
    OutcomeTold,
    ReasonConfirmed,
    Screened,
)
from domain.job import Job
from domain.person import LongText
from domain.vocabulary import (
    REASON_PARTY,
    ActorId,
    Channel,
    Code,
    HeadcountState,
    NotHiredReason,
    Party,
)


class OfApplication(OfCandidate):
    """`job` and `controller` may be left out: the application knows them."""

    application: UUID
    job: UUID | None = None
    controller: Code | None = None


class Apply(OfApplication):
    """`application` is a new id, chosen by the caller."""

    type: Literal["apply"] = "apply"
    via: Code | None = None


class WithdrawApplication(OfApplication):
    type: Literal["withdraw-application"] = "withdraw-application"
    why: NotHiredReason = NotHiredReason.CANDIDATE_WITHDREW
    said: LongText | None = None


class Screen(OfApplication):
    type: Literal["screen"] = "screen"
    passed: bool
    why: NotHiredReason | None = None
    remarks: LongText | None = None


class ConfirmReason(OfApplication):
    """HR confirms why, or names a better reason. `decided_by` follows from it, unless it is `other`."""

    type: Literal["confirm-reason"] = "confirm-reason"
    why: NotHiredReason
    decided_by: Party | None = None
    by: ActorId | None = None
    """Who confirms; has to be a human."""


class RecordNotHired(OfApplication):
    type: Literal["record-not-hired"] = "record-not-hired"
    why: NotHiredReason
    decided_by: Party | None = None
    by: ActorId | None = None
    """Who decided; has to be a human."""
    remarks: LongText | None = None


class TellOutcome(OfApplication):
    type: Literal["tell-outcome"] = "tell-outcome"
    channel: Channel
    evidence: Document | None = None
    said: LongText | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The application that a command speaks of, and the stream that it lives on."""

    state: Application
    """A blank one where it is not known."""
    stream: UUID
    names: dict[str, Any]
    """`application`, `job` and `controller`, for the event."""

    def event_on(self, event: Any) -> list[On]:
        return [On(self.stream, event)]


def found(dossier: Dossier | None, command: OfApplication, rules: Rules) -> Found:
    person = addressed(dossier, command.candidate, rules)
    application, stream = person.application(command.application)
    if application is None:
        rules.require(False, "no_such_application")
        application, stream = Application(command.job, command.controller or "main", 0), command.candidate
    rules.require(application.job is None or command.job in (None, application.job), "wrong_job")
    names = {
        "application": command.application,
        "job": application.job or command.job,
        "controller": application.controller,
    }
    return Found(application, stream, names)


def job_named(command_job: UUID | None, job: Job | None) -> Job | None:
    """Raises Refused where a job is named that there is not."""
    if command_job is not None and (job is None or job.void):
        raise Refused("no_such_job")
    return job


def apply(dossier: Dossier | None, job: Job | None, command: Apply, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    known, stream = person.application(command.application)
    if known is not None and known.applied_at is not None:
        raise Refused("application_exists")
    rules.require(command.job is not None, "job_required")
    if job := job_named(command.job, job):
        rules.require(job.headcount_state is not HeadcountState.CLOSED, "job_closed")
        others = [each for each in person.journey.applications.values() if each.job == command.job]
        rules.require(not any(each.open and each is not known for each in others), "already_applied")
    controller = command.controller or (job.controller if job else "main")
    event = Applied(application=command.application, job=command.job, controller=controller, via=command.via)
    return [On(stream if known else command.candidate, event)]


def withdraw(dossier: Dossier | None, command: WithdrawApplication, _at: datetime, rules: Rules) -> Sequence[On]:
    it = found(dossier, command, rules)
    rules.require(not it.state.hired, "already_hired")
    rules.require(it.state.open or it.state.hired, "application_closed")
    rules.require(party(command.why, Party.CANDIDATE) is Party.CANDIDATE, "wrong_party")
    return it.event_on(ApplicationWithdrawn(**it.names, why=command.why, said=command.said))


def screen(dossier: Dossier | None, command: Screen, _at: datetime, rules: Rules) -> Sequence[On]:
    """Also once more, as long as the application is open: the last one stands."""
    it = found(dossier, command, rules)
    rules.require(it.state.open, "application_closed")
    rules.require(command.passed or command.why is not None, "reason_required")
    event = Screened(**it.names, passed=command.passed, why=command.why, remarks=command.remarks)
    return it.event_on(event)


def confirm_reason(dossier: Dossier | None, command: ConfirmReason, _at: datetime, rules: Rules) -> Sequence[On]:
    it = found(dossier, command, rules)
    rules.require(bool(it.state.unconfirmed), "reason_not_open")
    rules.require(is_human(command.by), "human_required")
    return it.event_on(ReasonConfirmed(**it.names, why=command.why, decided_by=_decided(command, rules)))


def not_hire(dossier: Dossier | None, command: RecordNotHired, _at: datetime, rules: Rules) -> Sequence[On]:
    it = found(dossier, command, rules)
    rules.require(not it.state.hired, "already_hired")
    rules.require(it.state.open or it.state.hired, "application_closed")
    rules.require(is_human(command.by), "human_required")
    decided_by = _decided(command, rules)
    return it.event_on(NotHired(**it.names, why=command.why, decided_by=decided_by, remarks=command.remarks))


def tell(dossier: Dossier | None, command: TellOutcome, _at: datetime, rules: Rules) -> Sequence[On]:
    """Also once more: by telephone, then in writing."""
    it = found(dossier, command, rules)
    rules.require(not it.state.open or bool(it.state.offers), "no_outcome")
    return it.event_on(OutcomeTold(**it.names, channel=command.channel, evidence=command.evidence, said=command.said))


def party(why: NotHiredReason, given: Party | None) -> Party:
    """Who decided, by the governed list. `other` leaves it to whoever names the reason."""
    return given if given and why is NotHiredReason.OTHER else REASON_PARTY[why]


def _decided(command: ConfirmReason | RecordNotHired, rules: Rules) -> Party:
    decided_by = party(command.why, command.decided_by)
    rules.require(command.decided_by in (None, decided_by), "wrong_party")
    return decided_by
