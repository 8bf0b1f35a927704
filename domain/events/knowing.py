"""What we know of somebody beyond their record."""

from typing import Annotated, Literal

from pydantic import Field

from domain.events.event import CAREER, Document, Event, Said
from domain.person import PayExpectation
from domain.vocabulary import ActorId, Code, Intent, Tag


class CandidateTagged(Event):
    type: Literal["candidate-tagged"] = "candidate-tagged"
    tag: Tag
    facet: Literal["skill", "experience", "industry", "relation", "behaviour", "intent", "stage", "other"] = "other"
    asserted_by: Literal["human", "import", "extraction"] = "human"
    confidence: int | None = Field(default=None, ge=0, le=100)
    """In per cent, for an extraction."""


class CandidateUntagged(Event):
    type: Literal["candidate-untagged"] = "candidate-untagged"
    tag: Tag


class IntentRecorded(Event):
    type: Literal["intent-recorded"] = "intent-recorded"
    intent: Intent
    said: Said = None


class InterestRecorded(Event):
    type: Literal["interest-recorded"] = "interest-recorded"
    area: Tag
    degree: Literal["low", "medium", "high"] = "medium"


class PayExpected(Event):
    type: Literal["pay-expected"] = "pay-expected"
    pay: Annotated[PayExpectation | None, CAREER] = None


class OwnerAssigned(Event):
    """Someone is responsible for the relationship; `owner` None takes the role away again."""

    type: Literal["owner-assigned"] = "owner-assigned"
    owner: ActorId | None
    role: Literal["recruiter", "hr-partner", "business-mentor", "relationship-manager"] = "recruiter"


class NoteRecorded(Event):
    type: Literal["note-recorded"] = "note-recorded"
    kind: Code = "note"
    text: Said = None
    document: Document | None = None


class TalentPoolEntered(Event):
    type: Literal["talent-pool-entered"] = "talent-pool-entered"
    pool: Code = "main"
    why: Code | None = None


class TalentPoolLeft(Event):
    type: Literal["talent-pool-left"] = "talent-pool-left"
    pool: Code = "main"
    why: Code | None = None
