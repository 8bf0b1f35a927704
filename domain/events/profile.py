"""What somebody outside says has changed, what became of it, and which value a human chose."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from domain.events.event import CAREER, IDENTITY, Event
from domain.person import Career, Person, Text
from domain.vocabulary import ActorId, AgeBand, Code, EducationLevel

Choosable = Literal[
    "name",
    "born",
    "place",
    "headline",
    "summary",
    "employments",
    "educations",
    "career_start",
    "region",
    "age_band",
    "education_level",
    "career_start_year",
]


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


class ProfileValuePreferred(Event):
    """A human chose among what was said: it stands as confirmed by them, until somebody says something newer."""

    type: Literal["profile-value-preferred"] = "profile-value-preferred"
    attribute: Choosable
    position: int
    """Of the event that said the value."""
    preferred_by: ActorId


class ProfileValueReleased(Event):
    """The choice is taken back: the rules decide again."""

    type: Literal["profile-value-released"] = "profile-value-released"
    attribute: Choosable
