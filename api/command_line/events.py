"""`renmai events`: the ledger as lines of JSON, from any position on, and further as it grows."""

import sys
import time
from collections.abc import Callable, Iterator
from typing import Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json
from api.event_lines import line
from api.machine.attach import attached
from ledger.settings import Settings
from ledger.store import Row, Store, pool_of

HELP = _(
    """Print events as NDJSON, one a line, in the order of the ledger.

Each line is what is stored: facts and envelope in the clear, personal parts sealed. For a person's story
in words use `renmai replay`.

**Examples**

* `renmai events --after 1000 | jq -r .type | sort | uniq -c`
* `renmai events --follow`: go on as the ledger grows, until Ctrl-C
* `renmai events --candidate 019a…`: the events of one record
"""
)

PAGE = 1_000
POLL_SECONDS = 0.2


def events(
    after: Annotated[int, typer.Option(min=0, help=_("The last position that you have."))] = 0,
    follow: Annotated[bool, typer.Option("--follow", help=_("Go on as the ledger grows."))] = False,
    candidate: Annotated[UUID | None, typer.Option(help=_("Only events of this candidate."))] = None,
    json: Json = False,  # noqa: ARG001  NDJSON is JSON
) -> None:
    with attached(Settings()) as settings, pool_of(settings.conninfo("writer"), size=1) as pool:
        store = Store(pool)
        for rows in pages(store, after, candidate, sleep=time.sleep if follow else None):
            sys.stdout.buffer.write(b"".join(line(row, sealed=True) for row in rows))
            sys.stdout.buffer.flush()


def pages(
    store: Store, after: int, candidate: UUID | None, sleep: Callable[[float], None] | None
) -> Iterator[list[Row]]:
    """What is above position `after`, made durable before it is handed out; with `sleep`, without end."""
    while True:
        until = store.head()
        store.durable()
        for rows in _until(store, after, until, candidate):
            yield rows
            after = rows[-1].position
        if sleep is None:
            return
        sleep(POLL_SECONDS)


def _until(store: Store, after: int, until: int, candidate: UUID | None) -> Iterator[list[Row]]:
    if candidate is not None:
        rows = [row for row in store.stream(candidate, until=until) if row.position > after]
        if rows:
            yield rows
        return
    while rows := store.page(after, PAGE, until=until):
        yield rows
        after = rows[-1].position
