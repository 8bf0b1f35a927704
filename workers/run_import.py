"""`run_import`: what was uploaded becomes people and their history. Begun again, it adds what is missing."""

import io
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, BatchFailed, BatchFinished, BatchStarted, BatchUndone, ImportRequested
from domain.recorded import Recorded
from domain.vocabulary import Code
from ledger.blob_store import BlobMissing
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.intake.codes import CannotImport
from ledger.intake.instructions import instructions_of
from ledger.intake.run import import_file
from ledger.sealed_file import TamperedBlob
from ledger.uploads import uploaded
from workers.equipment import Equipment, Heard

READ_AHEAD = 1 << 16
UNKNOWN_FORMAT = "unknown"
"""Of a batch that failed before its format was found out."""


def run_import(equipment: Equipment, batch: UUID, heard: Heard) -> None:
    """Does nothing when the batch has come to its end. Raises Interrupted, and LedgerFault to try again."""
    history = equipment.ledger.history(batch, unseal=False)
    if _ended(history):
        equipment.ledger.store.durable()
        return
    (requested,) = equipment.ledger.history(batch, limit=1)
    assert isinstance(requested.event, ImportRequested)
    try:
        file = uploaded(equipment.blobs, requested)
        gone = file if isinstance(file, str) else next(iter(requested.unreadable.values()), None)
        if gone is not None or isinstance(file, str):
            import_failed(equipment, batch, f"upload-{gone}")
            return
        import_file(
            equipment.ledger,
            io.BufferedReader(file, READ_AHEAD),
            actor=requested.meta.actor,
            source=requested.event.source,
            format=requested.event.format,
            instructions=instructions_of(requested.event.told),
            org_unit=requested.meta.org_unit,
            settings=equipment.settings,
            progress=heard,
            rejects=equipment.blobs,
            batch=batch,
            file_name=file.file_name,
        )
    except (CannotImport, TamperedBlob, BlobMissing) as fault:
        import_failed(equipment, batch, fault.code)


def import_failed(equipment: Equipment, batch: UUID, code: Code) -> None:
    """Says so in the batch's stream, unless that has its end. What was imported stays."""
    history = equipment.ledger.history(batch, unseal=False)
    if _ended(history):
        equipment.ledger.store.durable()
        return
    requested = history[0]
    assert isinstance(requested.event, ImportRequested)
    events: list[AnyEvent] = [BatchFailed(code=code)]
    if not any(isinstance(each.event, BatchStarted) for each in history):
        format_named = requested.event.format or UNKNOWN_FORMAT
        events.insert(0, BatchStarted(format=format_named, source=requested.event.source))
    version = history[-1].version
    new = [NewEvent(batch, version + number, _meta(requested), event) for number, event in enumerate(events, 1)]
    equipment.ledger.append(new, unmoved={batch: version})


def _ended(history: list[Recorded]) -> bool:
    return any(isinstance(each.event, BatchFinished | BatchFailed | BatchUndone) for each in history)


def _meta(requested: Recorded) -> Meta:
    return Meta(
        event_id=new_id(),
        command_id=new_id(),
        actor="system:workers",
        on_behalf_of=requested.meta.actor,
        causation=requested.meta.event_id,
        batch=requested.stream,
        source=requested.meta.source,
        org_unit=requested.meta.org_unit,
    )
