"""People arriving: drafts become new records, changed ones, or nothing new, some hundred in one append."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import ValidationError

from domain.decision import On, Refused, Rules
from domain.decisions.ingest import IngestRecord, ingest
from domain.dossier import combine
from domain.events import CandidateIngested, DocumentAttached
from domain.person import Career
from domain.reach import PointKey
from domain.record import Record, evolve, fold
from domain.recorded import Recorded
from domain.vocabulary import Confidentiality, EducationLevel
from ledger.blobs import Blobs
from ledger.codec import Draft as EventDraft
from ledger.codec import NewEvent, take_apart
from ledger.envelope import Origin, new_id, numbered
from ledger.intake.batch import Assignment
from ledger.intake.careers import career_start
from ledger.intake.codes import FORGOTTEN, fields_of
from ledger.intake.draft import Draft, RejectedRow
from ledger.intake.long_texts import LongTexts
from ledger.intake.newcomers import ingested, is_plain
from ledger.intake.outcome import Outcome
from ledger.ledger import Ledger
from ledger.store import Inline

CONSENT_NOTE = "renmai:consent"
"""Beside the sensitive values: which separate consent allows them."""
NOWHERE: frozenset[PointKey] = frozenset()
NOT_YET = 1 << 60
"""Positions of events that are decided on and not stored: above all real ones."""


class Arrival(NamedTuple):
    draft: Draft
    digest: bytes
    """By what the person is found again."""
    external_id: str | None
    content: object
    """The row as it came, for the reject file."""
    unmapped: Mapping[str, str]
    """The draft's, with the names of documents in the place of long texts."""
    long_texts: Mapping[str, str]
    """Document's name -> text."""


@dataclass(slots=True)
class _Settled:
    """What one attempt would store."""

    streams: dict[bytes, UUID]
    records: dict[UUID, Record]
    origins: Mapping[Confidentiality, Origin]
    texts: LongTexts
    outcome: Outcome = field(default_factory=Outcome)
    drafts: list[EventDraft] = field(default_factory=list)
    waiting: dict[UUID, list[NewEvent]] = field(default_factory=dict)
    """By stream, what a later row about the same person has to see."""
    new_keys: list[tuple[bytes, UUID]] = field(default_factory=list)
    all_new: bool = True


def arrive(
    ledger: Ledger, blobs: Blobs, assignment: Assignment, arrivals: Sequence[Arrival]
) -> tuple[Outcome, dict[bytes, UUID]]:
    """Store them in one append; answers what came of it and whose stream is whose.

    Raises Conflict or Moved when somebody else was faster: nothing was stored, and it can be tried again.
    """
    streams = ledger.store.source_keys([arrival.digest for arrival in arrivals])
    histories = ledger.histories(list(set(streams.values()))) if streams else {}
    records = {stream: record for stream, history in histories.items() if (record := fold(history))}
    often = {digest for digest, times in Counter(each.digest for each in arrivals).items() if times > 1}
    newcomers = {each.digest: _addresses(each) for each in arrivals if each.digest not in streams}
    forgotten = ledger.surroundings.forgotten(set().union(*newcomers.values()))
    with LongTexts(blobs) as texts:
        settled = _Settled(streams, records, {each: assignment.origin(each) for each in Confidentiality}, texts)
        at = ledger.clock()
        for arrival in arrivals:
            if forgotten and forgotten & newcomers.get(arrival.digest, NOWHERE):
                settled.outcome.rejected.append(RejectedRow(arrival.draft.row, FORGOTTEN))
                continue
            known = arrival.digest in often or arrival.digest in streams
            try:
                if known or arrival.long_texts or not is_plain(arrival.draft):
                    _settle(settled, assignment, arrival, at)
                else:
                    _settle_newcomer(settled, arrival)
            except Refused as error:
                settled.outcome.rejected.append(refused_row(arrival.draft.row, error, arrival.content))
            except ValidationError as error:
                rejected = RejectedRow(arrival.draft.row, "wrong_type", fields_of(error), arrival.content)
                settled.outcome.rejected.append(rejected)
        if settled.drafts:
            inline = Inline(source_keys=settled.new_keys)
            receipt = ledger.append_drafts(settled.drafts, inline=inline, new_subjects=settled.all_new)
            settled.outcome.stored(receipt.first_position, receipt.events)
    return settled.outcome, settled.streams


def _addresses(arrival: Arrival) -> frozenset[PointKey]:
    points = arrival.draft.identity.get("points", ())
    return frozenset(
        (each["kind"], each["value"]) if isinstance(each, dict) else (each.kind, each.value) for each in points
    )


