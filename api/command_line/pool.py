"""`renmai pool …`: lists and saved filters, and who is in one."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.search import page_of, tell_person
from api.machine.attach import attached
from api.machine.problem import MachineProblem
from ledger.settings import Settings

HELP = _(
    """See pools: lists of people, and filters whose answer is worked out anew each time.

Pools are made over HTTP: `POST /v1/pools`. Whoever runs this machine sees private ones, too.

**Examples**

* `renmai pool list`
* `renmai pool people 0197a1b2-0000-7000-8000-000000000001 --json`
"""
)
Cursor = Annotated[str | None, typer.Option(help=_("`next` of the page before."))]
Limit = Annotated[int, typer.Option(min=1, max=500, help=_("How many, at most."))]

app = typer.Typer(no_args_is_help=True)


@app.command("list", help=_("Every pool that is not closed, with its filter."))
def list_(limit: Limit = 50, cursor: Cursor = None, json: Json = False) -> None:
    import psycopg  # slow to import; --help should not wait

    from projections.pools import known_pools

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        page = known_pools(reader, None, cursor=cursor, limit=limit)
    if json:
        items = [{name: getattr(each, name) for name in each.__slots__} for each in page.items]
        tell_json({"position": page.read_at, "items": items, "next": page.next})
        return
    for each in page.items:
        line = f"{each.pool}  {each.name}  {each.owner}  {each.sharing}  {each.filter or _('a list')}"
        told.print(line, markup=False, soft_wrap=True)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)


@app.command("people", help=_("Who is in a pool now."))
def people(
    pool: Annotated[UUID, typer.Argument(metavar="POOL", help=_("The pool's id."))],
    limit: Limit = 20,
    cursor: Cursor = None,
    json: Json = False,
) -> None:
    import psycopg

    from api.found import shown
    from domain.pool import asks_for
    from projections.pools import known_pools
    from projections.tag_terms import spelt

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        known = known_pools(reader, None, only=pool).items
        if not known:
            raise MachineProblem("no_such_pool", "There is no pool {pool}.", "See `renmai pool list`.", pool=pool)
        page = page_of(reader, spelt(reader, asks_for(pool, known[0].filter)), datetime.now(UTC), None, cursor, limit)
    items = [shown(each, []) for each in page.items]
    if json:
        tell_json({"position": page.read_at, "items": items, "next": page.next})
        return
    for each in items:
        tell_person(each)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)
