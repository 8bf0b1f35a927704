"""One import run: its identity, its stream, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, BatchFailed, BatchFinished, BatchStarted, BatchUndone, Document
from domain.recorded import Recorded
from domain.vocabulary import ActorId, Confidentiality
from ledger.codec import NewEvent
from ledger.envelope import Origin, new_id
from ledger.intake.formats.format import Format, Header, Kind
from ledger.intake.instructions import Instructions
from ledger.intake.source_keys import derived_id
from ledger.intake.sources import SourceFile
from ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Assignment:
    """What everybody who works on one batch knows."""

    batch: UUID
    format: str
    source: str
    actor: ActorId
    started_at: datetime
    header: Header
    instructions: Instructions
    org_unit: str | None = None

    def origin(self, confidentiality: Confidentiality = Confidentiality.NORMAL) -> Origin:
        return Origin(
            actor=self.actor,
            batch=self.batch,
            source=self.source,
            org_unit=self.org_unit,
            confidentiality=confidentiality,
        )


@dataclass(slots=True)
class BatchReport:
    batch: UUID
    kind: Kind
    format: str
    source: str
    file_name: str
    read: int = 0
    added: int = 0
    """People, or happenings, that were not there before."""
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    """Rows of which nothing, or not all that happened, was recorded. Quarantined cells are counted apart."""
    quarantined: int = 0
    events: int = 0
    warnings: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(code, column) -> how often."""
    reasons: Counter[str] = field(default_factory=Counter)
    """Why rows were rejected."""
    rejects_file: Path | None = None
    rejects: Document | None = None
    """The same, sealed in the blob store."""
    first_position: int | None = None
    last_position: int | None = None
    already: bool = False
    """The same file was imported before, whole: nothing was done."""
    failed: str | None = None
    """A code of `FILE_FAULTS`: the file could not be read to its end. What stood before that was imported."""

    def saw(self, first: int, last: int) -> None:
        self.first_position = min(first, self.first_position or first)
        self.last_position = max(last, self.last_position or last)


def batch_id(ledger: Ledger, source_file: SourceFile, chosen: Format, source: str, instructions: Instructions) -> UUID:
    """The same file, read in the same way for the same source, is the same batch."""
    said = (chosen.kind, chosen.name, source, source_file.sha256, instructions.fingerprint())
    return derived_id(ledger, "batch", *said)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a batch has come before."""

    version: int = 0
    started_at: datetime | None = None
    """Of the first start that still counts: the day that years of experience are counted back from."""
    open: bool = False
    finished: BatchFinished | None = None


def standing(history: list[Recorded]) -> Standing:
    found = Standing()
    for recorded in history:
        match recorded.event:
            case BatchStarted():
                found = Standing(recorded.version, found.started_at or recorded.recorded_at, True, None)
            case BatchFinished() as finished:
                found = Standing(recorded.version, found.started_at, False, finished)
            case BatchFailed():
                found = Standing(recorded.version, found.started_at, False, None)
            case BatchUndone():
                found = Standing(recorded.version)
            case _:
                found = Standing(recorded.version, found.started_at, found.open, found.finished)
    return found


def note_on_batch(ledger: Ledger, batch: UUID, version: int, event: AnyEvent, origin: Origin) -> int:
    """Append one event to the batch's own stream and answer its position. Raises Moved."""
    meta = Meta(
        event_id=new_id(),
        command_id=new_id(),
        actor=origin.actor,
        batch=batch,
        source=origin.source,
        org_unit=origin.org_unit,
    )
    return ledger.append([NewEvent(batch, version + 1, meta, event)], unmoved={batch: version}).position
