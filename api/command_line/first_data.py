"""The first `renmai run` imports the invented people of `samples/`, and adds the templates of the product."""

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import api
from api.command_line.messages import _
from api.command_line.options import progress
from ledger.settings import Settings

SAMPLES = Path(api.__file__).parent.parent / "samples"
BY = "system:renmai-run"


def import_samples(settings: Settings, *, quiet: bool = False) -> bool:
    """Import the samples unless that was done. One that was cut short is done again: no row comes twice.

    Says whether it did. Raises CannotImport and what the ledger raises.
    """
    done = settings.data / "samples.imported"
    if done.exists() or not SAMPLES.is_dir() or not any(SAMPLES.iterdir()):
        return False
    from ledger.intake.folder import import_folder  # slow to import; --help should not wait
    from ledger.ledger import Ledger

    shown = Progress(
        TextColumn(_("Importing invented people from samples/")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=progress,
        disable=quiet,
    )
    with shown, Ledger.open(settings) as ledger:
        task = shown.add_task("", total=None)
        reports = import_folder(
            ledger,
            SAMPLES,
            actor=BY,
            settings=settings,
            progress=lambda rows, of: shown.update(task, completed=rows, total=of),
        )
    if reports:
        done.touch()
    return bool(reports)


def install_templates(settings: Settings) -> None:
    """Those that are missing."""
    from ledger.ledger import Ledger  # slow to import; --help should not wait
    from ledger.templates import install_defaults

    with Ledger.open(settings, connections=1) as ledger:
        install_defaults(ledger)


def install_terms(settings: Settings) -> None:
    """To facets that have none: before the samples, whose tags are put as their terms."""
    from ledger.ledger import Ledger  # slow to import; --help should not wait
    from ledger.tag_vocabulary import install_defaults

    with Ledger.open(settings, connections=1) as ledger:
        install_defaults(ledger)
