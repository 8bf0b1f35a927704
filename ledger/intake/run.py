"""An import run: one file, from its bytes to sealed, durable events, as one batch."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from domain.events import BatchFailed, BatchFinished, BatchStarted
from domain.vocabulary import ActorId
from ledger.envelope import Origin
from ledger.intake.batch import Assignment, BatchReport, Standing, batch_id, note_on_batch, standing
from ledger.intake.codes import CannotImport
from ledger.intake.draft import RejectedRow
from ledger.intake.formats.catalogue import detect, format_named
from ledger.intake.formats.format import Format, Kind, Reading
from ledger.intake.formats.history import zone_of
from ledger.intake.headings import field_of
from ledger.intake.instructions import Instructions
from ledger.intake.lane import Lane, Row
from ledger.intake.lanes import Lanes, OneLane
from ledger.intake.normalise.short_names import is_code
from ledger.intake.outcome import Outcome
from ledger.intake.quarantine import CODE as QUARANTINED
from ledger.intake.rejects import Rejects
from ledger.intake.source_keys import derived_id
from ledger.intake.sources import SourceFile, open_source
from ledger.ledger import Ledger
from ledger.settings import Settings

Progress = Callable[[int, int | None], None]
"""Hears how many rows are done, and of how many (a guess; None while nothing can be said). It may raise to stop."""

WORTH_PROCESSES = 2 << 20
"""Bytes of a file below which starting processes takes longer than they spare."""


def import_people(
    ledger: Ledger, source_file: "Path | str | BinaryIO | SourceFile | None", **how: object
) -> BatchReport:
    """`import_file`, for a file that must describe people."""
    return import_file(ledger, source_file, kind="people", **how)  # type: ignore[arg-type]


def import_history(
    ledger: Ledger, source_file: "Path | str | BinaryIO | SourceFile | None", **how: object
) -> BatchReport:
    """`import_file`, for a file that must tell what happened to people whom another file described."""
    return import_file(ledger, source_file, kind="history", **how)  # type: ignore[arg-type]


def import_file(
    ledger: Ledger,
    source_file: "Path | str | BinaryIO | SourceFile | None",
    *,
    actor: ActorId,
    source: str | None = None,
    kind: Kind | None = None,
    format: str | None = None,  # noqa: A002
    instructions: Instructions | None = None,
    org_unit: str | None = None,
    settings: Settings | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    rejects: Path | None = None,
    batch: UUID | None = None,
    file_name: str | None = None,
) -> BatchReport:
    """Import one file (None or "-": standard input). Run again, it adds nothing.

    `source` names the system that the file comes from; without it the format's name stands, and for a table
    with ids of its own a name made from its headings. `settings` allows more than one process (2 unless
    `processes` says otherwise). `rejects` is the file for rejected rows, or the folder for it.

    Raises CannotImport when the file can't be read at all, and LedgerFault when the ledger stays away. What
    stops reading in the middle of a file is told by `BatchReport.failed`; what stood before is imported.
    """
    told = (instructions or Instructions()).checked()
    if source is not None and not is_code(source):
        raise CannotImport("bad_source", source)
    owned = not isinstance(source_file, SourceFile)
    opened = source_file if isinstance(source_file, SourceFile) else open_source(source_file, name=file_name)
    try:
        chosen = format_named(format) if format else detect(opened, kind)
        if kind is not None and chosen.kind != kind:
            raise CannotImport("wrong_kind", chosen.name)
        reading = chosen.read(opened, told)
        if chosen.kind == "history":
            told = replace(told, zone=zone_of(reading.header, told))
        chosen.drafting(reading.header, told)
        source = source or _default_source(ledger, chosen, reading)
        batch = batch or batch_id(ledger, opened, chosen, source, told)
        report = BatchReport(batch, chosen.kind, chosen.name, source, opened.name)
        before = standing(ledger.history(batch, unseal=False))
        if before.finished is not None and before.finished.rejected == 0:
            ledger.store.durable()
            report.read = report.unchanged = before.finished.read
            report.already = True
            return report
        started_at = before.started_at or ledger.clock()
        assignment = Assignment(batch, chosen.name, source, actor, started_at, reading.header, told, org_unit)
        run = _Run(ledger, chosen, assignment, reading, opened, report, before, progress)
        run.go(
            _place_for_rejects(rejects, settings, opened, batch),
            settings,
            _lanes_for(opened, settings, processes),
        )
    finally:
        if owned:
            opened.close()
    return report


class _Run:
    def __init__(
        self,
        ledger: Ledger,
        format: Format,  # noqa: A002
        assignment: Assignment,
        reading: Reading,
        opened: SourceFile,
        report: BatchReport,
        before: Standing,
        progress: Progress | None,
    ) -> None:
        self.ledger, self.format, self.assignment = ledger, format, assignment
        self.reading, self.opened, self.report = reading, opened, report
        self.version, self.before, self.progress = before.version, before, progress
        self.done = 0

    def go(self, rejects_file: Path, settings: Settings | None, processes: int) -> None:
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
        with Rejects(rejects_file, self.format, self.reading.header, self.reading.delimiter) as rejects:
            lanes: Lanes | OneLane
            if processes > 1 and settings is not None:
                lanes = Lanes(settings, self.assignment, processes)
            else:
                lanes = OneLane(Lane(self.ledger, self.assignment))
            with closing(lanes):
                self._read(lanes, rejects)
                for outcome in lanes.drain():
                    self._heard(outcome, rejects)
        for warning in self.reading.warnings:
            report.warnings[warning] += 1
        if rejects.rows:
            report.rejects_file = rejects_file
        self._end()

    def _read(self, lanes: Lanes | OneLane, rejects: Rejects) -> None:
        """A fault of the file ends the reading, and what was read is stored."""
        drafting = self.format.drafting(self.reading.header, self.assignment.instructions)
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
            self._note(BatchFailed(code=report.failed))
        elif report.events or self.before.finished is None:
            counts = {
                name: getattr(report, name)
                for name in ("read", "added", "updated", "unchanged", "rejected", "events")
            }
            self._note(BatchFinished(**counts))
        else:
            self.ledger.store.durable()

    def _note(self, event: BatchStarted | BatchFinished | BatchFailed) -> None:
        origin: Origin = self.assignment.origin()
        position = note_on_batch(self.ledger, self.assignment.batch, self.version, event, origin)
        self.version += 1
        self.report.saw(position, position)


def _default_source(ledger: Ledger, format: Format, reading: Reading) -> str:  # noqa: A002
    """Ids are only the same system's ids where the headings are the same."""
    with_ids = any(field_of(heading) == "id" for heading in reading.header)
    if format.kind != "people" or not with_ids or format.name == "linkedin":
        return format.name.removeprefix("history-")
    return f"{format.name}-{derived_id(ledger, 'source', *reading.header).hex[:8]}"


def _place_for_rejects(
    rejects: Path | None, settings: Settings | None, opened: SourceFile, batch: UUID
) -> Path:
    if rejects is not None and not rejects.is_dir():
        return rejects
    folder = rejects or (settings.data / "rejects" if settings else Path())
    name = Path(opened.name)
    stem = str(batch) if opened.folder is None else name.stem
    suffix = name.suffix or ".csv"
    return folder / f"{stem}.rejected{suffix}"


def _lanes_for(opened: SourceFile, settings: Settings | None, processes: int | None) -> int:
    if settings is None:
        return 1
    if processes is not None:
        return processes
    return 2 if opened.size >= WORTH_PROCESSES else 1
