"""`renmai tombstones …`: the list of destroyed keys, kept where no restore can undo it."""

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.backup import plainly
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from ledger.settings import Settings

HELP = _(
    """Keep the list of destroyed keys, so that an older backup brings back nobody who was forgotten.

**Examples**

* `renmai tombstones export /safe/tombstones`: after each erasure, or each hour
* `renmai tombstones apply /safe/tombstones`: after the database of keys came back by another way than `renmai restore`
"""
)
File = Annotated[Path, typer.Argument(metavar="FILE", help=_("The file with the list."))]

app = typer.Typer(no_args_is_help=True)


@app.command("export", help=_("Write the newest list to a file. What an older one there names stays in it."))
def export(file: File, json: Json = False) -> None:
    from ledger.backup.tombstones import export_tombstones  # slow to import; --help should not wait

    with plainly(), attached(Settings()) as settings:
        count = len(export_tombstones(settings, file).destroyed)
    if json:
        tell_json({"destroyed": count, "file": file})
    else:
        told.print(_("{count} destroyed keys are named in {file}.").format(count=count, file=file), soft_wrap=True)


@app.command("apply", help=_("Destroy again what a list names. Then `renmai rebuild`: read models may still show it."))
def apply(file: File, json: Json = False) -> None:
    from ledger.backup.tombstones import apply_tombstones

    with plainly(), attached(Settings()) as settings:
        again = apply_tombstones(settings, file)
    if json:
        tell_json({"destroyed_again": again})
    else:
        told.print(_("{count} keys are destroyed again.").format(count=again))
