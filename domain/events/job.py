"""A job stream, as little as the journey needs."""

from typing import Literal

from pydantic import Field

from domain.events.event import Document, Event
from domain.person import Text
from domain.vocabulary import ActorId, Code, HeadcountState


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
