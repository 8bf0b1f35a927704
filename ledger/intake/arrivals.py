"""People arriving: drafts become new records, changed ones, or nothing new, some hundred in one append."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from pydantic import ValidationError

from domain.decision import Refused, Rules
from domain.decisions.ingest import IngestRecord, ingest
from domain.description import Description
from domain.dossier import Dossier, combine
from domain.events import CandidateIngested
from domain.record import Record, evolve, fold
from domain.recorded import Recorded
from domain.vocabulary import Confidentiality
from ledger.codec import NewEvent
from ledger.envelope import Origin, new_id, numbered
from ledger.intake.batch import Assignment
from ledger.intake.draft import Draft, RejectedRow
from ledger.intake.gathered import career_start
from ledger.intake.normalise.places import region_code
from ledger.intake.outcome import Outcome
from ledger.ledger import Ledger
from ledger.store import Inline

CONSENT_NOTE = "renmai:consent"
"""Beside the sensitive values: which separate consent allows them."""
_NOT_YET = 1 << 60
"""Positions of events that are decided on and not stored: above all real ones."""


@dataclass(frozen=True, slots=True)
class Arrival:
    draft: Draft
    digest: bytes
    """By what the person is found again."""
    external_id: str | None
    content: object
    """The row as it came, for the reject file."""


@dataclass(slots=True)
class _Settled:
    """What one attempt would store."""

    outcome: Outcome = field(default_factory=Outcome)
    events: list[NewEvent] = field(default_factory=list)
    new_keys: list[tuple[bytes, UUID]] = field(default_factory=list)
    streams: dict[bytes, UUID] = field(default_factory=dict)
    all_new: bool = True


def arrive(ledger: Ledger, assignment: Assignment, arrivals: Sequence[Arrival]) -> tuple[Outcome, dict[bytes, UUID]]:
    """Store them in one append; answers what came of it and whose stream is whose.

    Raises Conflict or Moved when somebody else was faster: then nothing was stored, and it can be tried again.
    """
    settled = _settle(ledger, assignment, arrivals)
    if settled.events:
        inline = Inline(source_keys=settled.new_keys)
        receipt = ledger.append(settled.events, inline=inline, new_subjects=settled.all_new)
        settled.outcome.stored(receipt.first_position, receipt.events)
    return settled.outcome, settled.streams


def _settle(ledger: Ledger, assignment: Assignment, arrivals: Sequence[Arrival]) -> _Settled:
    settled = _Settled(streams=ledger.store.source_keys([arrival.digest for arrival in arrivals]))
    records = _records(ledger, settled.streams)
    versions: dict[UUID, int] = {stream: record.version for stream, record in records.items()}
    origins = {each: assignment.origin(each) for each in Confidentiality}
    at = ledger.clock()
    for arrival in arrivals:
        stream = settled.streams.get(arrival.digest)
        if stream is None:
            stream = new_id()
            settled.streams[arrival.digest] = stream
            settled.new_keys.append((arrival.digest, stream))
        record = records.get(stream)
        try:
            command = _command(arrival, stream, assignment, record, at)
            happened = ingest(combine([record]) if record else None, command, at, Rules(claimed=True))
        except Refused as error:
            settled.outcome.rejected.append(RejectedRow(arrival.draft.row, "refused", error.code, arrival.content))
            continue
        except ValidationError as error:
            settled.outcome.rejected.append(RejectedRow(arrival.draft.row, "wrong_type", fields_of(error), arrival.content))
            continue
        if not happened:
            settled.outcome.unchanged += 1
            continue
        _place(settled, numbered(happened, versions, origins[arrival.draft.confidentiality], command, new_id()), record, records)
        versions[stream] = versions.get(stream, 0) + 1
    settled.new_keys = [key for key in settled.new_keys if key[1] in versions]
    return settled


def _place(settled: _Settled, events: list[NewEvent], record: Record | None, records: dict[UUID, Record]) -> None:
    """Take the events in, so that a later row about the same person sees them."""
    new = events[0]
    settled.events.append(new)
    if record is not None:
        settled.all_new = False
    if isinstance(new.event, CandidateIngested):
        settled.outcome.added += 1
    else:
        settled.outcome.updated += 1
    at = _NOT_YET + len(settled.events)
    records[new.stream] = _Lazily(record, Recorded(at, new.stream, new.version, datetime.max, new.meta, new.event))
