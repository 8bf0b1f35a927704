"""`renmai rebuild`: throw read models away and fold them anew from the ledger, while everybody goes on reading."""

from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from api.command_line.messages import _, ngettext
from api.command_line.options import Json, progress, tell_json, told
from api.machine.attach import attached
from api.machine.problem import identity_off, marked
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.comparing import Compared

HELP = _(
    """Make read models anew from the ledger, beside the ones that readers see, and swap them in at once.

**Examples**

* `renmai rebuild`: all of them
* `renmai rebuild contact_log --shards 4`
* `renmai rebuild --compare`: swap nothing in, and say where what readers see is not what the events say
* `renmai rebuild --identity`: by which records are found and compared; begun again, it goes on
"""
)
STAGES = {
    "load": marked("Reading events"),
    "combine": marked("Combining people"),
    "index": marked("Indexing"),
    "catch-up": marked("Catching up"),
    "swap": marked("Swapping"),
}
BARS = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help=_("Which; all by default."))] = None,
    shards: Annotated[int, typer.Option(min=1, max=64, help=_("Processes that share the work."))] = 2,
    identity: Annotated[
        bool, typer.Option("--identity", help=_("The index that records are compared by, instead of read models."))
    ] = False,
    compare: Annotated[
        bool,
        typer.Option("--compare", help=_("Change nothing; exit code 1 where what readers see is not what they give.")),
    ] = False,
    json: Json = False,
) -> None:
    if identity:
        _index(json=json)
        return
    from projections.comparing import compare as compared  # slow to import; --help should not wait
    from projections.rebuild import Progress
    from projections.rebuild import rebuild as make_anew

    # Drawn by this thread alone: a process without others forks those that share its work.
    bars = Bars(*BARS, console=progress, disable=json, auto_refresh=False)
    tasks: dict[str, TaskID] = {}

    def heard(step: Progress) -> None:
        if not tasks:  # nothing at all before the first, so that an error is a line alone
            bars.start()
        if step.stage not in tasks:
            tasks[step.stage] = bars.add_task(_(STAGES[step.stage]))
        bars.update(tasks[step.stage], completed=step.done, total=step.total or None, refresh=True)

    def ended() -> None:
        if tasks:
            bars.stop()

    with attached(Settings()) as settings, ExitStack() as ending:
        ending.callback(ended)
        if compare:
            found = compared(settings, names or (), shards=shards, progress=heard)
        else:
            stand = make_anew(settings, names or (), shards=shards, progress=heard)
    if compare:
        _tell(found, json=json)
        return
    if json:
        tell_json([{"read_model": at.projection, "generation": at.generation, "position": at.position} for at in stand])
        return
    for at in stand:
        told.print(
            _("{name}: generation {generation}, folded up to position {position}").format(
                name=at.projection, generation=at.generation, position=f"{at.position:,}"
            ),
            markup=False,
        )


def _tell(found: "Compared", *, json: bool) -> None:
    """Raises typer.Exit with 1 where something differs."""
    if json:
        tell_json(asdict(found))
    else:
        line = ngettext(
            "{count} row is not what the events give, up to position {position}.",
            "{count} rows are not what the events give, up to position {position}.",
            found.rows,
        )
        told.print(line.format(count=f"{found.rows:,}", position=f"{found.position:,}"), markup=False)
        for each in found.differences:
            said = ", ".join(each.columns) or (_("should not be there") if each.shown else _("is missing"))
            told.print(f"{each.table}  {each.key}  {said}", markup=False, soft_wrap=True)
    if found.rows:
        raise typer.Exit(1)


def _index(*, json: bool) -> None:
    from ledger.identity.indexing import index_anew  # slow to import; --help should not wait
    from ledger.ledger import Ledger

    with (
        attached(Settings()) as settings,
        Ledger.open(settings, connections=2) as ledger,
        Bars(*BARS, console=progress, disable=json) as bars,
    ):
        if ledger.engine is None:
            raise identity_off()
        task = bars.add_task(_("Indexing"), total=None)
        records = index_anew(ledger.engine, lambda done, of: bars.update(task, completed=done, total=of))
    if json:
        tell_json({"records": records})
        return
    line = ngettext("{count} record was indexed anew.", "{count} records were indexed anew.", records)
    told.print(line.format(count=f"{records:,}"), markup=False)
