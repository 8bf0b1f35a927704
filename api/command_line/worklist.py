"""`renmai worklist`: whom to turn to, by score, by tier, or by who was left alone the longest."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.command_line.looking import listed
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from ledger.settings import Settings

if TYPE_CHECKING:
    from projections.work_list import Order

HELP = _(
    """List whom to turn to: the most active, the best tier, or whoever was left alone the longest.

**Examples**

* `renmai worklist --owner user:zoe`
* `renmai worklist --sort contacted --least-score 50`
* `renmai worklist --sort tier --json`
"""
)
ORDERS: "dict[str, Order]" = {"score": "score", "tier": "tier", "contacted": "contacted"}


def worklist(
    sort: Annotated[str, typer.Option(metavar="ORDER", help=_("score, tier or contacted."))] = "score",
    owner: Annotated[str | None, typer.Option(metavar="user:ID", help=_("Only whom this actor looks after."))] = None,
    least_score: Annotated[float, typer.Option(min=0, max=100, help=_("80 is the high band, 50 the middle one."))] = 0,
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 20,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    json: Json = False,
) -> None:
    import orjson
    import psycopg  # slow to import; --help should not wait

    from projections.cursor import InvalidCursor
    from projections.work_list import work_list

    order = ORDERS.get(sort)
    if order is None:
        raise typer.BadParameter(_("score, tier or contacted"), param_hint="--sort")
    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        try:
            page = work_list(
                reader,
                datetime.now(UTC),
                order,
                owner=owner,
                least_score=least_score,
                cursor=cursor,
                limit=limit,
            )
        except InvalidCursor as error:
            raise typer.BadParameter(_("not a cursor that this list gave out"), param_hint="--cursor") from error
        listed(settings, "worklist", (each.candidate for each in page.items))
    items = [
        {
            "candidate": each.candidate,
            "name": (orjson.loads(each.document)["profile"].get("name") or {}).get("full"),
            "score": round(each.score, 1),
            "band": each.band,
            "tier": each.tier,
            "last_contacted_at": each.last_contacted_at,
        }
        for each in page.items
    ]
    if json:
        tell_json({"position": page.read_at, "items": items, "next": page.next})
        return
    for each in items:
        contacted = f"{each['last_contacted_at']:%Y-%m-%d}" if each["last_contacted_at"] else "-"
        line = f"{each['score']:>5.1f}  {str(each['tier'] or '-').upper()}  {contacted:<10}  {each['candidate']}"
        told.print(f"{line}  {each['name'] or '?'}", markup=False, soft_wrap=True)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)
