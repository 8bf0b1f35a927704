"""What each source last said of a person: who said it, when, and how far it is to be believed."""

from dataclasses import field, replace
from datetime import datetime
from enum import IntEnum
from uuid import UUID

from domain.envelope import Meta
from domain.events import CandidateIngested, DocumentAttached, ProfileConfirmed, ProfileUpdated
from domain.person import Career, Person
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import AgeBand, EducationLevel, Status

NO_SOURCE = "direct"
"""Stands for the source where the envelope names none."""

SELF = "candidate"
"""The source of what people say of themselves, through a form or a link of their own."""


class Standing(IntEnum):
    """The first rule of survivorship: confirmed by a human > said by the candidate > reported by a source."""

    REPORTED = 1
    SAID_BY_CANDIDATE = 2
    CONFIRMED = 3


@value
class Description:
    """The content of the last event in which this source described the person."""

    source: str
    position: int
    recorded_at: datetime
    happened_at: datetime
    standing: Standing
    person: Person | None = None
    """None if nothing was said, or it is forgotten, or it was read without its seal opened."""
    career: Career | None = None
    external_id: str | None = None
    unmapped: dict[str, str] | None = None
    """Held so that the same row, read again, is known as unchanged."""
    sensitive: dict[str, str] | None = None
    region: str | None = None
    age_band: AgeBand | None = None
    education_level: EducationLevel | None = None
    career_start_year: int | None = None
    entered_by: tuple[str, ...] = ()
    """Whoever had a hand in it: they can't review it themselves."""
    own_standing: Standing = Standing.REPORTED
    """By whoever said it; a confirmation of everything at once raises `standing` alone."""


@value
class HeldDocument:
    document: UUID
    kind: str
    media_type: str
    size: int
    """Bytes of the plain file."""
    file_name: str | None
    position: int
    happened_at: datetime


@value
class Described:
    ingested_position: int | None = None
    """None: there is no record here (any more); its ingest was recorded in error."""
    ingested_at: datetime | None = None
    status: Status = Status.PROSPECT
    """As the source gave it. What the journey says goes before it."""
    sources: dict[str, Description] = field(default_factory=dict)
    documents: tuple[HeldDocument, ...] = ()


def ingested(described: Described, event: CandidateIngested, recorded: Recorded) -> Described:
    description = _description(event, recorded)
    sources = {**described.sources, description.source: description}
    return Described(recorded.position, recorded.happened_at, event.status, sources, described.documents)


def updated(described: Described, event: ProfileUpdated, recorded: Recorded) -> Described:
    description = _description(event, recorded)
    return _with_sources(described, {**described.sources, description.source: description})


def confirmed(described: Described, event: ProfileConfirmed, _recorded: Recorded) -> Described:
    """It holds for what every source had said by then; a newer description starts afresh."""
    standing = Standing.SAID_BY_CANDIDATE if event.by_candidate else Standing.CONFIRMED
    return _with_sources(described, {source: _raised(each, standing) for source, each in described.sources.items()})


def attached(described: Described, event: DocumentAttached, recorded: Recorded) -> Described:
    document = event.document
    held = HeldDocument(
        document.document,
        document.kind,
        document.media_type,
        document.size,
        event.file_name,
        recorded.position,
        recorded.happened_at,
    )
    return Described(
        described.ingested_position,
        described.ingested_at,
        described.status,
        described.sources,
        (*described.documents, held),
    )


def standing_of(meta: Meta) -> Standing:
    """A person who types it in confirms it; a key that sends it on merely reports."""
    if meta.source == SELF:
        return Standing.SAID_BY_CANDIDATE
    if meta.batch is None and meta.actor.startswith("user:"):
        return Standing.CONFIRMED
    return Standing.REPORTED


def _description(event: CandidateIngested | ProfileUpdated, recorded: Recorded) -> Description:
    standing = standing_of(recorded.meta)
    return Description(
        recorded.meta.source or NO_SOURCE,
        recorded.position,
        recorded.recorded_at,
        recorded.happened_at,
        standing,
        event.person,
        event.career,
        event.external_id,
        event.unmapped,
        event.sensitive,
        event.region,
        event.age_band,
        event.education_level,
        event.career_start_year,
        recorded.meta.hands,
        standing,
    )


def _raised(description: Description, standing: Standing) -> Description:
    return description if standing <= description.standing else replace(description, standing=standing)


def _with_sources(described: Described, sources: dict[str, Description]) -> Described:
    return Described(described.ingested_position, described.ingested_at, described.status, sources, described.documents)
