"""`renmai pool …`: lists and saved filters, and who is in one."""

from datetime import UTC, datetime

import typer

from api.command_line.looking import listed
from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.pool_changes import alert, close, filter_of, make, share
from api.command_line.pool_moves import log, sizes
from api.command_line.pool_options import Cursor, Limit, PoolId, known_pool
from api.command_line.search import page_of, tell_person
from api.machine.attach import attached
from ledger.settings import Settings

HELP = _(
    """Make and see pools: lists of people, and filters whose answer is worked out anew each time.

Whoever runs this machine sees private ones, too, and may change them; they stay whose they are.

**Examples**

* `renmai pool make 'Java, quiet' --filter 'skill:java -contacted:1y' --owner user:li`
* `renmai pool list`
* `renmai pool log 0197a1b2-0000-7000-8000-000000000001`
* `renmai pool people 0197a1b2-0000-7000-8000-000000000001 --json`
"""
)
app = typer.Typer(no_args_is_help=True)
app.command("make", help=_("Make a pool: with a filter whoever fits is in it; a list takes people one by one."))(make)
app.command("filter", help=_("Let a pool ask for others from now on."))(filter_of)
app.command("share", help=_("Let everybody use a pool, or its owner alone."))(share)
app.command("alert", help=_("Tell a pool's owner of those who come in or go out; with neither, no longer."))(alert)
app.command("close", help=_("Close a pool: it is used no more, and everybody goes out of it."))(close)
app.command("log", help=_("Who came into a pool and went out of it: when, by what, and why; the last first."))(log)
app.command("sizes", help=_("How many were in a pool, step by step."))(sizes)


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
    pool: PoolId,
    limit: Limit = 20,
    cursor: Cursor = None,
    json: Json = False,
) -> None:
    import psycopg

    from api.found import shown
    from domain.pool import asks_for
    from projections.tag_terms import spelt

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        known = known_pool(reader, pool)
        page = page_of(reader, spelt(reader, asks_for(pool, known.filter)), datetime.now(UTC), None, cursor, limit)
        listed(settings, "people", (each.candidate for each in page.items))
    items = [shown(each, []) for each in page.items]
    if json:
        tell_json({"position": page.read_at, "items": items, "next": page.next})
        return
    for each in items:
        tell_person(each)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)
