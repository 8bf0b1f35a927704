"""`renmai reviews`: what was entered and waits to be reviewed by somebody else, the oldest first."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.matches import page_of
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told

if TYPE_CHECKING:
    from psycopg import Connection

    from projections.entries import WaitingEntries

HELP = _(
    """List the degrees and evaluations that wait for a review by somebody else, the oldest first.

`POST /v1/candidates/{candidate}/reviews` takes the answers.

**Examples**

* `renmai reviews --subject education`
* `renmai reviews --json`
"""
)


class Kind(StrEnum):
    RECORD = "record"
    EDUCATION = "education"
    EVALUATION = "evaluation"


def reviews(
    subject: Annotated[Kind | None, typer.Option(help=_("Only entries of this kind."))] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 20,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    from dataclasses import asdict

    def ask(reader: "Connection[Any]") -> "WaitingEntries":
        from projections.entries import waiting_entries  # slow to import; --help should not wait

        return waiting_entries(reader, subject=subject.value if subject else None, cursor=cursor, limit=limit)

    page = page_of(ask)
    if json:
        tell_json(asdict(page))
        return
    for each in page.items:
        degree = "" if each.education is None else f" {each.education}"
        state = f"  {each.verdict}" if each.verdict else ""
        line = f"{each.entered_at:%Y-%m-%d}  {each.subject}{degree}  {each.candidate}  {each.position}{state}"
        told.print(line, markup=False, soft_wrap=True)
    for kind, count in sorted(page.waiting.items()):
        line = ngettext("{count} {kind} waits", "{count} {kind} wait", count)
        told.print(line.format(count=f"{count:,}", kind=kind), markup=False)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)
