"""`renmai rescore`: the newest model looks at every record again, and proposes."""

from rich.progress import Progress as Bars
from rich.progress import TextColumn

from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json, told
from api.machine.attach import attached
from api.machine.problem import identity_off
from ledger.settings import Settings

HELP = _(
    """Compare all records anew by the newest model. A worker does so by itself once a model is published.

It proposes pairs (`renmai matches`) and questions merges (`renmai matches --questioned`); it never merges, and never
takes a merge back. Cut off, it goes on where it was.

**Examples**

* `renmai rescore`
* `renmai rescore --json`
"""
)


def rescore(json: Json = False) -> None:
    from ledger.identity.rescoring import rescore as compare_anew  # slow to import; --help should not wait
    from ledger.ledger import Ledger

    with (
        attached(Settings()) as settings,
        Ledger.open(settings, connections=2) as ledger,
        Bars(TextColumn("{task.description} {task.completed:,}"), console=progress, disable=json) as bars,
    ):
        if ledger.engine is None:
            raise identity_off()
        task = bars.add_task(_("Comparing records"), total=None)
        done = compare_anew(ledger.engine, lambda records, _of: bars.update(task, completed=records))
    if json:
        tell_json(done.model_dump(mode="json", exclude={"type", "breaks"}))
        return
    line = _("{records} records by the model {model}: {proposed} pairs proposed, {questioned} merges questioned.")
    numbers = {name: f"{getattr(done, name):,}" for name in ("records", "proposed", "questioned")}
    told.print(line.format(model=done.model, **numbers), markup=False, soft_wrap=True)
