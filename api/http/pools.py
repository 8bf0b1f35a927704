"""Pools: who is in one, now and always by its filter; what it was used for; and how far two are the same people."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, Depends, Query, Request, Response
from psycopg import Connection
from pydantic import BaseModel, Field, model_validator

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Caller, PeopleReader, PoolKeeper
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.http.search import FilterBody, SearchBody, SearchPage, node_of_body, page_of
from domain.access import Role
from domain.decisions import ChangePoolFilter, CreatePool, TakePoolSnapshot
from domain.person import Text
from domain.pool import asks_for
from domain.search.filter import All, Node
from domain.search.write import write
from domain.vocabulary import Code, Purpose
from projections.facets import Counts, counts
from projections.pools import KnownPool, Pools, Snapshot, known_pools, snapshots
from projections.search_query import where
from projections.searching import Sort, everybody
from projections.tag_terms import spelt

router = keyed_router("pools")
FRESH = [Depends(Freshly("people", "pools"))]
WRITES = problem_docs("stream_moved", "command_id_reused", "outcome_unknown")


class PoolBody(FilterBody):
    """With a filter, as text (`q`) or JSON, whoever fits is in it; without one it is a list."""

    name: Text
    sharing: Literal["private", "shared"] = "private"
    purpose: Purpose = Purpose.TALENT_POOL
    pool: UUID | None = Field(None, description="The id of what is new; made if left out.")


class PoolFilterBody(FilterBody):
    @model_validator(mode="after")
    def _some_filter(self) -> "PoolFilterBody":
        if self.q is None and self.filter is None:
            raise ValueError("give q or filter")
        return self


class SnapshotBody(BaseModel):
    why: Code = Field(description="What is being done with these people, as a code: `campaign` …")


class Told(BaseModel):
    pool: KnownPool
    size: Counts
    snapshots: list[Snapshot]
    """The last first."""


class Overlap(BaseModel):
    one: Counts
    other: Counts
    both: Counts


@router.post(
    "/pools",
    summary="Make a pool: a list, or a saved filter",
    status_code=201,
    responses={**problem_docs("bad_filter", "name_in_pool_filter", "pool_exists"), **WRITES},
)
def make(
    caller: PoolKeeper,
    rooms: InRooms,
    attempt: Attempted,
    request: Request,
    response: Response,
    body: Annotated[PoolBody, Body(openapi_examples={"saved": {"value": {"name": "Java", "q": "skill:java"}}})],
) -> ReceiptBody:
    """It is whose who makes it. A list takes people by POST /v1/candidates/{candidate}/lists."""
    pool = body.pool or attempt.new_stream(caller, "pool")
    command = CreatePool(
        pool=pool,
        by=caller.by,
        name=body.name,
        sharing=body.sharing,
        purpose=body.purpose,
        filter=_text(request, body),
    )
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, pool, response, pool)


@router.post(
    "/pools/{pool}/filter",
    summary="Let a pool ask for others",
    status_code=201,
    responses={**problem_docs("bad_filter", "no_such_pool", "pool_is_a_list", "name_in_pool_filter"), **WRITES},
)
def change_filter(
    caller: PoolKeeper,
    rooms: InRooms,
    attempt: Attempted,
    request: Request,
    response: Response,
    pool: UUID,
    body: Annotated[PoolFilterBody, Body(openapi_examples={"text": {"value": {"q": "skill:java years>=5"}}})],
) -> ReceiptBody:
    text = _text(request, body)
    if text is None:
        raise Problem("bad_filter", faults=[])
    command = ChangePoolFilter(pool=pool, by=caller.by, filter=text)
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, pool, response)


@router.post(
    "/pools/{pool}/snapshots",
    summary="Record who is in a pool now, because somebody acts on it",
    status_code=201,
    dependencies=FRESH,
    responses={**problem_docs("no_such_pool", "pool_closed", "not_yet"), **WRITES},
)
def take_snapshot(
    caller: PoolKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    pool: UUID,
    body: Annotated[SnapshotBody, Body(openapi_examples={"campaign": {"value": {"why": "campaign"}}})],
) -> ReceiptBody:
    """The answer's `id` is the snapshot's. A retry takes it anew unless it is the same people still."""
    with rooms.readers.connection() as connection:
        read_at, people = everybody(
            connection, _asked(connection, open_pool(connection, caller, pool)), datetime.now(UTC), caller.scope
        )
    snapshot = attempt.new_stream(caller, "snapshot")
    command = TakePoolSnapshot(
        pool=pool, by=caller.by, snapshot=snapshot, why=body.why, read_at=read_at, people=tuple(people)
    )
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, pool, response, snapshot)


@router.get(
    "/pools",
    summary="Shared pools, and the caller's own",
    dependencies=[Depends(Freshly("pools"))],
    response_class=Response,
    responses={200: {"model": Pools}, **problem_docs("bad_cursor", "not_yet")},
)
def of_all(caller: PeopleReader, rooms: InRooms, cursor: Cursor = None, limit: Limit = 50) -> Response:
    caller.shows(())
    with rooms.readers.connection() as connection, cursor_checked():
        page = known_pools(connection, actors(caller), cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next}, page.read_at)


@router.get(
    "/pools/{pool}",
    summary="What a pool is, how many are in it, and what it was used for",
    dependencies=FRESH,
    response_class=Response,
    responses={200: {"model": Told}, **problem_docs("no_such_pool", "not_yet")},
)
def of_one(caller: PeopleReader, rooms: InRooms, pool: UUID) -> Response:
    caller.shows(())
    with rooms.readers.connection() as connection:
        page = known_pools(connection, actors(caller), only=pool)
        known = open_pool(connection, caller, pool)
        size = counts(connection, where(_asked(connection, known), datetime.now(UTC), caller.scope))
        taken = snapshots(connection, pool)
    return answered({"pool": known, "size": size, "snapshots": taken}, page.read_at)


@router.get(
    "/pools/{pool}/people",
    summary="Who is in a pool, decided at the moment of asking",
    dependencies=FRESH,
    response_class=Response,
    responses={200: {"model": SearchPage}, **problem_docs("no_such_pool", "bad_cursor", "not_yet")},
)
def people(
    caller: PeopleReader,
    rooms: InRooms,
    pool: UUID,
    sort: Sort | None = None,
    count: Annotated[bool, Query(description="Also how many there are.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    with rooms.readers.connection() as connection:
        node = _asked(connection, open_pool(connection, caller, pool))
    return page_of(rooms, caller, node, SearchBody(sort=sort, count=count, cursor=cursor, limit=limit))


@router.get(
    "/pools/{pool}/overlap/{other}",
    summary="How many are in both of two pools",
    dependencies=FRESH,
    response_class=Response,
    responses={200: {"model": Overlap}, **problem_docs("no_such_pool", "not_yet")},
)
def overlap(caller: PeopleReader, rooms: InRooms, pool: UUID, other: UUID) -> Response:
    """For the people themselves: POST /v1/search with both filters in one `all`."""
    caller.shows(())
    at = datetime.now(UTC)
    with rooms.readers.connection() as connection:
        page = known_pools(connection, actors(caller), only=pool)
        one, two = (_asked(connection, open_pool(connection, caller, each)) for each in (pool, other))
        both = All.model_construct(all=(one, two))
        content = {
            "one": counts(connection, where(one, at, caller.scope)),
            "other": counts(connection, where(two, at, caller.scope)),
            "both": counts(connection, where(both, at, caller.scope)),
        }
    return answered(content, page.read_at)


def open_pool(connection: Connection[Any], caller: Caller, pool: UUID) -> KnownPool:
    """Raises Problem `no_such_pool`."""
    found = known_pools(connection, actors(caller), only=pool).items
    if not found:
        raise Problem("no_such_pool")
    return found[0]


def _asked(connection: Connection[Any], pool: KnownPool) -> Node:
    node = spelt(connection, asks_for(pool.pool, pool.filter))
    assert node is not None  # a filter that is saved has a condition
    return node


def _text(request: Request, body: FilterBody) -> str | None:
    """As it is kept. Raises Problem `bad_filter`."""
    if body.q is None and body.filter is None:
        return None
    node = node_of_body(request, body)
    return write(node) if node else None


def actors(caller: Caller) -> tuple[str, ...] | None:
    """As whom the caller sees private pools; None: an auditor sees all of them."""
    return None if caller.role is Role.AUDITOR else (caller.by,)
