"""`renmai retention`: who is to be deleted although nobody asked; and their erasures proposed."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.matches import page_of
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told

if TYPE_CHECKING:
    from psycopg import Connection

    from projections.deletions import Due, DuePage

HELP = _(
    """List whoever is to be deleted: the last ground to keep their data is gone, or nothing was heard for too long.

With --propose, an erasure is asked for in the name of the policy; a human approves each one. docs/forgetting.md has the
limits of each place.

**Examples**

* `renmai retention`
* `renmai retention --within 30 --json`
* `renmai retention --propose`: now, and not when the clock does, once a day
"""
)


def retention(
    within: Annotated[int, typer.Option(min=0, max=3650, metavar="DAYS", help=_("Who will be due by then."))] = 0,
    propose: Annotated[bool, typer.Option("--propose", help=_("Ask for the erasure of whoever is due now."))] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 200,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    by = datetime.now(UTC).date() + timedelta(days=0 if propose else within)

    def ask(reader: "Connection[Any]") -> "DuePage":
        from projections.deletions import due  # slow to import; --help should not wait

        return due(reader, by, cursor=cursor, limit=limit)

    page = page_of(ask)
    proposed = _proposed([each for each in page.items if not each.proposed]) if propose else 0
    if json:
        tell_json(asdict(page) | ({"proposed": proposed} if propose else {}))
        return
    for each in page.items:
        asked = _("proposed") if each.proposed else ""
        told.print(f"{each.due_on}  {each.why:<14}{each.candidate}  {asked}", markup=False, soft_wrap=True)
    line = ngettext("{count} person, as of position {position}", "{count} people, as of position {position}",
                    len(page.items))  # fmt: skip
    told.print(line.format(count=len(page.items), position=page.read_at), markup=False)
    if propose:
        told.print(_("Erasures proposed: {count}.").format(count=proposed), markup=False)


def _proposed(people: "list[Due]") -> int:
    """Proposed twice, it is one: whoever was proposed meanwhile is passed over."""
    from api.machine.attach import attached
    from ledger.deletions import propose_deletion
    from ledger.ledger import Ledger
    from ledger.settings import Settings

    with attached(Settings()) as settings, Ledger.open(settings, connections=1) as ledger:
        return sum(propose_deletion(ledger, each.candidate, ledger.clock()) for each in people)
