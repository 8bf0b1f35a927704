"""A source describes a person: a new record, a changed one, or nothing new."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.description import NO_SOURCE, Description
from domain.dossier import Dossier
from domain.events import CandidateIngested, ProfileConfirmed, ProfileUpdated, SuppressionLifted
from domain.person import Career, LongText, Person, Text, shows
from domain.reach import PointKey
from domain.reviews import unverified
from domain.suppression import Suppression
from domain.vocabulary import AgeBand, Code, EducationLevel, Purpose, Status

BANDS = (
    (25, AgeBand.UNDER_25),
    (30, AgeBand.FROM_25),
    (35, AgeBand.FROM_30),
    (40, AgeBand.FROM_35),
    (50, AgeBand.FROM_40),
)
"""Each band is for those younger than the figure, in years."""


class IngestRecord(OfCandidate):
    """What one source says of one person. `candidate` is the record's own id, new or known.

    A source that says the same again adds nothing. Coarse facts that are left out are derived.
    """

    type: Literal["ingest-record"] = "ingest-record"
    row: int | None = None
    person: Person | None = None
    career: Career | None = None
    external_id: Text | None = None
    unmapped: dict[str, LongText] | None = None
    sensitive: dict[str, LongText] | None = None
    sensitive_for: Purpose | None = None
    """What the sensitive part is needed for; without it, none is taken."""
    status: Status = Status.PROSPECT
    region: Code | None = None
    age_band: AgeBand | None = None
    education_level: EducationLevel | None = None
    career_start_year: int | None = None
    by_candidate: bool = False
    """They came themselves, or came back: who was erased is taken in again only then."""


class ConfirmProfile(OfCandidate):
    type: Literal["confirm-profile"] = "confirm-profile"
    by_candidate: bool = True


def ingest(
    dossier: Dossier | None,
    addresses: Mapping[PointKey, Suppression],
    command: IngestRecord,
    at: datetime,
    _rules: Rules,
) -> Sequence[On]:
    """`addresses`: what stands against those that the record names."""
    if command.sensitive and command.sensitive_for is None:
        raise Refused("sensitive_needs_purpose")
    if command.person and command.person.name and not shows(command.person.name.full):
        raise Refused("blank_name")
    if command.career and any(each.verified for each in command.career.educations):
        command = command.model_copy(update={"career": _as_claimed(command.career)})
    record = None if dossier is None else dossier.record(command.candidate)
    if record is not None and record.erased:
        raise Refused("candidate_erased")
    content = _content(command, at)
    if record is None or record.void:
        ingested = On(command.candidate, CandidateIngested(status=command.status, **content))
        return [ingested, *_back(addresses, command)]
    last = record.described.sources.get(command.source or NO_SOURCE)
    if last is not None and _says_the_same(command, last):
        return []
    return [On(command.candidate, ProfileUpdated(**content))]


def _back(addresses: Mapping[PointKey, Suppression], command: IngestRecord) -> list[On]:
    """What else they said of an address, an objection above all, stands as before."""
    if not command.by_candidate and any(each.forgotten for each in addresses.values()):
        raise Refused("address_forgotten")
    return [
        On(each.stream, SuppressionLifted(kind=kind, why="came-back", only="erased"))
        for (kind, _), each in addresses.items()
        if each.forgotten
    ]


def confirm(dossier: Dossier | None, command: ConfirmProfile, _at: datetime, rules: Rules) -> Sequence[On]:
    """What was shown came from all records, so all are confirmed; as a sign of life it counts once."""
    person = addressed(dossier, command.candidate, rules)
    return [
        On(
            record.stream,
            ProfileConfirmed(by_candidate=command.by_candidate, echo=record.stream != command.candidate),
        )
        for record in person.records
        if not record.void
    ]


def _content(command: IngestRecord, at: datetime) -> dict[str, Any]:
    person, career = command.person, command.career
    born = person.born if person else None
    start = career.career_start if career else None
    return {
        "row": command.row,
        "person": person,
        "career": career,
        "external_id": command.external_id,
        "unmapped": command.unmapped,
        "sensitive": command.sensitive,
        "sensitive_for": command.sensitive_for,
        "region": command.region,
        "age_band": command.age_band or (age_band(born.on, at.date()) if born else None),
        "education_level": command.education_level or (highest(career) if career else None),
        "career_start_year": command.career_start_year or (start.on.year if start else None),
    }


def _as_claimed(career: Career) -> Career:
    """No source verifies its own claims: that takes a review."""
    return career.model_copy(update={"educations": tuple(map(unverified, career.educations))})


def _says_the_same(command: IngestRecord, last: Description) -> bool:
    """Derived facts may shift with time: only what was given is compared."""
    given = (command.person, command.career, command.external_id, command.unmapped, command.sensitive)
    return (
        given == (last.person, last.career, last.external_id, last.unmapped, last.sensitive)
        and command.region == last.region
        and command.age_band in (None, last.age_band)
        and command.education_level in (None, last.education_level)
        and command.career_start_year in (None, last.career_start_year)
    )


def age_band(born: date, on: date) -> AgeBand:
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for below, band in BANDS if years < below), AgeBand.FROM_50)


def highest(career: Career) -> EducationLevel | None:
    levels = [education.level for education in career.educations if education.level]
    return max(levels, key=lambda level: level.rank, default=None)
