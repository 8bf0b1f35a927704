"""Taking an import back: new events mark all of its events as recorded in error. Nothing is removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

import orjson

from domain.envelope import Meta
from domain.events import BatchUndoFailed, BatchUndone, BatchUndoRequested, ConsentWithdrawn, RecordedInError
from domain.recorded import Recorded
from domain.vocabulary import ActorId
from ledger.codec import NewEvent
from ledger.envelope import Origin, new_id
from ledger.intake.batch import note_on_batch, standing
from ledger.intake.batch_run import Progress
from ledger.intake.codes import CannotImport
from ledger.intake.lane import patiently
from ledger.ledger import Ledger

WHY = "import-undone"
PAGE = 5_000
STREAMS = 500
"""In one append."""
BOOKKEEPING = frozenset(
    {
        *("import-requested", "batch-started", "batch-finished", "batch-failed"),
        *("batch-undo-requested", "batch-undo-failed", "batch-undone"),
    }
)


STANDS = (RecordedInError, ConsentWithdrawn)
"""What an undo leaves: whoever took a consent back is not to be written to again because a file was the wrong one."""


@dataclass(frozen=True, slots=True)
class UndoReport:
    batch: UUID
    events: int
    """How many were marked now; 0 when everything had been taken back before."""
    streams: int


def undo_import(ledger: Ledger, batch: UUID, *, actor: ActorId, progress: Progress | None = None) -> UndoReport:
    """Run again, it marks what an interruption left, or nothing. Raises CannotImport for an unknown batch."""
    history = ledger.history(batch, unseal=False)
    if not any(recorded.event.type == "batch-started" for recorded in history):
        raise CannotImport("unknown_batch", str(batch))
    before = standing(history)
    last = ledger.store.head() if before.open else history[-1].position
    streams = _streams(ledger, batch, history[0].position, last, progress)
    marked = touched = 0
    waiting = list(streams)
    for at in range(0, len(waiting), STREAMS):
        some = waiting[at : at + STREAMS]
        events = patiently(lambda some=some: _mark(ledger, batch, some, actor))  # type: ignore[misc]
        marked += len(events)
        touched += len({event.stream for event in events})
        if progress is not None:
            progress(at + len(some), len(waiting))
    if marked or before.open or before.finished is not None or undo_asked(history):
        origin = Origin(actor=actor, source=None)
        note_on_batch(ledger, batch, before.version, BatchUndone(events=marked), origin)
    else:
        ledger.store.durable()
    return UndoReport(batch, marked, touched)


def undo_asked(history: list[Recorded]) -> Recorded | None:
    """The request to take the batch back that nothing has answered yet."""
    asked = None
    for recorded in history:
        match recorded.event:
            case BatchUndoRequested():
                asked = recorded
            case BatchUndone() | BatchUndoFailed():
                asked = None
    return asked


def _streams(ledger: Ledger, batch: UUID, first: int, last: int, progress: Progress | None) -> dict[UUID, None]:
    """Every stream that the batch wrote to, in the order in which it did."""
    found: dict[UUID, None] = {}
    after = first - 1
    while after < last and (rows := ledger.store.page(after, PAGE)):
        for row in rows:
            if row.position <= last and row.type not in BOOKKEEPING and _batch(row.state) == str(batch):
                found[row.stream] = None
        after = rows[-1].position
        if progress is not None:
            progress(0, None)
    return found


def _batch(state: bytes) -> str | None:
    found: str | None = orjson.loads(state)["meta"].get("batch")
    return found


def _mark(ledger: Ledger, batch: UUID, streams: list[UUID], actor: ActorId) -> list[NewEvent]:
    events = list(_corrections(ledger, batch, streams, actor))
    if events:
        ledger.append(events)
    return events


def _corrections(ledger: Ledger, batch: UUID, streams: list[UUID], actor: ActorId) -> Iterator[NewEvent]:
    for stream, history in ledger.histories(streams, unseal=False).items():
        corrected = {each.event.position for each in history if isinstance(each.event, RecordedInError)}
        version = history[-1].version
        for recorded in history:
            ours = recorded.meta.batch == batch and not isinstance(recorded.event, STANDS)
            if ours and recorded.position not in corrected:
                version += 1
                meta = Meta(event_id=new_id(), command_id=new_id(), actor=actor, reason=WHY)
                yield NewEvent(stream, version, meta, RecordedInError(position=recorded.position, why=WHY))
