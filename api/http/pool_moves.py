"""Who came into a pool and went out of it, and how large it was: by events and by time alone."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import PeopleReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.pools import open_pool
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.pool_moves import Order, Sizes, Step, Told, moves, sizes

router = keyed_router("pools")
FRESH = [Depends(Freshly("people", "pools"))]


@router.get(
    "/pools/{pool}/members/log",
    summary="Who came into a pool and went out: when, by what, and why",
    dependencies=FRESH,
    response_class=Response,
    responses={200: {"model": Told}, **problem_docs("no_such_pool", "bad_cursor", "not_yet")},
)
def log(
    caller: PeopleReader,
    rooms: InRooms,
    pool: UUID,
    candidate: Annotated[UUID | None, Query(description="Of one person alone.")] = None,
    order: Annotated[
        Order, Query(description="`oldest` for whoever follows: `next` stays good at the end.")
    ] = "newest",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Complete up to `until`, also of what nobody did: a condition about time turns in its own microsecond."""
    with rooms.readers.connection() as connection, cursor_checked():
        open_pool(connection, caller, pool)
        page = moves(connection, pool, scope=caller.scope, candidate=candidate, order=order, cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next, "until": page.until}, page.read_at)


@router.get(
    "/pools/{pool}/size",
    summary="How many were in a pool, step by step",
    dependencies=FRESH,
    response_class=Response,
    responses={200: {"model": Sizes}, **problem_docs("no_such_pool", "not_yet")},
)
def size(
    caller: PeopleReader,
    rooms: InRooms,
    pool: UUID,
    step: Annotated[Step, Query(description="In UTC. A week begins on Monday.")] = "day",
    limit: Limit = 400,
) -> Response:
    """The last `limit` steps in which somebody came or went, the oldest first."""
    with rooms.readers.connection() as connection:
        open_pool(connection, caller, pool)
        told = sizes(connection, pool, step, limit, scope=caller.scope)
    return answered({"items": told.items, "until": told.until}, told.read_at)
