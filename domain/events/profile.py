"""What somebody outside says has changed, and what became of it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from domain.events.event import CAREER, IDENTITY, Event
from domain.person import Career, Person, Text
from domain.vocabulary import ActorId, AgeBand, Code, EducationLevel


class ProfileUpdateSuggested(Event):
    """Something is said to have changed; it waits for a human, or for the person. `meta.source` says it."""

    type: Literal["profile-update-suggested"] = "profile-update-suggested"
    suggestion: UUID
    attributes: tuple[Code, ...]
    """What it would change."""
    expires_on: date | None = None
    """The last day on which it can be accepted, in UTC."""
    person: Annotated[Person | None, IDENTITY] = None
    career: Annotated[Career | None, CAREER] = None
    """Only what is new: employments and educations are added to those that stand."""
    seen_at: Annotated[Text | None, IDENTITY] = None
    """Where it was seen, e.g. the address of a page."""


class ProfileUpdateAccepted(Event):
    """It is so: from here on it is believed as what a human confirmed, or the person said."""

    type: Literal["profile-update-accepted"] = "profile-update-accepted"
    suggestion: UUID
    suggested_by: Code
    """The source that had said so."""
    accepted_by: ActorId | None = None
    by_candidate: bool = False
    age_band: AgeBand | None = None
    education_level: EducationLevel | None = None
    career_start_year: int | None = None
    person: Annotated[Person | None, IDENTITY] = None
    career: Annotated[Career | None, CAREER] = None
    """As it was accepted, with the employments and educations that stood."""


class ProfileUpdateDismissed(Event):
    """It is not so, or not of use; the same from the same source is not suggested again."""

    type: Literal["profile-update-dismissed"] = "profile-update-dismissed"
    suggestion: UUID
    why: Code
    dismissed_by: ActorId | None = None
