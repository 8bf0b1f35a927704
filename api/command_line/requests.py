"""`renmai requests`: what people asked for by right, and by when it is to be answered."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.matches import page_of
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told

if TYPE_CHECKING:
    from psycopg import Connection

    from projections.rights_requests import RequestedPage

HELP = _(
    """List what people ask for by right (access, copy, correction, erasure …), the first due first.

**Examples**

* `renmai requests --overdue`: whoever should have been answered by now
* `renmai requests --all --json`
"""
)


def requests(
    overdue: Annotated[bool, typer.Option("--overdue", help=_("Only those whose last day has passed."))] = False,
    answered: Annotated[bool, typer.Option("--all", help=_("Those that were answered, too."))] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 50,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> int:
    """1 where one is overdue and that was asked."""
    today = datetime.now(UTC).date()

    def ask(reader: "Connection[Any]") -> "RequestedPage":
        from projections.rights_requests import requests  # slow to import; --help should not wait

        before = today if overdue else None
        return requests(reader, open_only=overdue or not answered, due_before=before, cursor=cursor, limit=limit)

    page = page_of(ask)
    if json:
        tell_json(asdict(page))
        return 1 if overdue and page.items else 0
    for each in page.items:
        state = each.outcome or (_("overdue") if each.due_on < today else _("open"))
        told.print(
            f"{each.due_on}  {each.kind:<12}{state:<10}{each.candidate}  {each.request}", markup=False, soft_wrap=True
        )
    line = ngettext("{count} request, as of position {position}", "{count} requests, as of position {position}",
                    len(page.items))  # fmt: skip
    told.print(line.format(count=len(page.items), position=page.read_at), markup=False)
    return 1 if overdue and page.items else 0
