"""What we know of somebody beyond their record."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.events.event import CAREER, Document, Event, Remarks, Said
from domain.person import PayExpectation
from domain.vocabulary import ActorId, Code, Degree, Intent, Tag, Tier, TierDimension


class CandidateTagged(Event):
    """A tag was put on the person: by a human, an import, or drawn out of a text."""

    type: Literal["candidate-tagged"] = "candidate-tagged"
    tag: Tag
    facet: Literal["skill", "experience", "industry", "relation", "behaviour", "intent", "stage", "other"] = "other"
    asserted_by: Literal["human", "import", "extraction"] = "human"
    confidence: int | None = Field(default=None, ge=0, le=100)
    """In per cent, for an extraction."""
    written: Tag | None = None
    """The word that was put, where the vocabulary says this tag for it."""


class CandidateUntagged(Event):
    """A tag was taken off again, on every record that held it."""

    type: Literal["candidate-untagged"] = "candidate-untagged"
    tag: Tag


class IntentRecorded(Event):
    """How far the person is looking for a job. Recorded again, it still holds."""

    type: Literal["intent-recorded"] = "intent-recorded"
    intent: Intent
    said: Said = None


class InterestRecorded(Event):
    """What the person wants to work on, and how much."""

    type: Literal["interest-recorded"] = "interest-recorded"
    area: Tag
    degree: Literal["low", "medium", "high"] = "medium"


class PayExpected(Event):
    """What the person hopes to earn."""

    type: Literal["pay-expected"] = "pay-expected"
    pay: Annotated[PayExpectation | None, CAREER] = None


class OwnerAssigned(Event):
    """Someone is responsible for the relationship; `owner` None takes the role away again."""

    type: Literal["owner-assigned"] = "owner-assigned"
    owner: ActorId | None = None
    role: Literal["recruiter", "hr-partner", "business-mentor", "relationship-manager"] = "recruiter"


class FitAssessed(Event):
    """Somebody judged how well the person can do what is done here, or how they would get on. The newest word on an
    aspect stands; without a degree it is taken back."""

    type: Literal["fit-assessed"] = "fit-assessed"
    aspect: Literal["ability", "culture"]
    degree: Degree | None = None
    remarks: Remarks = None


class TierFinding(BaseModel):
    """What was seen in one dimension, and the event that says so; no degree: nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dimension: TierDimension
    degree: Degree | None = None
    position: int | None = None


class TierAssigned(Event):
    """A human put the person into a tier, and this is what the policy proposed at that moment, and why. `tier` None
    takes it away again."""

    type: Literal["tier-assigned"] = "tier-assigned"
    tier: Tier | None = None
    proposed: Tier | None = None
    policy: Code | None = None
    findings: tuple[TierFinding, ...] = ()
    why: Code | None = None
    """Why otherwise than proposed."""
    remarks: Remarks = None


class NoteRecorded(Event):
    """A note, or the minutes of a talk."""

    type: Literal["note-recorded"] = "note-recorded"
    kind: Code = "note"
    text: Said = None
    document: Document | None = None


class TalentPoolEntered(Event):
    """The person is kept in mind in this pool from here on."""

    type: Literal["talent-pool-entered"] = "talent-pool-entered"
    pool: Code = "main"
    why: Code | None = None


class TalentPoolLeft(Event):
    """The person is out of this pool; on every record that was in it."""

    type: Literal["talent-pool-left"] = "talent-pool-left"
    pool: Code = "main"
    why: Code | None = None
