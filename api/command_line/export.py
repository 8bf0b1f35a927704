"""`renmai export`: the event lake, written further or verified."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bars

from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem, marked
from ledger.faults import LedgerFault
from ledger.proof.published import NotSealed
from ledger.settings import Settings

HELP = _(
    """Write the event lake: the facts of every event as Parquet, for metrics and for any tool that reads it.

Nothing personal is in it. Files cover fixed ranges of positions and never change, so that a second export writes
only what is new, and one that was cut short goes on. The manifest holds a signed checkpoint: with it the lake
proves which events it holds.

**Examples**

* `renmai export`: into the data folder, or where RENMAI_LAKE_URL says
* `renmai export s3://bucket/lake`: endpoint and credentials come from the usual AWS_… variables
* `renmai export --verify`: write nothing; tell every event anew and compare
"""
)

PROBLEMS = {
    "no_lake": (marked("There is no lake in {what}."), marked("`renmai export` writes one.")),
    "lake_damaged": (
        marked("{what} is missing from the lake, or is not the file that was written."),
        marked("Delete the lake and export it again: it holds nothing that the ledger does not."),
    ),
    "lake_of_other_ledger": (
        marked("The lake is not this ledger's: {what}."),
        marked("Name another place, or the ledger that wrote it."),
    ),
    "lake_of_other_format": (
        marked("The lake was written in another format: {what}."),
        marked("Export into a new place."),
    ),
    "not_sealed": (
        marked("No event is sealed yet."),
        marked("`renmai run` seals what is stored, within a second."),
    ),
    "blob_store_unavailable": (
        marked("The place of the lake can't be used: {what}."),
        marked("Check RENMAI_LAKE_URL, and the AWS_… variables if it is of S3."),
    ),
    "unknown_metric": (marked("There is no metric {what}."), marked("See `renmai metrics list`.")),
    "bad_parameter": (marked("That can't be asked: {what}."), marked("See `renmai metrics show NAME`.")),
    "engine_down": (
        marked("The engine can't be reached: {what}."),
        marked("See whether it runs and whether --engine names it; without --engine none is needed."),
    ),
    "engine_refused": (
        marked("The engine can't answer: {what}."),
        marked("A cluster must reach the lake under the same address: export it to S3, or share the folder."),
    ),
    "of_persons": (marked("Each row of {what} is one person."), marked("Ask for it without --groups-only.")),
}
"""Code -> what is wrong, and what to do."""

Lake = Annotated[str | None, typer.Argument(metavar="PLACE", help=_("A folder, file://… or s3://bucket/prefix."))]
Verify = Annotated[bool, typer.Option("--verify", help=_("Write nothing; compare with the ledger, event by event."))]


def export(place: Lake = None, verify: Verify = False, json: Json = False) -> None:
    with analytics(), attached(Settings()) as settings, _shown(quiet=json) as heard:
        from projections.lake.check import check_ledger  # slow to import; --help should not wait
        from projections.lake.export import export as write
        from projections.lake.place import Place

        url = place or settings.lake
        manifest = check_ledger(settings, Place(url), heard) if verify else write(settings, url, told=heard)
    if json:
        tell_json({"lake": url, "position": manifest.position, "root": manifest.root.hex()} | {"verified": verify})
        return
    line = (
        _("{events} events in {place} are as this ledger tells them.") if verify else _("{events} events in {place}.")
    )
    told.print(line.format(events=manifest.position, place=url), markup=False, soft_wrap=True)


@contextmanager
def analytics() -> Iterator[None]:
    """What can go wrong with a lake, in words; and that the extra it takes is not there."""
    try:
        yield
    except ModuleNotFoundError as missing:
        raise MachineProblem(
            "analytics_not_installed",
            "{module} is not installed.",
            "Install Renmai with its extra: `pip install 'renmai[analytics]'`.",
            module=missing.name,
        ) from missing
    except (LedgerFault, NotSealed) as fault:
        if fault.code not in PROBLEMS:
            raise
        message, remedy = PROBLEMS[fault.code]
        raise MachineProblem(fault.code, message, remedy, what=str(fault)) from fault


@contextmanager
def _shown(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Bars(*columns, console=progress, disable=quiet) as bars:
        task = bars.add_task(_("Events"), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total)
