"""What was entered is reviewed by somebody else, and archived."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, human
from domain.dossier import Dossier
from domain.entries import DEFAULT, POLICIES, Entry, EntryState, degrees, entries
from domain.events import Document, RecordArchived, RecordReviewed
from domain.events.review import Finding, Subject
from domain.person import Education, LongText
from domain.reviews import unverified
from domain.vocabulary import ActorId, Code


class ReviewRecord(OfCandidate):
    """`position` is of the event that entered it: a source's last description, or an evaluation."""

    type: Literal["review-record"] = "review-record"
    subject: Subject = "record"
    position: int
    education: int | None = Field(default=None, ge=0)
    """Which degree of the description, from 0."""
    verdict: Finding
    evidence: Code | None = None
    document: Document | None = None
    remarks: LongText | None = None
    by: ActorId | None = None
    """Who reviews; has to be a human, and somebody else than who entered it."""


class ArchiveRecord(OfCandidate):
    type: Literal["archive-record"] = "archive-record"
    position: int
    by: ActorId | None = None


def review(dossier: Dossier | None, command: ReviewRecord, _at: datetime, rules: Rules) -> Sequence[On]:
    """On the record that holds the entry, so that it goes with it when a merge is taken back."""
    person = addressed(dossier, command.candidate, rules)
    wanted = (command.subject, command.position, command.education)
    found = [each for each in _entries(person) if (each.subject, each.position, each.education) == wanted]
    if not found:
        raise Refused("nothing_to_review")
    entry, asked = found[0], POLICIES[DEFAULT][command.subject]
    reviewer = human(command.by)
    rules.require(not (asked.by_another and reviewer in entry.entered_by), "four_eyes")
    rules.require(entry.state is not EntryState.ARCHIVED, "entry_archived")
    confirmed = command.verdict == "confirmed"
    rules.require(not (confirmed and asked.evidence and command.evidence is None), "evidence_required")
    event = RecordReviewed(
        subject=command.subject,
        position=command.position,
        education=command.education,
        verdict=command.verdict,
        evidence=command.evidence,
        reviewer=reviewer,
        document=command.document,
        degree=_degree(person, entry),
        remarks=command.remarks,
    )
    return [On(entry.stream, event)]


def archive(dossier: Dossier | None, command: ArchiveRecord, _at: datetime, rules: Rules) -> Sequence[On]:
    person = addressed(dossier, command.candidate, rules)
    found = [each for each in _entries(person) if each.position == command.position]
    if not found:
        raise Refused("nothing_to_review")
    if found[0].state is EntryState.ARCHIVED:
        return []
    rules.require(all(each.verdict != "rejected" for each in found), "review_rejected")
    rules.require(not any(each.review_asked for each in found), "review_required")
    event = RecordArchived(position=command.position, archived_by=human(command.by))
    return [On(found[0].stream, event)]


def _entries(person: Dossier) -> list[Entry]:
    return [entry for record in person.records for entry in entries(record)]


def _degree(person: Dossier, entry: Entry) -> Education | None:
    if entry.education is None:
        return None
    descriptions = person.record(entry.stream).descriptions
    description = next(each for each in descriptions if each.position == entry.position)
    return unverified(degrees(description)[entry.education])
