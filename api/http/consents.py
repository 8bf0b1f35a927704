"""The consent register: of one person, and across all for one purpose and channel. Facts only."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import FactReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.known import require_known
from api.http.moments import Moment
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.vocabulary import Channel, Purpose
from projections.consent_register import Consents, by_scope, of_one

router = keyed_router("consents")
PEOPLE = Depends(Freshly("people"))


@router.get(
    "/candidates/{candidate}/consents",
    summary="What one person allows",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Consents}, **problem_docs("no_such_candidate", "not_yet")},
)
def of_candidate(caller: FactReader, rooms: InRooms, candidate: UUID, at: Moment = None) -> Response:  # noqa: ARG001
    """`at` only decides what has expired; to see the register as it stood, replay the person."""
    with rooms.readers.connection() as connection:
        found = of_one(connection, candidate, at or datetime.now(UTC))
        if not found.items:
            require_known(connection, candidate)
    return answered({"items": found.items, "next": found.next}, found.read_at)


@router.get(
    "/consents",
    summary="Who allows what: the register for one purpose and channel",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Consents}, **problem_docs("bad_cursor", "not_yet")},
)
def consents(
    caller: FactReader,
    rooms: InRooms,
    purpose: Annotated[Purpose, Query()],
    channel: Annotated[Channel, Query()],
    withdrawn: Annotated[bool | None, Query(description="Only withdrawals, or only the others.")] = None,
    at: Moment = None,
    cursor: Cursor = None,
    limit: Limit = 200,
) -> Response:
    with rooms.readers.connection() as connection, cursor_checked():
        page = by_scope(
            connection,
            purpose,
            channel,
            at or datetime.now(UTC),
            withdrawn=withdrawn,
            cursor=cursor,
            limit=limit,
            scope=caller.scope,
        )
    return answered({"items": page.items, "next": page.next}, page.read_at)
