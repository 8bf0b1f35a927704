"""An import run: one file, from its bytes to sealed, durable events, as one batch."""

from dataclasses import replace
from multiprocessing import current_process
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from domain.vocabulary import ActorId
from ledger.blobs import Blobs
from ledger.intake.batch import Assignment, BatchReport, batch_id, standing
from ledger.intake.batch_run import BatchRun, Progress
from ledger.intake.codes import CannotImport
from ledger.intake.formats.catalogue import detect, format_named
from ledger.intake.formats.format import Format, Kind, Reading
from ledger.intake.formats.history import zone_of
from ledger.intake.headings import field_of
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.short_names import is_code
from ledger.intake.source_keys import derived_id
from ledger.intake.sources import SourceFile, open_source
from ledger.ledger import Ledger
from ledger.settings import Settings

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
    settings: Settings,
    source: str | None = None,
    kind: Kind | None = None,
    format: str | None = None,  # noqa: A002
    instructions: Instructions | None = None,
    org_unit: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    rejects: Path | Blobs | None = None,
    batch: UUID | None = None,
    file_name: str | None = None,
) -> BatchReport:
    """Import one file (None or "-": standard input). Run again, it adds nothing.

    `source` names the system that the file comes from; without it the format's name stands, and for a table
    with ids of its own a name made from its headings. There is more than one process (2 unless `processes`
    says otherwise) where the file is worth it. `rejects` is the file for rejected rows, or the folder for it, or
    the blob store, where they are sealed.

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
        if told.mapping and not chosen.mapped:
            raise CannotImport("unknown_column", f"{chosen.name} has no columns to map")
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
        blobs = rejects if isinstance(rejects, Blobs) else Blobs(settings.blobs, ledger.keyring)
        run = BatchRun(ledger, blobs, assignment, reading, opened, report, before, progress)
        run.go(
            _place_for_rejects(rejects, settings, opened, batch),
            settings,
            _lanes_for(opened, processes),
        )
    finally:
        if owned:
            opened.close()
    return report


def _default_source(ledger: Ledger, format: Format, reading: Reading) -> str:  # noqa: A002
    """Ids are only the same system's ids where the headings are the same."""
    with_ids = any(field_of(heading) == "id" for heading in reading.header)
    if format.kind != "people" or not with_ids or format.name == "linkedin":
        return format.name.removeprefix("history-")
    return f"{format.name}-{derived_id(ledger, 'source', *reading.header).hex[:8]}"


def _place_for_rejects(
    rejects: Path | Blobs | None, settings: Settings, opened: SourceFile, batch: UUID
) -> Path | None:
    if isinstance(rejects, Blobs):
        return None
    if rejects is not None and not rejects.is_dir():
        return rejects
    folder = rejects or settings.data / "rejects"
    name = Path(opened.name)
    stem = str(batch) if opened.folder is None else name.stem
    suffix = name.suffix or ".csv"
    return folder / f"{stem}.rejected{suffix}"


def _lanes_for(opened: SourceFile, processes: int | None) -> int:
    if current_process().daemon:
        return 1
    if processes is not None:
        return processes
    return 2 if opened.size >= WORTH_PROCESSES else 1
