"""What happens because of what: when this event is recorded, this task is due, until one of these follows.

A task's name is a contract: it stands in `work.due` and in messages under way. It runs at least once, so each
one looks in the ledger for what it has done before, and says in the ledger what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from domain.events import (
    BatchFailed,
    BatchFinished,
    BatchUndoFailed,
    BatchUndone,
    BatchUndoRequested,
    Event,
    IdentityModelPublished,
    ImportRequested,
    RescoringFailed,
    RescoringFinished,
)
from domain.vocabulary import Code
from workers.equipment import Equipment, Heard
from workers.rescore_records import rescore_failed, rescore_records
from workers.run_import import import_failed, run_import
from workers.undo_import import undo_failed, undo_import


@dataclass(frozen=True, slots=True)
class Reaction:
    asked_by: type[Event]
    task: str
    run: Callable[[Equipment, UUID, Heard], None]
    """Does it for one stream, whatever was done of it before, and tells how far it is."""
    give_up: Callable[[Equipment, UUID, Code], None]
    """Says in the ledger that it failed for good, and why."""
    until: tuple[type[Event], ...]
    """In the same stream: the ledger holds what came of it."""


REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        ImportRequested,
        "run_import",
        run_import,
        import_failed,
        until=(BatchFinished, BatchFailed, BatchUndone),
    ),
    Reaction(
        BatchUndoRequested,
        "undo_import",
        undo_import,
        undo_failed,
        until=(BatchUndone, BatchUndoFailed),
    ),
    Reaction(
        IdentityModelPublished,
        "rescore_records",
        rescore_records,
        rescore_failed,
        until=(RescoringFinished, RescoringFailed),
    ),
)
