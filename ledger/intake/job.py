"""An import as its sender follows it: from the upload to its end, and back. Read from the ledger itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.events import (
    BatchFailed,
    BatchFinished,
    BatchStarted,
    BatchUndoFailed,
    BatchUndone,
    Document,
    ImportRequested,
)
from ledger.intake.undo import undo_asked
from ledger.ledger import Ledger

State = Literal["queued", "running", "finished", "failed", "undoing", "undo-failed", "undone"]

PROGRESS = """
    SELECT rows_done, rows_expected, attempts, last_code FROM work.due
    WHERE stream = %s AND task = %s ORDER BY position DESC LIMIT 1
"""


@dataclass(slots=True)
class ImportJob:
    """The counts are None until the import is finished."""

    batch: UUID
    state: State
    last_at: datetime
    requested_at: datetime | None = None
    """None: it was not uploaded, but imported by a command."""
    started_at: datetime | None = None
    source: str | None = None
    format: str | None = None
    kind: str | None = None
    rows_done: int | None = None
    """While it is running or undoing: rows of the file, or people and things that were taken back."""
    rows_expected: int | None = None
    """A guess, as long as not all of the file was read."""
    attempts: int | None = None
    """That a worker has begun; above 1, something went wrong before: `retried_for`."""
    retried_for: str | None = None
    read: int | None = None
    added: int | None = None
    updated: int | None = None
    unchanged: int | None = None
    rejected: int | None = None
    events: int | None = None
    rejects: bool = False
    """There is a file of what was turned away."""
    code: str | None = None
    """Why it failed, or could not be taken back."""


def job_of(ledger: Ledger, batch: UUID) -> ImportJob | None:
    """None where there is no such batch. What it says is on disk."""
    history = ledger.history(batch, unseal=False)
    if not history or not isinstance(history[0].event, ImportRequested | BatchStarted):
        return None
    job = ImportJob(batch, "queued", history[-1].recorded_at)
    for recorded in history:
        match recorded.event:
            case ImportRequested() as asked:
                job.requested_at, job.source, job.format = recorded.recorded_at, asked.source, asked.format
            case BatchStarted() as started:
                job.state, job.started_at = "running", recorded.recorded_at
                job.source, job.format, job.kind = started.source, started.format, started.kind
            case BatchFinished() as finished:
                job.state, job.code, job.rejects = "finished", None, finished.rejects is not None
                for name in ("read", "added", "updated", "unchanged", "rejected", "events"):
                    setattr(job, name, getattr(finished, name))
            case BatchFailed() as failed:
                job.state, job.code, job.rejects = "failed", failed.code, failed.rejects is not None
            case BatchUndoFailed() as failed:
                job.state, job.code = "undo-failed", failed.code
            case BatchUndone():
                job.state, job.code = "undone", None
    task = "run_import"
    if undo_asked(history):
        job.state, task = "undoing", "undo_import"
    ledger.store.durable()
    if job.state in ("queued", "running", "undoing"):
        with ledger.store.pool.connection() as connection:
            if found := connection.execute(PROGRESS, (batch, task)).fetchone():
                job.rows_done, job.rows_expected, job.attempts, job.retried_for = found
    return job


def rejects_of(ledger: Ledger, batch: UUID) -> Document | None:
    """The file of what the last run of a batch turned away."""
    ends = [
        each.event.rejects
        for each in ledger.history(batch, unseal=False)
        if isinstance(each.event, BatchFinished | BatchFailed)
    ]
    return ends[-1] if ends else None
