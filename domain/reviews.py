"""What was reviewed of one record, and what was archived."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from domain.events import RecordArchived, RecordReviewed
from domain.events.review import Finding, Subject
from domain.person import Education
from domain.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Review:
    subject: Subject
    entered_at_position: int
    education: int | None
    verdict: Finding
    evidence: str | None
    reviewer: str
    position: int
    reviewed_at: datetime
    degree: Education | None
    """None if it was no degree, or is forgotten, or its seal was not opened."""


@dataclass(frozen=True, slots=True)
class Reviews:
    held: tuple[Review, ...] = ()
    """In the order of positions."""
    archived: dict[int, datetime] = field(default_factory=dict)
    """By the position that entered it."""

    def last(self, subject: Subject, position: int, education: int | None) -> Review | None:
        if not self.held:
            return None
        wanted = (subject, position, education)
        found = [each for each in self.held if (each.subject, each.entered_at_position, each.education) == wanted]
        return found[-1] if found else None


NO_REVIEWS = Reviews()


def reviewed(reviews: Reviews, event: RecordReviewed, recorded: Recorded) -> Reviews:
    review = Review(
        event.subject,
        event.position,
        event.education,
        event.verdict,
        event.evidence,
        event.reviewer,
        recorded.position,
        recorded.happened_at,
        event.degree,
    )
    return Reviews((*reviews.held, review), reviews.archived)


def archived(reviews: Reviews, event: RecordArchived, recorded: Recorded) -> Reviews:
    return Reviews(reviews.held, {**reviews.archived, event.position: recorded.happened_at})


def unverified(education: Education) -> Education:
    """As it was claimed: who says a thing can't verify it, too."""
    return education.model_copy(update={"verified": False}) if education.verified else education


def with_verdicts(educations: tuple[Education, ...], registers: Iterable[Reviews]) -> tuple[Education, ...]:
    """Verified is what the last review of that very degree confirmed, on whichever of the person's records."""
    reviews = sorted((each for register in registers for each in register.held), key=lambda each: each.position)
    if not reviews and not any(each.verified for each in educations):
        return educations
    verdicts = {each.degree: each.verdict for each in reviews if each.degree}
    claimed = map(unverified, educations)
    return tuple(each.model_copy(update={"verified": verdicts.get(each) == "confirmed"}) for each in claimed)
