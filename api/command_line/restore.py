"""`renmai restore`: the way back from a backup, into an empty place."""

from pathlib import Path
from typing import Annotated

import typer

from api.command_line.backup import Folder, Keys, plainly, shown, tell
from api.command_line.messages import _
from api.command_line.options import Json, progress
from api.machine.attach import attached
from ledger.settings import Settings

HELP = _(
    """Verify a backup, load it into an empty place, and make the read models again.

Nothing is ever mixed: where there is anything already, it refuses; when anything is wrong, nothing is kept.
Keys that were destroyed since stay destroyed, as far as a list says so: every backup in the same folder holds
one, and `renmai tombstones export` writes the newest.

**Examples**

* `RENMAI_DATA=/srv/renmai renmai restore /backups/monday --kek-from /safe/kek`
* `RENMAI_DATABASE_URL=postgresql://… renmai restore /backups/monday --keys-from /safe/monday`
* `renmai restore /backups/monday --tombstones /safe/tombstones`
"""
)

KekFrom = Annotated[Path | None, typer.Option(help=_("The file with the key-encryption key."))]
Tombstones = Annotated[Path | None, typer.Option(help=_("A list of keys that were destroyed since."))]


def restore(
    folder: Folder,
    keys_from: Keys = None,
    kek_from: KekFrom = None,
    tombstones: Tombstones = None,
    json: Json = False,
) -> None:
    from ledger.backup.restore import restore as restore_backup  # slow to import; --help should not wait
    from projections.rebuild import rebuild

    with plainly(), attached(Settings()) as settings, shown(quiet=json) as heard:
        manifest, again, until = restore_backup(
            settings,
            folder,
            keys_from=keys_from,
            kek_from=kek_from,
            tombstones=tombstones,
            rebuild=lambda: rebuild(settings),
            progress=heard,
        )
    warning = _("Destroyed again: {count} keys. Of keys that were destroyed after {until} nothing is known.")
    progress.print(warning.format(count=again, until=f"{until:%Y-%m-%d %H:%M:%S} UTC"))
    line = _("Restored {events} events, {keys} keys and {blobs} files.")
    tell(manifest, line, json=json, destroyed_again=again, destroyed_until=until)
