"""Jobs, as little as the journey needs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from domain.decision import Command, On, Refused, Rules
from domain.events import Document, HeadcountChanged, HiringTeamChanged, JobDocumentAttached, JobOpened, JobProfileSet
from domain.events.job import WantedTag
from domain.job import Job
from domain.person import Text
from domain.vocabulary import ActorId, Code, EducationLevel, HeadcountState


class OpenJob(Command):
    """`job` is a new id, chosen by the caller."""

    type: Literal["open-job"] = "open-job"
    job: UUID
    title: Text
    org_unit: Code
    family: Code
    controller: Code = "main"
    hiring_team: tuple[ActorId, ...] = ()
    headcount: int = Field(default=1, ge=1)
    headcount_state: HeadcountState = HeadcountState.OPEN
    key_role: bool = False


class ChangeHeadcount(Command):
    type: Literal["change-headcount"] = "change-headcount"
    job: UUID
    headcount: int = Field(ge=0)
    headcount_state: HeadcountState


class ChangeHiringTeam(Command):
    type: Literal["change-hiring-team"] = "change-hiring-team"
    job: UUID
    hiring_team: tuple[ActorId, ...]


class AttachJobDocument(Command):
    """The file is sealed under the job and in the blob store already."""

    type: Literal["attach-job-document"] = "attach-job-document"
    job: UUID
    document: Document


MOST_WANTED = 50


def _each_once(wanted: tuple[WantedTag, ...]) -> tuple[WantedTag, ...]:
    if len({(each.facet, each.tag) for each in wanted}) < len(wanted):
        raise ValueError("each tag is wanted once")
    return wanted


class SetJobProfile(Command):
    """Says all of it anew."""

    type: Literal["set-job-profile"] = "set-job-profile"
    job: UUID
    wanted: Annotated[tuple[WantedTag, ...], Field(max_length=MOST_WANTED), AfterValidator(_each_once)]
    years: int | None = Field(default=None, ge=0, le=80)
    education: EducationLevel | None = None


def open_job(job: Job | None, command: OpenJob, _at: datetime, _rules: Rules) -> Sequence[On]:
    if job is not None and not job.void:
        raise Refused("job_exists")
    event = JobOpened(
        title=command.title,
        org_unit=command.org_unit,
        family=command.family,
        controller=command.controller,
        hiring_team=command.hiring_team,
        headcount=command.headcount,
        headcount_state=command.headcount_state,
        key_role=command.key_role,
    )
    return [On(command.job, event)]


def change_headcount(job: Job | None, command: ChangeHeadcount, _at: datetime, rules: Rules) -> Sequence[On]:
    known = _known(job)
    if (known.headcount, known.headcount_state) == (command.headcount, command.headcount_state):
        return []
    some = command.headcount > 0 or command.headcount_state is not HeadcountState.OPEN
    rules.require(some, "headcount_required")
    event = HeadcountChanged(headcount=command.headcount, headcount_state=command.headcount_state)
    return [On(command.job, event)]


def change_hiring_team(job: Job | None, command: ChangeHiringTeam, _at: datetime, _rules: Rules) -> Sequence[On]:
    if _known(job).hiring_team == command.hiring_team:
        return []
    return [On(command.job, HiringTeamChanged(hiring_team=command.hiring_team))]


def attach(job: Job | None, command: AttachJobDocument, _at: datetime, _rules: Rules) -> Sequence[On]:
    if command.document.document in _known(job).documents:
        return []
    return [On(command.job, JobDocumentAttached(document=command.document))]


def set_profile(job: Job | None, command: SetJobProfile, _at: datetime, _rules: Rules) -> Sequence[On]:
    known = _known(job).profile
    said = command.wanted, command.years, command.education
    if known is not None and (known.wanted, known.years, known.education) == said:
        return []
    event = JobProfileSet(wanted=command.wanted, years=command.years, education=command.education)
    return [On(command.job, event)]


def _known(job: Job | None) -> Job:
    if job is None or job.void:
        raise Refused("no_such_job")
    return job
