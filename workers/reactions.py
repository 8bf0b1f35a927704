"""What happens because of what: when this event is recorded, this task is due, until one of these follows.

A task's name is a contract: it stands in `work.due` and in messages under way. It runs at least once, so each
one looks in the ledger for what it has done before, and says in the ledger what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
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
from workers.due import Due
from workers.equipment import Equipment, Heard
from workers.rescore_records import rescore_failed, rescore_records
from workers.run_import import import_failed, run_import
from workers.undo_import import undo_failed, undo_import


Does = Callable[[Equipment, Due, Heard], None]
GivesUp = Callable[[Equipment, Due, Code], None]


@dataclass(frozen=True, slots=True)
class Reaction:
    asked_by: type[Event]
    task: str
    run: Does
    """Does it, whatever was done of it before, and tells how far it is."""
    give_up: GivesUp
    """Says in the ledger that it failed for good, and why."""
    until: tuple[type[Event], ...]
    """The ledger holds what came of it: in the same stream, and about the same."""
    about: str | None = None
    """The field that says which of several on a stream it is."""
    when: str | None = None
    """The field of `asked_by` that says when it is due, if not at once."""
    goes_on: Callable[[Event], datetime | None] = lambda _event: None
    """Of an event in `until` that is not the end: from when it is due again."""


def of_stream(run: Callable[[Equipment, UUID, Heard], None]) -> Does:
    return lambda equipment, due, heard: run(equipment, due.stream, heard)


def given_up(give_up: Callable[[Equipment, UUID, Code], None]) -> GivesUp:
    return lambda equipment, due, code: give_up(equipment, due.stream, code)


REACTIONS: tuple[Reaction, ...] = (
    Reaction(
        ImportRequested,
        "run_import",
        of_stream(run_import),
        given_up(import_failed),
        until=(BatchFinished, BatchFailed, BatchUndone),
    ),
    Reaction(
        BatchUndoRequested,
        "undo_import",
        of_stream(undo_import),
        given_up(undo_failed),
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
