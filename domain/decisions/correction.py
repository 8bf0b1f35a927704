"""What was recorded by mistake counts for nothing, and stays visible.

Whether a position is an event of the stream at all, only the ledger knows: here it must lie between the
stream's first and last, and the ledger holds it to be exact (`Rule.positions`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.decision import Command, On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.dossier import Dossier
from domain.events import RecordedInError
from domain.job import Job
from domain.vocabulary import Code


class RecordInError(OfCandidate):
    """`position` is of an event on the candidate's own stream, also of one that was merged away."""

    type: Literal["record-in-error"] = "record-in-error"
    position: int
    why: Code
    replacement: int | None = None
    """The position, on the same stream, of what should have been recorded."""


class RecordJobInError(Command):
    type: Literal["record-job-in-error"] = "record-job-in-error"
    job: UUID
    position: int
    why: Code
    replacement: int | None = None


def correct(dossier: Dossier | None, command: RecordInError, _at: datetime, _rules: Rules) -> Sequence[On]:
    record = known(dossier).record(command.candidate)
    if command.position in record.links.positions:
        raise Refused("reverse_the_merge")
    if record.rights.given_up:
        raise Refused("candidate_erased")
    marks = record.marks
    return _corrected(
        command,
        record.stream,
        range(record.first_position, record.last_position + 1),
        marks.corrected,
        marks.corrections,
    )


def correct_job(job: Job | None, command: RecordJobInError, _at: datetime, _rules: Rules) -> Sequence[On]:
    if job is None:
        raise Refused("no_such_job")
    within = range(job.first_position, job.last_position + 1)
    return _corrected(command, job.stream, within, job.corrected, job.corrections)


def _corrected(
    command: RecordInError | RecordJobInError,
    stream: UUID,
    within: range,
    corrected: Collection[int],
    corrections: Collection[int],
) -> Sequence[On]:
    replacement = command.replacement
    if command.position not in within or not (replacement is None or replacement in within):
        raise Refused("no_such_event")
    if command.position in corrections:
        raise Refused("correction_is_final")
    if replacement is not None and (replacement == command.position or replacement in corrected):
        raise Refused("no_such_replacement")
    if command.position in corrected:
        return []
    event = RecordedInError(position=command.position, why=command.why, replacement=replacement)
    return [On(stream, event)]
