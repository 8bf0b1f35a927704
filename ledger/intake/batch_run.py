"""One file on its way through the lanes: counted, its rejects written out, its batch begun and ended."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import BinaryIO, cast

from domain.events import BatchFailed, BatchFinished, BatchStarted, Document
from ledger.blobs import Blobs
from ledger.intake.batch import Assignment, BatchReport, Standing, note_on_batch
from ledger.intake.codes import CannotImport
from ledger.intake.draft import RejectedRow
from ledger.intake.formats.catalogue import format_named
from ledger.intake.formats.format import Reading
from ledger.intake.lane import Lane, Row
from ledger.intake.lanes import InTurn, Lanes, SideBySide, collecting_seldom
from ledger.intake.outcome import Outcome
from ledger.intake.quarantine import CODE as QUARANTINED
from ledger.intake.rejects import MEDIA_TYPES, Rejects
from ledger.intake.sources import SourceFile, nameless
from ledger.ledger import Ledger
from ledger.settings import Settings

LARGEST_REJECTS = 4_000_000_000
"""Bytes: a file of the largest size, all of it turned away with its reasons."""
Progress = Callable[[int, int | None], None]
"""Hears how many rows are done, and of how many (a guess; None: not known yet). It may raise to stop."""


class BatchRun:
    def __init__(
        self,
        ledger: Ledger,
        blobs: Blobs,
        assignment: Assignment,
        reading: Reading,
        opened: SourceFile,
        report: BatchReport,
        before: Standing,
        progress: Progress | None,
    ) -> None:
        self.ledger, self.blobs, self.assignment = ledger, blobs, assignment
        self.format = format_named(assignment.format)
        self.reading, self.opened, self.report = reading, opened, report
        self.version, self.before, self.progress = before.version, before, progress
        self.drafting = self.format.drafting(reading.header, assignment.instructions)
        self.done = 0

    def go(self, rejects_file: Path | None, settings: Settings, processes: int) -> None:
        """Without a file for them, what is turned away is sealed into the blob store."""
        report = self.report
        if not self.before.open and self.before.finished is None:
            self._note(
                BatchStarted(
                    format=self.format.name,
                    source=report.source,
                    kind=self.format.kind,
                    file_name=self.opened.name[:500],
                )
            )
        kept: AbstractContextManager[Path | BinaryIO] = nullcontext(rejects_file) if rejects_file else nameless()
        with kept as place:
            with Rejects(place, self.format, self.reading.header, self.reading.delimiter) as rejects:
                lane = Lane(self.ledger, self.blobs, self.assignment)
                lanes: Lanes = InTurn(lane)
                if processes > 1:
                    lanes = SideBySide(lane, settings, self.assignment, processes)
                with collecting_seldom(), closing(lanes):
                    self._read(lanes, rejects)
                    for outcome in lanes.drain():
                        self._heard(outcome, rejects)
            if rejects.rows and isinstance(place, Path):
                report.rejects_file = place
            elif rejects.rows:
                report.rejects = self._sealed(cast("BinaryIO", place))
        for warning in (*self.reading.warnings, *self.drafting.warnings):
            report.warnings[warning] += 1
        self._end()

    def _sealed(self, rejects: BinaryIO) -> Document:
        """The reject file, in the blob store. Raises BlobStoreAway."""
        name = Path(self.opened.name)
        rejects.seek(0)
        return self.blobs.put(
            self.assignment.batch,
            "import-rejects",
            f"{name.stem}.rejected{name.suffix}",
            MEDIA_TYPES[self.format.rejects],
            rejects,
            largest=LARGEST_REJECTS,
        )

    def _read(self, lanes: Lanes, rejects: Rejects) -> None:
        """A fault of the file ends the reading, and what was read is stored."""
        drafting = self.drafting
        seen: set[int] = set()
        again: Counter[int] = Counter()
        try:
            for row in self.reading.rows:
                self.report.read += 1
                if isinstance(row, RejectedRow):
                    self._reject(row, rejects)
                    if row.fatal:
                        self.report.failed = row.code
                    continue
                own, everything = drafting.key(row.content)
                occurrence = 0
                if own is None:
                    mark = hash(everything)
                    if mark in seen:
                        again[mark] += 1
                        occurrence = again[mark]
                    seen.add(mark)
                whose = own or everything if drafting.whose is None else drafting.whose(row.content)
                for outcome in lanes.put(Row(row.number, row.content, occurrence), whose):
                    self._heard(outcome, rejects)
        except CannotImport as fault:
            self.report.failed = fault.code

    def _heard(self, outcome: Outcome, rejects: Rejects) -> None:
        report = self.report
        report.added += outcome.added
        report.updated += outcome.updated
        report.unchanged += outcome.unchanged
        report.events += outcome.events
        report.warnings.update(outcome.warnings)
        for rejected in (*outcome.rejected, *outcome.quarantined):
            self._reject(rejected, rejects)
        if outcome.first_position is not None and outcome.last_position is not None:
            report.saw(outcome.first_position, outcome.last_position)
        self.done += outcome.rows
        if self.progress is not None:
            self.progress(self.done, self._of())

    def _reject(self, rejected: RejectedRow, rejects: Rejects) -> None:
        if rejected.code == QUARANTINED:
            self.report.quarantined += 1
        else:
            self.report.rejected += 1
            self.report.reasons[rejected.code] += 1
        rejects.write(rejected)

    def _of(self) -> int | None:
        """How many rows there may be, by how much of the file they took."""
        at = self.opened.stream.tell()
        return int(self.report.read * self.opened.size / at) if at else None

    def _end(self) -> None:
        report = self.report
        if report.failed is not None:
            self._note(BatchFailed(code=report.failed, rejects=report.rejects))
        elif report.events or self.before.finished is None:
            counts = {
                name: getattr(report, name) for name in ("read", "added", "updated", "unchanged", "rejected", "events")
            }
            self._note(BatchFinished(**counts, rejects=report.rejects))
        else:
            self.ledger.store.durable()

    def _note(self, event: BatchStarted | BatchFinished | BatchFailed) -> None:
        origin = self.assignment.origin()
        position = note_on_batch(self.ledger, self.assignment.batch, self.version, event, origin)
        self.version += 1
        self.report.saw(position, position)
