"""A file that somebody sent: sealed in the blob store, and asked to be imported. A worker does the rest."""

from typing import BinaryIO
from uuid import UUID

from domain.envelope import Meta
from domain.events import (
    BatchFailed,
    BatchFinished,
    BatchStarted,
    BatchUndone,
    BatchUndoRequested,
    ImportRequested,
)
from domain.recorded import Recorded, Unreadable
from domain.vocabulary import Code
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.documents import reference, referenced
from ledger.envelope import Origin, new_id
from ledger.faults import LedgerFault
from ledger.intake.codes import CannotImport
from ledger.intake.instructions import Instructions
from ledger.intake.undo import undo_asked
from ledger.ledger import Ledger
from ledger.sealed_file import SealedFile
from ledger.store import CommandClaim, Receipt

ENDS = (BatchFinished, BatchFailed, BatchUndone)
LARGEST_UPLOAD = 2_000_000_000
"""Bytes. The file is sealed and read again piece by piece, so memory is not what limits it."""


class ImportUnderWay(LedgerFault):
    """The import has not come to its end yet: it can be taken back then."""

    code = "import_under_way"


def request_import(
    ledger: Ledger,
    blobs: Blobs,
    origin: Origin,
    data: bytes | BinaryIO,
    *,
    file_name: str,
    source: Code,
    format: Code | None = None,  # noqa: A002
    instructions: Instructions | None = None,
    batch: UUID | None = None,
    command: CommandClaim | None = None,
) -> tuple[UUID, Receipt]:
    """Store the file and record that it is due; answers the batch, whose stream tells what becomes of it.

    Raises BlobTooLarge, BlobStoreAway, and what `Ledger.append` raises: then the file is an orphan, which
    `ledger.orphans` finds.
    """
    batch = batch or new_id()
    document = blobs.put(batch, "import", file_name, "application/octet-stream", data, largest=LARGEST_UPLOAD)
    meta = Meta(
        event_id=new_id(),
        command_id=command.command_id if command else new_id(),
        actor=origin.actor,
        on_behalf_of=origin.on_behalf_of,
        reason=origin.reason,
        correlation=origin.correlation,
        batch=batch,
        source=source,
        org_unit=origin.org_unit,
        confidentiality=origin.confidentiality,
    )
    told = instructions.as_told() if instructions else None
    event = ImportRequested(blob=reference(document), format=format, source=source, told=told)
    return batch, ledger.append([NewEvent(batch, 1, meta, event)], unmoved={batch: 0}, command=command)


def request_undo(ledger: Ledger, origin: Origin, batch: UUID, *, command: CommandClaim | None = None) -> Receipt | None:
    """Record that a batch is to be taken back; None where it is, or that is asked for already.

    Raises CannotImport for an unknown batch, ImportUnderWay, and what `Ledger.append` raises.
    """
    history = ledger.history(batch, unseal=False)
    if not any(isinstance(each.event, ImportRequested | BatchStarted) for each in history):
        raise CannotImport("unknown_batch", str(batch))
    told = [each.event for each in history if isinstance(each.event, (BatchStarted, *ENDS))]
    ended = bool(told) and isinstance(told[-1], ENDS)
    if isinstance(history[0].event, ImportRequested) and not ended:
        raise ImportUnderWay(str(batch))
    if undo_asked(history) or isinstance(told[-1], BatchUndone):
        ledger.store.durable()
        return None
    version = history[-1].version
    meta = Meta(
        event_id=new_id(),
        command_id=command.command_id if command else new_id(),
        actor=origin.actor,
        on_behalf_of=origin.on_behalf_of,
        reason=origin.reason,
        batch=batch,
    )
    new = NewEvent(batch, version + 1, meta, BatchUndoRequested())
    return ledger.append([new], unmoved={batch: version}, command=command)


def uploaded(blobs: Blobs, requested: Recorded) -> SealedFile | Unreadable:
    """The file behind an `import-requested`. Raises TamperedBlob, BlobMissing, BlobStoreAway."""
    assert isinstance(requested.event, ImportRequested)
    return blobs.open_named(requested.stream, *referenced(requested.event.blob))
