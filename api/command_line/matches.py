"""`renmai matches`: the pairs that may be one person and wait for a human, strongest first."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.matches import OpenMatches

HELP = _(
    """List the pairs of people who may be one, the strongest first, as they wait for a human.

`renmai explain A B` tells why; `POST /v1/matches/decide` takes the answers.

**Examples**

* `renmai matches --limit 50`
* `renmai matches --json`: side by side, with the evidence
"""
)


def matches(
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 20,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    from api.open_match import shown  # slow to import; --help should not wait

    page = _page(cursor, limit)
    items = [shown(each) for each in page.items]
    if json:
        tell_json({"position": page.read_at, "items": items, "next": page.next})
        return
    for each in items:
        _tell(each)
    line = ngettext("{count} pair, as of position {position}", "{count} pairs, as of position {position}", len(items))
    told.print(line.format(count=len(items), position=page.read_at), markup=False, soft_wrap=True)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)


def _page(cursor: str | None, limit: int) -> "OpenMatches":
    import psycopg

    from projections.checkpoint import live
    from projections.cursor import InvalidCursor
    from projections.matches import open_matches

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        if not live(reader, ["people"]):
            raise MachineProblem(
                "read_models_missing",
                "No read model was ever built here.",
                "They are built while `renmai run` runs, or by `renmai rebuild`.",
            )
        try:
            return open_matches(reader, datetime.now(UTC), cursor=cursor, limit=limit)
        except InvalidCursor as error:
            raise typer.BadParameter(_("not a cursor that this list gave out"), param_hint="--cursor") from error


def _tell(match: dict[str, Any]) -> None:
    line = _("posterior {posterior}, zone {zone}")
    told.print(line.format(posterior=f"{match['posterior']:.6f}", zone=match["zone"]), style="bold", markup=False)
    for side in match["sides"]:
        kept = _(" (would survive)") if side["candidate"] == match["survivor"] else ""
        told.print(f"    {side['candidate']}  {side['name'] or '?'}{kept}", markup=False, soft_wrap=True)
