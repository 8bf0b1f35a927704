"""/v1/campaigns: which there are, how far they have come, who would get one, and its start."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response
from psycopg import Connection
from pydantic import BaseModel

from api.dry_run import Page, as_json, in_pool, of_all, page
from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Caller, Contacter, FactReader, PeopleReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.access import Role
from domain.campaign import Campaign
from domain.decisions import StartCampaign
from ledger.campaigns import campaign_at
from ledger.ledger import Ledger
from projections.campaigns import Campaigns, KnownCampaign, Progress, known_campaigns, progress
from projections.pools import known_pools

router = keyed_router("campaigns")


class Told(BaseModel):
    campaign: KnownCampaign
    progress: Progress


class DryRun(BaseModel):
    page: Page
    pool: int
    """How many people are in it now."""
    counts: Any
    """Of all of them, if they were asked for."""


@router.get(
    "/campaigns",
    summary="Every campaign, in the order of making",
    dependencies=[Depends(Freshly("campaigns"))],
    response_class=Response,
    responses={200: {"model": Campaigns}, **problem_docs("bad_cursor", "not_yet")},
)
def of_every(caller: FactReader, rooms: InRooms, cursor: Cursor = None, limit: Limit = 50) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection, cursor_checked():
        found = known_campaigns(connection, cursor=cursor, limit=limit)
    return answered({"items": [_shown(each) for each in found.items], "next": found.next}, found.read_at)


@router.get(
    "/campaigns/{campaign}",
    summary="What a campaign is, how far it has come, and what became of its contacts",
    dependencies=[Depends(Freshly("campaigns"))],
    response_class=Response,
    responses={200: {"model": Told}, **problem_docs("no_such_campaign", "not_yet")},
)
def of_one(caller: FactReader, rooms: InRooms, campaign: UUID) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection:
        found = known_campaigns(connection, only=campaign)
        if not found.items:
            raise Problem("no_such_campaign")
        how_far = progress(connection, campaign)
    return answered({"campaign": _shown(found.items[0]), "progress": how_far}, found.read_at)


@router.get(
    "/campaigns/{campaign}/dry-run",
    summary="Who would get it if it were started now, and who would not and why",
    dependencies=[Depends(Freshly("people", "pools"))],
    response_class=Response,
    responses={200: {"model": DryRun}, **problem_docs("no_such_campaign", "no_such_pool", "bad_cursor", "not_yet")},
)
def dry_run(
    caller: PeopleReader,
    rooms: InRooms,
    campaign: UUID,
    count: Annotated[bool, Query(description="Also the counts of all: some 20 s for 100,000 people.")] = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Nothing is stored. Each person is asked about again when it is planned, and when it leaves."""
    found = _campaign(rooms.ledger, campaign)
    with rooms.readers.connection() as connection:
        read_at, people = _people(connection, caller, found)
    with cursor_checked():
        some = page(rooms.ledger, campaign, people, cursor, limit)
    counts = as_json(of_all(rooms.ledger, campaign, people)) if count else None
    shown = {"items": some.items, "counts": as_json(some.counts), "next": some.next}
    return answered({"page": shown, "pool": len(people), "counts": counts}, read_at)


@router.post(
    "/campaigns/{campaign}/start",
    summary="Write to everybody who is in the pool now",
    status_code=201,
    dependencies=[Depends(Freshly("people", "pools"))],
    responses=problem_docs(
        *("no_such_campaign", "no_such_pool", "pool_closed", "campaign_cancelled", "not_yet"),
        *("stream_moved", "command_id_reused", "outcome_unknown"),
    ),
)
def start(caller: Contacter, rooms: InRooms, attempt: Attempted, response: Response, campaign: UUID) -> ReceiptBody:
    """A snapshot of the pool is recorded with it; workers plan each of them, a chunk at a time."""
    found = _campaign(rooms.ledger, campaign)
    with rooms.readers.connection() as connection:
        read_at, people = _people(connection, caller, found)
    command = StartCampaign(
        campaign=campaign,
        by=caller.by,
        pool=found.plan.pool,
        read_at=read_at,
        people=tuple(people),
    )
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, campaign, response)


def _campaign(ledger: Ledger, stream: UUID) -> Campaign:
    """Raises Problem `no_such_campaign`."""
    found = campaign_at(ledger, stream)
    if found is None:
        raise Problem("no_such_campaign")
    return found


def _people(connection: Connection[Any], caller: Caller, campaign: Campaign) -> tuple[int, list[UUID]]:
    """Whoever is in its pool now, as far as the caller sees. Raises Problem `no_such_pool`, also where it is somebody
    else's own."""
    actors = None if caller.role is Role.AUDITOR else (caller.by,)
    pools = known_pools(connection, actors, only=campaign.plan.pool).items
    if not pools:
        raise Problem("no_such_pool")
    return in_pool(connection, pools[0].pool, pools[0].filter, caller.scope)


def _shown(campaign: KnownCampaign) -> dict[str, Any]:
    return {**asdict(campaign), "steps": orjson.loads(campaign.steps)}
