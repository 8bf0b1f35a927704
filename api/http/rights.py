"""What is asked for by right, what is due, and how far erasures have come. No personal data: it outlives the person."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import RightsKeeper, WholeRightsKeeper
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.events import ClassVerdict
from domain.retention import judged
from domain.rights import Erasure, Hold, RightsRequest
from projections.deletions import DuePage, due
from projections.erasures import ErasedPage, erasures
from projections.rights_requests import RequestedPage, requests

router = keyed_router("rights")
PEOPLE = Depends(Freshly("people"))


class RightsBody(BaseModel):
    requests: list[RightsRequest]
    holds: list[Hold]
    erasures: list[Erasure]
    verdicts: list[ClassVerdict]
    """What would become of each class of data if the person were erased now."""


@router.get(
    "/candidates/{candidate}/rights",
    summary="What one person asked for by right, what is held, and what an erasure would take",
    responses=problem_docs("no_such_candidate"),
)
def of_candidate(caller: RightsKeeper, rooms: InRooms, response: Response, candidate: UUID) -> RightsBody:  # noqa: ARG001
    """Of somebody who was erased, too: that is when it is asked for."""
    person, _ = rooms.ledger.dossier(candidate)
    if person is None:
        raise Problem("no_such_candidate")
    rooms.ledger.store.durable()
    response.headers[POSITION] = str(max(record.last_position for record in person.records))
    return RightsBody(
        requests=list(person.rights.requests.values()),
        holds=list(person.rights.holds.values()),
        erasures=list(person.rights.erasures.values()),
        verdicts=list(judged(person, rooms.ledger.clock())),
    )


@router.get(
    "/rights-requests",
    summary="Requests of people's rights, the first due first",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": RequestedPage}, **problem_docs("bad_cursor", "not_yet")},
)
def asked(
    caller: WholeRightsKeeper,  # noqa: ARG001
    rooms: InRooms,
    state: Annotated[Literal["all", "open", "overdue"], Query()] = "open",
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Response:
    """Overdue is what nobody has answered by the end of its last day, in UTC."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = requests(
            connection,
            open_only=state != "all",
            due_before=today() if state == "overdue" else None,
            cursor=cursor,
            limit=limit,
        )
    return answered({"items": page.items, "next": page.next}, page.read_at)


@router.get(
    "/erasures",
    summary="Erasures and how far each has come, the newest first",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": ErasedPage}, **problem_docs("bad_cursor", "not_yet")},
)
def of_all(
    caller: WholeRightsKeeper,  # noqa: ARG001
    rooms: InRooms,
    state: Annotated[Literal["requested", "refused", "approved", "erased"] | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Response:
    with rooms.readers.connection() as connection, cursor_checked():
        page = erasures(connection, state=state, cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next}, page.read_at)


@router.get(
    "/deletions",
    summary="Who is to be deleted: the last ground is gone, or nothing was heard for too long",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": DuePage}, **problem_docs("bad_cursor", "not_yet")},
)
def to_delete(
    caller: WholeRightsKeeper,  # noqa: ARG001
    rooms: InRooms,
    within: Annotated[int, Query(ge=0, le=3650, description="Days from today.")] = 0,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Response:
    with rooms.readers.connection() as connection, cursor_checked():
        page = due(connection, today() + timedelta(days=within), cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next}, page.read_at)


def today() -> date:
    return datetime.now(UTC).date()
