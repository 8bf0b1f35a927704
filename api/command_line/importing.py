"""`renmai import`: files from any channel become people with their history; `renmai import undo` takes one back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.options import progress as stderr
from api.machine.attach import attached
from ledger.intake.codes import CannotImport
from ledger.intake.instructions import Instructions, read_mapping, sensitive_grant
from ledger.settings import Settings

if TYPE_CHECKING:
    from ledger.intake.batch import BatchReport
    from ledger.intake.batch_run import Progress as Heard

HELP = _(
    """Import a file, a folder or standard input: CSV, XLSX, JSON Resume, vCard, LinkedIn, Greenhouse, and history.

Each file is a batch. Run again, it adds nothing; a row that can't be taken comes out in a file of the same
shape with the reason, and never stops the rest. `renmai import undo BATCH` takes a batch back.

**Examples**

* `renmai import people.csv --source ats`
* `renmai import 候选人.xlsx --map 应聘岗位=title,编号=id --country CN`
* `renmai import exports/` or `cat people.jsonl | renmai import -`
* `renmai import undo 0199…`
"""
)
BY = "system:command-line"
SHOWN = (
    "batch",
    "kind",
    "format",
    "source",
    "file_name",
    "read",
    "added",
    "updated",
    "unchanged",
    "rejected",
    "quarantined",
    "events",
    "first_position",
    "last_position",
    "already",
    "failed",
    "rejects_file",
)
"""What `--json` tells of each batch, beside reasons and warnings."""

Paths = Annotated[
    list[str],
    typer.Argument(metavar="FILE|FOLDER|-|undo BATCH", help=_("What to import, or which batch to undo.")),
]
Source = Annotated[str | None, typer.Option(help=_("The system that the file comes from: its ids are its own."))]


def import_(
    paths: Paths,
    source: Source = None,
    mapping: Annotated[str | None, typer.Option("--map", help=_("COLUMN=field,… or a file of the same."))] = None,
    format_name: Annotated[str | None, typer.Option("--format", help=_("Instead of finding it out."))] = None,
    country: Annotated[str | None, typer.Option(help=_("Of telephone numbers without one, e.g. CN."))] = None,
    zone: Annotated[str | None, typer.Option(help=_("Of times without one, e.g. Asia/Shanghai."))] = None,
    currency: Annotated[str | None, typer.Option(help=_("Of pay without one, e.g. CNY."))] = None,
    controller: Annotated[str, typer.Option(help=_("The company that answers for the data."))] = "main",
    org_unit: Annotated[str | None, typer.Option(help=_("The org unit that the people belong to."))] = None,
    sensitive_purpose: Annotated[
        str | None,
        typer.Option(help=_("What sensitive columns are needed for; without it they are left out.")),
    ] = None,
    sensitive_consent: Annotated[
        str | None, typer.Option(help=_("The separate consent that allows them: its number or place."))
    ] = None,
    rejects: Annotated[Path | None, typer.Option(help=_("The file or folder for rejected rows."))] = None,
    json: Json = False,
) -> None:
    with attached(Settings()) as settings:
        if paths[0] == "undo":
            _undo(settings, paths[1:], json=json)
            return
        instructions = Instructions(
            mapping=read_mapping(mapping),
            country=country,
            zone=zone,
            currency=currency,
            sensitive=sensitive_grant(sensitive_purpose, sensitive_consent),
            controller=controller,
        )
        said = {"source": source, "instructions": instructions, "org_unit": org_unit, "rejects": rejects}
        reports = []
        for path in paths:
            with _bar(quiet=json) as heard:
                reports += import_path(settings, path, heard, format_name=format_name, **said)
    if json:
        tell_json([_as_json(report) for report in reports])
    else:
        for report in reports:
            _tell(report)
    if any(report.failed or report.rejected for report in reports):
        raise typer.Exit(1)


def import_path(
    settings: Settings, path: str, heard: "Heard | None", *, format_name: str | None = None, **said: Any
) -> "list[BatchReport]":
    """One file, or every file of a folder. Raises CannotImport, LedgerFault."""
    from ledger.intake.folder import import_folder  # slow to import; --help should not wait
    from ledger.intake.run import import_file
    from ledger.ledger import Ledger

    with Ledger.open(settings, connections=2) as ledger:
        if path != "-" and Path(path).is_dir():
            _name_others(Path(path))
            return import_folder(ledger, Path(path), actor=BY, settings=settings, progress=heard, **said)
        return [import_file(ledger, path, actor=BY, settings=settings, format=format_name, progress=heard, **said)]


def _name_others(folder: Path) -> None:
    """What nobody expects to be imported, and will not be."""
    from ledger.intake.folder import others  # slow to import; --help should not wait

    names = [path.relative_to(folder).as_posix() for path in others(folder)]
    if names:
        line = _("Not read, as it is of no known format: {files}").format(files=", ".join(names))
        stderr.print(line, markup=False, soft_wrap=True)


def _undo(settings: Settings, batches: list[str], *, json: bool) -> None:
    if not batches:
        raise typer.BadParameter(_("name the batch to take back"), param_hint="BATCH")
    from ledger.intake.undo import undo_import
    from ledger.ledger import Ledger

    for given in batches:
        try:
            batch = UUID(given)
        except ValueError as error:
            raise CannotImport("unknown_batch", given[:60]) from error
        with Ledger.open(settings, connections=2) as ledger, _bar(quiet=json) as heard:
            report = undo_import(ledger, batch, actor=BY, progress=heard)
        if json:
            tell_json({"batch": report.batch, "events": report.events, "streams": report.streams})
        else:
            line = _("Taken back: {events} events of {streams} people or things. The originals stay in the history.")
            told.print(line.format(events=f"{report.events:,}", streams=f"{report.streams:,}"))


def _tell(report: "BatchReport") -> None:
    from api.command_line.complaint import complaint_of  # slow to import; --help should not wait

    if report.already:
        told.print(
            _("{file}: imported before as batch {batch}; nothing to add.").format(
                file=report.file_name, batch=report.batch
            ),
            markup=False,
            soft_wrap=True,
        )
        return
    if report.failed and not report.batch.int:
        why = complaint_of(CannotImport(report.failed)).line()
        told.print(
            _("{file}: not imported. {why}").format(file=report.file_name, why=why), markup=False, soft_wrap=True
        )
        return
    line = _(
        "{file} ({format}): {read} rows, {added} added, {updated} updated, {unchanged} unchanged, {rejected} rejected"
    )
    counts = {name: f"{getattr(report, name):,}" for name in ("read", "added", "updated", "unchanged", "rejected")}
    told.print(line.format(file=report.file_name, format=report.format, **counts), markup=False, soft_wrap=True)
    told.print(_("  batch {batch}").format(batch=report.batch), markup=False, soft_wrap=True)
    for code, count in report.reasons.most_common():
        told.print(f"  {code}: {count:,}", markup=False)
    for (code, column), count in report.warnings.most_common():
        told.print(f"  {code} {column}: {count:,}", markup=False)
    if report.rejects_file is not None:
        told.print(_("  turned away: {file}").format(file=report.rejects_file), markup=False, soft_wrap=True)
    if report.failed:
        told.print(_("  stopped early: {code}").format(code=report.failed), markup=False)


def _as_json(report: "BatchReport") -> dict[str, Any]:
    warnings = [{"code": code, "column": column, "rows": count} for (code, column), count in report.warnings.items()]
    return {name: getattr(report, name) for name in SHOWN} | {
        "reasons": dict(report.reasons),
        "warnings": warnings,
    }


@contextmanager
def _bar(*, quiet: bool) -> "Iterator[Heard]":
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=stderr, disable=quiet or not stderr.is_terminal, transient=True) as shown:
        task = shown.add_task(_("Importing"), total=None)
        yield lambda done, of: shown.update(task, completed=done, total=of)
