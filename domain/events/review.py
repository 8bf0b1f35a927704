"""What was entered is looked at by somebody else, and filed (row 8): entry, review, archive."""

from typing import Annotated, Literal

from domain.events.event import CAREER, Document, Event, Remarks
from domain.person import Education
from domain.vocabulary import ActorId, Code

Subject = Literal["record", "education", "evaluation"]
Finding = Literal["confirmed", "rejected"]


class RecordReviewed(Event):
    """Somebody else than who entered it says whether it holds. The last review stands."""

    type: Literal["record-reviewed"] = "record-reviewed"
    subject: Subject
    position: int
    """Of the event that entered it."""
    education: int | None = None
    """Which degree of that description, from 0."""
    verdict: Finding
    evidence: Code | None = None
    """By what it was checked: `chsi` (学信网), `diploma-seen`, `reference-call` …"""
    reviewer: ActorId
    document: Document | None = None
    degree: Annotated[Education | None, CAREER] = None
    """The degree exactly as it was checked: another wording of it is another degree."""
    remarks: Remarks = None


class RecordArchived(Event):
    """A description or an evaluation is filed: nothing of it waits to be reviewed any more."""

    type: Literal["record-archived"] = "record-archived"
    position: int
    """Of the event that entered it."""
    archived_by: ActorId
