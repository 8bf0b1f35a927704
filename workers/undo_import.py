"""`undo_import`: a batch is taken back, however large. Begun again, it marks what is left."""

from uuid import UUID

from domain.envelope import Meta
from domain.events import BatchUndoFailed
from domain.vocabulary import Code
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.intake import undo
from workers.equipment import Equipment, Heard


def undo_import(equipment: Equipment, batch: UUID, heard: Heard) -> None:
    """Does nothing when that is not asked for (any more). Raises Interrupted, and LedgerFault to try again."""
    asked = undo.undo_asked(equipment.ledger.history(batch, unseal=False))
    if asked is None:
        equipment.ledger.store.durable()
        return
    undo.undo_import(equipment.ledger, batch, actor=asked.meta.actor, progress=heard)


def undo_failed(equipment: Equipment, batch: UUID, code: Code) -> None:
    """Says so in the batch's stream, unless that has its answer. What was marked stays marked."""
    history = equipment.ledger.history(batch, unseal=False)
    asked = undo.undo_asked(history)
    if asked is None:
        equipment.ledger.store.durable()
        return
    version = history[-1].version
    meta = Meta(
        event_id=new_id(),
        command_id=new_id(),
        actor="system:workers",
        on_behalf_of=asked.meta.actor,
        causation=asked.meta.event_id,
        batch=batch,
    )
    equipment.ledger.append([NewEvent(batch, version + 1, meta, BatchUndoFailed(code=code))], unmoved={batch: version})
