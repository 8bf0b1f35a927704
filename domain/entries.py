"""What was entered on a record and can be reviewed, and how far that has come: entered, reviewed, archived."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.description import Description
from domain.events.review import Finding, Subject
from domain.interview import Evaluation
from domain.person import Education
from domain.record import Record
from domain.value import value


@dataclass(frozen=True, slots=True)
class Asked:
    """What a policy asks of one kind of entry."""

    review: bool
    """It is not archived without one."""
    by_another: bool = True
    """Whoever had a hand in the entry can't review it."""
    evidence: bool = False
    """A confirmation names by what it was checked."""


DEFAULT = "review-1"
POLICIES: dict[str, dict[Subject, Asked]] = {
    "review-1": {
        "record": Asked(review=False),
        "education": Asked(review=True, evidence=True),
        "evaluation": Asked(review=True),
    },
}
"""Ours, to be tuned by users."""


class EntryState(StrEnum):
    ENTERED = "entered"
    REVIEWED = "reviewed"
    ARCHIVED = "archived"


ENTERED, REVIEWED, ARCHIVED = EntryState


@value
class Entry:
    """A description by one source, one degree in it, or an evaluation."""

    stream: UUID
    subject: Subject
    position: int
    """Of the event that entered it."""
    education: int | None
    """Which degree of the description, from 0."""
    entered_by: tuple[str, ...]
    state: EntryState
    review_asked: bool
    """The policy wants a review, and nobody has confirmed it yet."""
    verdict: Finding | None
    evidence: str | None
    reviewed_by: str | None
    reviewed_at: datetime | None
    archived_at: datetime | None


def entries(record: Record, policy: str = DEFAULT) -> tuple[Entry, ...]:
    """What each source says now, and every evaluator's last verdict; in the order of positions."""
    found: list[Entry] = []
    for description in record.descriptions:
        position, hands = description.position, description.entered_by
        found.append(_entry(record, "record", position, None, hands, policy))
        for place, _ in enumerate(degrees(description)):
            found.append(_entry(record, "education", position, place, hands, policy))
    for application in record.journey.applications.values():
        for interview in application.interviews.values():
            for evaluator, each in interview.evaluations.items():
                found.append(_entry(record, "evaluation", each.position, None, _hands(evaluator, each), policy))
    if len(found) > 1:
        found.sort(key=lambda each: (each.position, each.education is not None, each.education or 0))
    return tuple(found)


def degrees(description: Description) -> tuple[Education, ...]:
    return description.career.educations if description.career else ()


def _hands(evaluator: str, evaluation: Evaluation) -> tuple[str, ...]:
    return tuple(dict.fromkeys((evaluator, *evaluation.entered_by)))


def _entry(
    record: Record, subject: Subject, position: int, education: int | None, hands: tuple[str, ...], policy: str
) -> Entry:
    review = record.reviews.last(subject, position, education)
    archived_at = record.reviews.archived.get(position)
    state = ARCHIVED if archived_at else REVIEWED if review else ENTERED
    asked = POLICIES[policy][subject].review
    entered = (record.stream, subject, position, education, hands, state)
    if review is None:
        return Entry(*entered, asked, None, None, None, None, archived_at)
    said = (review.verdict, review.evidence, review.reviewer, review.reviewed_at)
    return Entry(*entered, asked and review.verdict != "confirmed", *said, archived_at)
