"""A job stream, as little as the journey needs."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.events.event import Document, Event
from domain.person import Text
from domain.vocabulary import ActorId, Code, EducationLevel, HeadcountState, Tag


class JobOpened(Event):
    """There is a job to be filled."""

    type: Literal["job-opened"] = "job-opened"
    title: Text
    org_unit: Code
    family: Code
    controller: Code = "main"
    hiring_team: tuple[ActorId, ...] = ()
    headcount: int = Field(default=1, ge=1)
    headcount_state: HeadcountState = HeadcountState.OPEN
    key_role: bool = False


class HeadcountChanged(Event):
    """How many are wanted, and whether offers may be made."""

    type: Literal["headcount-changed"] = "headcount-changed"
    headcount: int = Field(ge=0)
    headcount_state: HeadcountState


class JobDocumentAttached(Event):
    """A file of the job, such as its description, which a contact can bring along."""

    type: Literal["job-document-attached"] = "job-document-attached"
    document: Document


class HiringTeamChanged(Event):
    """Who fills the job from here on."""

    type: Literal["hiring-team-changed"] = "hiring-team-changed"
    hiring_team: tuple[ActorId, ...]


class WantedTag(BaseModel):
    """A tag of the vocabulary that a job asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    facet: Literal["skill", "experience", "industry", "relation", "behaviour"]
    tag: Tag
    needed: bool = True
    """Else it is welcome, and nobody is left out for it."""


class JobProfileSet(Event):
    """Whom the job asks for (人才画像, row 45): what its description gave at first, as a recruiter adjusted it."""

    type: Literal["job-profile-set"] = "job-profile-set"
    wanted: tuple[WantedTag, ...]
    years: int | None = Field(default=None, ge=0, le=80)
    """Whole years since the first job, at least."""
    education: EducationLevel | None = None
    """At least."""
