"""Who somebody is: records from sources, and which records are one person."""

from typing import Annotated, Literal
from uuid import UUID

from domain.events.event import CAREER, DOCUMENT, IDENTITY, SENSITIVE, UNMAPPED, Document, Event
from domain.person import Career, LongText, Person, Text
from domain.vocabulary import AgeBand, Code, EducationLevel, Purpose, Status


class _RecordDescribed(Event):
    row: int | None = None
    """The row of the source file, from 1, header not counted."""
    region: Code | None = None
    age_band: AgeBand | None = None
    education_level: EducationLevel | None = None
    career_start_year: int | None = None
    person: Annotated[Person | None, IDENTITY] = None
    career: Annotated[Career | None, CAREER] = None
    external_id: Annotated[Text | None, IDENTITY] = None
    """The person's id in the source system (`meta.source`)."""
    unmapped: Annotated[dict[str, LongText] | None, UNMAPPED] = None
    """Columns that no field takes: kept, never lost."""
    sensitive: Annotated[dict[str, LongText] | None, SENSITIVE] = None
    """What the law calls sensitive: only with a named purpose and a separate consent."""
    sensitive_for: Purpose | None = None


class CandidateIngested(_RecordDescribed):
    """A source describes somebody for the first time: a new record."""

    type: Literal["candidate-ingested"] = "candidate-ingested"
    status: Status = Status.PROSPECT


class ProfileUpdated(_RecordDescribed):
    """The same source describes the person anew: this description takes the place of its last one."""

    type: Literal["profile-updated"] = "profile-updated"


class ProfileConfirmed(Event):
    """Somebody asked, and nothing has changed."""

    type: Literal["profile-confirmed"] = "profile-confirmed"
    by_candidate: bool = True
    echo: bool = False
    """The same confirmation, on another record of a merged person: it counts once."""


class CandidateMerged(Event):
    """On the survivor: `absorbed` is the same person."""

    type: Literal["candidate-merged"] = "candidate-merged"
    absorbed: UUID


class CandidateAbsorbed(Event):
    """On the other one: its dossier is now found under `survivor`."""

    type: Literal["candidate-absorbed"] = "candidate-absorbed"
    survivor: UUID


class MergeReversed(Event):
    """On both: they are two dossiers again, and never merged by an engine afterwards."""

    type: Literal["merge-reversed"] = "merge-reversed"
    survivor: UUID
    absorbed: UUID


class DifferentPeopleAsserted(Event):
    """On both: whoever looks alike, they are two people, and no engine merges them."""

    type: Literal["different-people-asserted"] = "different-people-asserted"
    other: UUID


class SamePersonAsserted(Event):
    """On both: a human says that they are one person after all, whatever was asserted before."""

    type: Literal["same-person-asserted"] = "same-person-asserted"
    other: UUID


class DocumentAttached(Event):
    """A file was put beside the record; it lies sealed in the blob store."""

    type: Literal["document-attached"] = "document-attached"
    document: Document
    file_name: Annotated[Text | None, DOCUMENT] = None

    @property
    def document_id(self) -> UUID:
        return self.document.document
