"""`renmai due`: what is to be done for people today, or on another day."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.looking import listed
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from domain.vocabulary import DueKind
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.due import DueList, State

HELP = _(
    """List what is due: follow-ups, reminders, contacts by the cadence of each tier, consents that run out.

Nothing is computed by a nightly job: what is due follows from what happened. It is done by `POST
/v1/candidates/{candidate}/due/{item}/done`, or by doing it.

**Examples**

* `renmai due`
* `renmai due --owner user:li --day 2026-12-01`
* `renmai due --overdue --json`: what was due before, and still is
"""
)


def due(
    owner: Annotated[str | None, typer.Option(metavar="OWNER", help=_("Whose: `user:li`."))] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=_("Another day than today."))] = None,
    kind: Annotated[DueKind | None, typer.Option(help=_("Of one kind only."))] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help=_("What was due before, and still is."))] = False,
    missed: Annotated[bool, typer.Option("--missed", help=_("What was over on that day, undone."))] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 50,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    state: State = "missed" if missed else "overdue" if overdue else "due"
    with attached(Settings()) as settings:
        page = _page(settings, day.date() if day else None, state, owner, kind, cursor, limit)
        listed(settings, "due", (each.candidate for each in page.items))
    if json:
        items = [{name: getattr(each, name) for name in each.__slots__} for each in page.items]
        tell_json({"position": page.read_at, "items": items, "next": page.next})
        return
    for each in page.items:
        when, whose = f"{each.due_at.astimezone():%Y-%m-%d %H:%M}", each.owner or "-"
        line = f"{when}  {each.kind}  {each.name or each.candidate}  {whose}  {each.item}"
        told.print(line, markup=False, soft_wrap=True)
    line = ngettext(
        "{count} thing, as of position {position}", "{count} things, as of position {position}", len(page.items)
    )
    told.print(line.format(count=len(page.items), position=page.read_at), markup=False, soft_wrap=True)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)


def _page(
    settings: Settings,
    day: date | None,
    state: "State",
    owner: str | None,
    kind: DueKind | None,
    cursor: str | None,
    limit: int,
) -> "DueList":
    import psycopg  # slow to import; --help should not wait

    from ledger.envelope import utc_now
    from projections.checkpoint import live
    from projections.due import day_of, due_list

    with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        if not live(reader, ["people"]):
            raise MachineProblem(
                "read_models_missing",
                "No read model was ever built here.",
                "They are built while `renmai run` runs, or by `renmai rebuild`.",
            )
        return due_list(
            reader,
            day_of(day, utc_now()),
            state=state,
            owner=owner,
            kind=kind,
            policy=settings.cadence,
            automatic=settings.automation,
            cursor=cursor,
            limit=limit,
        )