def refused_row(row: int, refused: Refused, content: object) -> RejectedRow:
    """Of whoever was erased nothing is kept, in no file of rejects either."""
    if refused.code == "candidate_erased":
        return RejectedRow(row, FORGOTTEN)
    return RejectedRow(row, "refused", refused.code, content)


def _settle_newcomer(settled: _Settled, arrival: Arrival) -> None:
    stream = new_id()
    settled.streams[arrival.digest] = stream
    settled.new_keys.append((arrival.digest, stream))
    origin = settled.origins[arrival.draft.confidentiality]
    settled.drafts.append(ingested(arrival.draft, stream, arrival.external_id, origin))
    settled.outcome.added += 1


def _settle(settled: _Settled, assignment: Assignment, arrival: Arrival, at: datetime) -> None:
    known = settled.streams.get(arrival.digest)
    record = _record(settled, known, at) if known else None
    stream = known or new_id()
    command, happened = _decided(assignment, arrival, stream, record, at)
    events = [*happened, *_documents(settled, arrival, stream, record)]
    if not events:
        settled.outcome.unchanged += 1
        return
    if known is None:
        settled.streams[arrival.digest] = stream
        settled.new_keys.append((arrival.digest, stream))
    else:
        settled.all_new = False
    version = {stream: record.version} if record else {}
    new = numbered(events, version, settled.origins[arrival.draft.confidentiality], command, new_id())
    settled.drafts += map(take_apart, new)
    settled.waiting[stream] = new
    settled.records.pop(stream, None)
    if record:
        settled.records[stream] = record
    if isinstance(new[0].event, CandidateIngested):
        settled.outcome.added += 1
    else:
        settled.outcome.updated += 1


def _documents(settled: _Settled, arrival: Arrival, stream: UUID, record: Record | None) -> Iterator[On]:
    """The row's long texts, but for those that an earlier description has put beside the record."""
    if not arrival.long_texts:
        return
    held = {document.file_name for document in record.described.documents} if record else set()
    for name, text in arrival.long_texts.items():
        if name not in held:
            settled.all_new = False  # the document's key is made before the append
            document = settled.texts.put(stream, "unmapped", name, text)
            yield On(stream, DocumentAttached(document=document, file_name=name))


def _record(settled: _Settled, stream: UUID, at: datetime) -> Record | None:
    """As it is stored, and with what earlier rows of this append add to it."""
    record = settled.records.get(stream)
    for number, new in enumerate(settled.waiting.pop(stream, ())):
        position = NOT_YET + len(settled.drafts) + number
        record = evolve(record, Recorded(position, stream, new.version, at, new.meta, new.event))
        settled.records[stream] = record
    return record


def _decided(
    assignment: Assignment, arrival: Arrival, stream: UUID, record: Record | None, at: datetime
) -> tuple[IngestRecord, Sequence[On]]:
    """Nothing happens where the source says nothing new. Raises Refused."""
    dossier = combine([record]) if record else None
    said_before = record.described.sources.get(assignment.source) if record else None
    if said_before and arrival.draft.years is not None:
        as_then = command_of(assignment, arrival, stream, said_before.recorded_at.date())
        if not ingest(dossier, {}, as_then, at, Rules(claimed=True)):
            return as_then, ()
    command = command_of(assignment, arrival, stream, assignment.started_at.date())
    return command, ingest(dossier, {}, command, at, Rules(claimed=True))


def _only_level(career: Career) -> EducationLevel | None:
    """Spares the rules the comparison where there is nothing to compare."""
    return career.educations[0].level if len(career.educations) == 1 else None


def command_of(assignment: Assignment, arrival: Arrival, stream: UUID, asked_on: date) -> IngestRecord:
    """Years of experience are counted back from the day on which they were said."""
    draft = arrival.draft
    career, sensitive, grant = draft.career, None, assignment.instructions.sensitive
    if draft.years is not None and career.career_start is None:
        career = career.model_copy(update={"career_start": career_start(draft.years, asked_on)})
    if draft.sensitive and grant:
        sensitive = draft.sensitive | {CONSENT_NOTE: grant.consent}
    return IngestRecord(
        candidate=stream,
        source=assignment.source,
        row=draft.row,
        person=draft.person,
        career=career,
        external_id=arrival.external_id,
        unmapped=dict(arrival.unmapped) or None,
        sensitive=sensitive,
        sensitive_for=grant.purpose if sensitive and grant else None,
        status=draft.status,
        education_level=_only_level(career),
        region=draft.region,
    )
