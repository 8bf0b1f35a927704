"""`renmai orphans`: files that no event names, left by what died half-way; removed when one says so."""

from datetime import timedelta
from typing import Annotated

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from ledger.settings import Settings

HELP = _(
    """Find sealed files that no event of the ledger names, and remove them with --remove.

A process that dies after it stored a file and before it recorded it leaves one. A file younger than a day is
never touched: its event may be on the way.

**Examples**

* `renmai orphans`: how many there are
* `renmai orphans --remove`
"""
)


def orphans(
    remove: Annotated[bool, typer.Option("--remove", help=_("Remove them, for ever."))] = False,
    older_than: Annotated[int, typer.Option(min=1, metavar="DAYS", help=_("Only what is older."))] = 1,
    json: Json = False,
) -> None:
    from ledger import orphans as left  # slow to import; --help should not wait
    from ledger.blob_store import BlobStore
    from ledger.store import Store, pool_of

    with attached(Settings()) as settings, pool_of(settings.conninfo("writer"), size=1) as pool:
        blobs = BlobStore(settings.blobs)
        found = left.orphans(Store(pool), blobs, older_than=timedelta(days=older_than))
        if remove:
            left.remove(blobs, found.files)
    if json:
        tell_json({"files": len(found.files), "bytes": found.size, "younger": found.younger, "removed": remove})
        return
    line = (
        _("Removed: {files} files ({bytes} bytes) that no event names.")
        if remove
        else _("{files} files ({bytes} bytes) that no event names; `renmai orphans --remove` removes them.")
    )
    told.print(line.format(files=f"{len(found.files):,}", bytes=f"{found.size:,}"), markup=False, soft_wrap=True)
