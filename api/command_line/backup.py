"""`renmai backup`: everything that can't be made again. What may go wrong here and on the way back is one table."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn
from rich.progress import Progress as Bars

from api.command_line.messages import _
from api.command_line.options import Json, progress, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem, marked
from ledger.faults import LedgerFault
from ledger.settings import Settings

if TYPE_CHECKING:
    from ledger.backup.manifest import Manifest, Progress

HELP = _(
    """Write a backup into an empty folder: the ledger, the keys (wrapped), the files, the settings.

Everybody may go on working meanwhile. The key-encryption key is not in it: keep that one, and better the
other keys too, in another place, as whoever has all of it can read everything.

**Examples**

* `renmai backup /backups/monday`
* `renmai backup /backups/monday --keys-to /safe/monday --kek-to /safe/kek`
"""
)

STEPS = {
    "ledger": marked("Events"),
    "keys": marked("Keys"),
    "blobs": marked("Files"),
    "verify": marked("Verifying"),
    "load": marked("Loading"),
    "check": marked("Checking"),
    "rebuild": marked("Read models"),
}

PROBLEMS = {
    "backup_folder_not_empty": (
        marked("There is something in {what} already."),
        marked("Name a new or an empty folder."),
    ),
    "no_backup": (
        marked("There is no whole backup in {what}."),
        marked("One that was cut short can be deleted."),
    ),
    "backup_damaged": (
        marked("{what} is missing from the backup, or is not the file that was written."),
        marked("Use another backup, or bring the file back from a copy. Keys kept apart need --keys-from."),
    ),
    "no_tombstones": (
        marked("There is no list of destroyed keys in {what}."),
        marked("`renmai tombstones export FILE` writes one, and each backup holds one as TOMBSTONES."),
    ),
    "backup_of_other_version": (
        marked("The backup has another schema: {what}."),
        marked("Restore it with the Renmai that made it; then this one's `renmai migrate` lifts it."),
    ),
    "restore_target_not_empty": (
        marked("There is something where the backup is to go: {what}."),
        marked("Name an empty place with RENMAI_DATA, or RENMAI_DATABASE_URL and RENMAI_BLOBS_URL."),
    ),
    "no_key_encryption_key": (
        marked("The key-encryption key is not in {what}."),
        marked("Bring it from where it is kept: --kek-from FILE, or RENMAI_KEY_FILE."),
    ),
    "wrong_key_encryption_key": (
        marked("The key-encryption key does not open this ledger: {what}."),
        marked("Name the right one: --kek-from FILE, or RENMAI_KEY_FILE."),
    ),
    "key_inside_backup": (
        marked("{what} would lie in the backup that it opens."),
        marked("Name a file in another place with --kek-to."),
    ),
    "backup_keys_missing": (
        marked("Events need keys that are neither here nor destroyed: {what}."),
        marked("The keys are of another backup: name the right folder with --keys-from."),
    ),
    "disk_full": (marked("There is no room left for {what}."), marked("Make room; nothing was kept.")),
    "no_permission": (
        marked("Renmai may not write or read {what}."),
        marked("Give this user the right to, or name another folder."),
    ),
    "unreadable_file": (marked("The system refuses: {what}."), marked("See to it and try again.")),
    "blob_store_unavailable": (
        marked("The blob store can't be used: {what}."),
        marked("Check RENMAI_BLOBS_URL, and the AWS_… variables if it is of S3."),
    ),
}
"""Code -> what is wrong, and what to do."""

Folder = Annotated[Path, typer.Argument(help=_("The backup's folder."), metavar="DIR")]
Keys = Annotated[Path | None, typer.Option(help=_("A folder of their own for the keys."))]
KekTo = Annotated[Path | None, typer.Option(help=_("Also write the key-encryption key to this file."))]


def backup(folder: Folder, keys_to: Keys = None, kek_to: KekTo = None, json: Json = False) -> None:
    from ledger.backup.take import backup as take_backup  # slow to import; --help should not wait

    with plainly(), attached(Settings()) as settings, shown(quiet=json) as heard:
        manifest = take_backup(settings, folder, keys_to=keys_to, kek_to=kek_to, progress=heard)
    tell(manifest, _("Backed up {events} events, {keys} keys and {blobs} files."), json=json)


def tell(manifest: "Manifest", line: str, *, json: bool, **more: object) -> None:
    """Files that are lost are no reason to stop, and a reason to look: exit code 1."""
    if json:
        tell_json(manifest.model_dump(mode="json", exclude={"tables", "files"}) | more)
    else:
        told.print(line.format(events=manifest.position, keys=manifest.keys, blobs=manifest.blobs))
    if manifest.lost_blobs:
        warning = _("{count} files that events name are missing or damaged in the store: {first} …")
        progress.print(warning.format(count=len(manifest.lost_blobs), first=manifest.lost_blobs[0]))
        raise typer.Exit(1)


@contextmanager
def plainly() -> Iterator[None]:
    """A fault of a backup as a problem with what to do about it."""
    try:
        yield
    except LedgerFault as fault:
        if fault.code not in PROBLEMS:
            raise
        message, remedy = PROBLEMS[fault.code]
        raise MachineProblem(fault.code, message, remedy, what=str(fault)) from fault


@contextmanager
def shown(*, quiet: bool) -> Iterator["Progress"]:
    """A bar for each step; nothing at all before the first."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    bars = Bars(*columns, console=progress, disable=quiet)
    tasks: dict[str, TaskID] = {}

    def heard(step: str, done: int, total: int) -> None:
        if step not in tasks:
            bars.start()
            tasks[step] = bars.add_task(_(STEPS[step]))
        bars.update(tasks[step], completed=done, total=total)

    try:
        yield heard
    finally:
        if tasks:
            bars.stop()
