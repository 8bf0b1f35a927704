"""Reading a file with its format alone, without a ledger."""

import io
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from domain.events import AnyEvent
from domain.record import Record, fold
from ledger.intake.batch import BatchReport
from ledger.intake.codes import BadRow
from ledger.intake.draft import Draft, HistoryDraft, RejectedRow
from ledger.intake.formats.catalogue import detect
from ledger.intake.formats.format import Format
from ledger.intake.instructions import Instructions
from ledger.intake.sources import SourceFile, open_source
from ledger.ledger import Ledger
from ledger.source_key import source_key


class Import(Protocol):
    def __call__(self, content: str | bytes, name: str = "people.csv", **how: object) -> BatchReport: ...


@dataclass
class Read:
    format: Format
    header: tuple[str, ...] = ()
    drafts: list[Any] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)

    @property
    def only(self) -> Draft:
        (draft,) = self.drafts
        assert isinstance(draft, Draft)
        return draft

    @property
    def event(self) -> HistoryDraft:
        (draft,) = self.drafts
        assert isinstance(draft, HistoryDraft)
        return draft


def source_of(content: str | bytes, name: str = "people.csv") -> SourceFile:
    raw = content.encode() if isinstance(content, str) else content
    return open_source(io.BytesIO(raw), name=name)


def read(content: str | bytes, name: str = "people.csv", **told: Any) -> Read:
    """Detect, read and draft."""
    source = source_of(content, name)
    instructions = Instructions(**told)
    chosen = detect(source)
    reading = chosen.read(source, instructions)
    drafting = chosen.drafting(reading.header, instructions)
    found = Read(chosen, reading.header)
    for row in reading.rows:
        if isinstance(row, RejectedRow):
            found.rejected.append((row.row, row.code))
            continue
        try:
            found.drafts.append(drafting.draft(row))
            found.keys.append(drafting.key(row.content)[0])
        except BadRow as error:
            found.rejected.append((row.number, error.code))
    found.warnings = [*reading.warnings, *drafting.warnings]
    return found


def stream_of(ledger: Ledger, external_id: str, source: str = "ats") -> UUID:
    key = source_key(ledger, source, external_id)
    return ledger.store.source_keys([key])[key]


def record_of(ledger: Ledger, external_id: str, source: str = "ats") -> Record:
    record = fold(ledger.history(stream_of(ledger, external_id, source)))
    assert record is not None
    return record


def events_of(ledger: Ledger, external_id: str, source: str = "ats") -> list[AnyEvent]:
    return [recorded.event for recorded in ledger.history(stream_of(ledger, external_id, source))]


def types_of(ledger: Ledger, external_id: str, source: str = "ats") -> list[str]:
    return [event.type for event in events_of(ledger, external_id, source)]
