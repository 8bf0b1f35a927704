"""`renmai pool log` and `renmai pool sizes`: who came and went, and how many there were."""

from dataclasses import asdict
from typing import Annotated, Literal
from uuid import UUID

import typer

from api.command_line.messages import _
from api.command_line.options import Json, tell_json, told
from api.command_line.pool_options import Cursor, Limit, PoolId, known_pool
from api.machine.attach import attached
from ledger.settings import Settings


def log(
    pool: PoolId,
    candidate: Annotated[UUID | None, typer.Option(help=_("Of one person alone."))] = None,
    oldest: Annotated[bool, typer.Option("--oldest", help=_("The first first, for whoever follows."))] = False,
    limit: Limit = 50,
    cursor: Cursor = None,
    json: Json = False,
) -> None:
    import psycopg  # slow to import; --help should not wait

    from projections.cursor import InvalidCursor
    from projections.pool_moves import moves

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        known_pool(reader, pool)
        try:
            page = moves(
                reader,
                pool,
                candidate=candidate,
                order="oldest" if oldest else "newest",
                cursor=cursor,
                limit=limit,
            )
        except InvalidCursor as error:
            raise typer.BadParameter(_("not a cursor that this list gave out"), param_hint="--cursor") from error
    if json:
        items = [asdict(each) for each in page.items]
        tell_json({"position": page.read_at, "until": page.until, "items": items, "next": page.next})
        return
    for each in page.items:
        why = " ".join([*(f"+{one}" for one in each.holds), *(f"-{one}" for one in each.fails)])
        by = each.cause if each.position is None else f"{each.cause} {each.position}"
        line = f"{each.moment:%Y-%m-%d %H:%M:%S}  {'+' if each.entered else '-'} {each.candidate}  {by}  {why}"
        told.print(line, markup=False, soft_wrap=True)
    if page.next:
        told.print(_("More: --cursor {cursor}").format(cursor=page.next), markup=False, soft_wrap=True)


def sizes(
    pool: PoolId,
    step: Annotated[Literal["day", "week", "month", "year"], typer.Option(help=_("How long a step is."))] = "day",
    limit: Limit = 60,
    json: Json = False,
) -> None:
    import psycopg

    from projections.pool_moves import sizes as sizes_of

    with attached(Settings()) as settings, psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
        known_pool(reader, pool)
        found = sizes_of(reader, pool, step, limit)
    if json:
        tell_json({"position": found.read_at, "until": found.until, "items": [asdict(each) for each in found.items]})
        return
    for each in found.items:
        told.print(f"{each.at:%Y-%m-%d %H:%M}  {each.size:>9,}  +{each.entered:,}  -{each.left:,}", markup=False)
