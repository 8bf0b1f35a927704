"""`renmai matches`: the pairs that may be one person and wait for a human, strongest first."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

import typer

from api.command_line.looking import listed
from api.command_line.messages import _, ngettext
from api.command_line.options import Json, tell_json, told
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

if TYPE_CHECKING:
    from psycopg import Connection

    from projections.matches import OpenMatches

Page = TypeVar("Page")
HELP = _(
    """List the pairs of people who may be one, the strongest first, as they wait for a human.

`renmai explain A B` tells why; `POST /v1/matches/decide` takes the answers.

**Examples**

* `renmai matches --limit 50`
* `renmai matches --json`: side by side, with the evidence
* `renmai matches --questioned`: merges by a policy that a newer model would not make
"""
)


def matches(
    limit: Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))] = 20,
    cursor: Annotated[str | None, typer.Option(help=_("`next` of the page before."))] = None,
    questioned: Annotated[
        bool, typer.Option("--questioned", help=_("Merges that a newer model would not make, instead."))
    ] = False,
    json: Json = False,
) -> None:
    from api.open_match import doubt, shown  # slow to import; --help should not wait
    from projections.doubted_merges import doubted_merges

    if questioned:
        doubted = page_of(lambda reader: doubted_merges(reader, cursor=cursor, limit=limit))
        _tell_all(doubted.read_at, [doubt(each) for each in doubted.items], doubted.next, _tell_doubt, json=json)
        return
    page = page_of(lambda reader: _open(reader, cursor, limit), "matches", _sides)
    _tell_all(page.read_at, [shown(each) for each in page.items], page.next, _tell, json=json)


def _tell_all(
    position: int,
    items: list[dict[str, Any]],
    following: str | None,
    tell: Callable[[dict[str, Any]], None],
    *,
    json: bool,
) -> None:
    if json:
        tell_json({"position": position, "items": items, "next": following})
        return
    for each in items:
        tell(each)
    line = ngettext("{count} pair, as of position {position}", "{count} pairs, as of position {position}", len(items))
    told.print(line.format(count=len(items), position=position), markup=False, soft_wrap=True)
    if following:
        told.print(_("More: --cursor {cursor}").format(cursor=following), markup=False, soft_wrap=True)


def _open(reader: "Connection[Any]", cursor: str | None, limit: int) -> "OpenMatches":
    from projections.matches import open_matches

    return open_matches(reader, datetime.now(UTC), cursor=cursor, limit=limit)


def _sides(page: "OpenMatches") -> Iterable[UUID]:
    return (record for each in page.items for record in (each.stream, each.other))


def page_of(
    ask: "Callable[[Connection[Any]], Page]", way: str = "", shows: "Callable[[Page], Iterable[UUID]] | None" = None
) -> "Page":
    """`shows`: whose personal data is on the page."""
    import psycopg

    from projections.cursor import InvalidCursor

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        require_built(reader)
        try:
            page = ask(reader)
        except InvalidCursor as error:
            raise typer.BadParameter(_("not a cursor that this list gave out"), param_hint="--cursor") from error
        listed(settings, way, shows(page) if shows else ())
        return page


def require_built(reader: "Connection[Any]") -> None:
    from projections.checkpoint import live

    if not live(reader, ["people"]):
        raise MachineProblem(
            "read_models_missing",
            "No read model was ever built here.",
            "They are built while `renmai run` runs, or by `renmai rebuild`.",
        )


def _tell(match: dict[str, Any]) -> None:
    line = _("posterior {posterior}, zone {zone}")
    told.print(line.format(posterior=f"{match['posterior']:.6f}", zone=match["zone"]), style="bold", markup=False)
    for side in match["sides"]:
        kept = _(" (would survive)") if side["candidate"] == match["survivor"] else ""
        told.print(f"    {side['candidate']}  {side['name'] or '?'}{kept}", markup=False, soft_wrap=True)


def _tell_doubt(merge: dict[str, Any]) -> None:
    line = _("posterior {posterior}, merged by {policy}")
    text = line.format(posterior=f"{merge['posterior']:.6f}", policy=merge["policy"])
    told.print(text, style="bold", markup=False)
    told.print(f"    {merge['survivor']} <- {merge['absorbed']}", markup=False, soft_wrap=True)
