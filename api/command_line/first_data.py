"""The first `renmai run` imports the invented people of `samples/`, so that there is something to see."""

from collections.abc import Callable
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import api
from api.command_line.messages import _
from api.command_line.options import progress
from ledger.settings import Settings

SAMPLES = Path(api.__file__).parent.parent / "samples"

ImportFolder = Callable[[Settings, Path, Callable[[int, int | None], None]], None]
"""Settings, the folder, and what hears how many rows are done, of how many (None: not known yet)."""

IMPORT_FOLDER: ImportFolder | None = None


def import_samples(settings: Settings, *, quiet: bool = False) -> bool:
    """Import the samples unless that was done. One that was cut short is done again: no row comes twice."""
    done = settings.data / "samples.imported"
    if IMPORT_FOLDER is None or done.exists() or not SAMPLES.is_dir():
        return False
    with Progress(
        TextColumn(_("Importing invented people from samples/")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=progress,
        disable=quiet,
    ) as shown:
        task = shown.add_task("", total=None)

        def advance(rows: int, of: int | None) -> None:
            shown.update(task, completed=rows, total=of)

        IMPORT_FOLDER(settings, SAMPLES, advance)
    done.touch()
    return True
