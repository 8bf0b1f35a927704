"""How active a person is, explained; and the work list, by score."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import FactReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.moments import Moment
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.activity import Explained, Ranked, WorkList, explained, work_list

router = keyed_router("activity")
PEOPLE = Depends(Freshly("people"))


@router.get(
    "/candidates/{candidate}/activity",
    summary="How active a person is, and what made the score",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Explained}, **problem_docs("no_such_candidate", "not_yet")},
)
def activity(caller: FactReader, rooms: InRooms, candidate: UUID, at: Moment = None) -> Response:  # noqa: ARG001
    """From 0 to 100, at any moment; each share says what it weighed and what is left of it."""
    with rooms.readers.connection() as connection:
        found = explained(connection, candidate, at or datetime.now(UTC))
    if found is None or found.candidate is None:
        raise Problem("no_such_candidate")
    return answered(found, found.read_at)


@router.get(
    "/worklist",
    summary="Whom to turn to first: people by score, the most active first",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": WorkList}, **problem_docs("bad_cursor", "not_yet")},
)
def worklist(
    caller: FactReader,
    rooms: InRooms,
    at: Moment = None,
    least_score: Annotated[float, Query(ge=0, le=100, description="80 is the high band, 50 the middle one.")] = 0.0,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """With each one's dossier; an analyst gets ids and scores only."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = work_list(
            connection, at or datetime.now(UTC), least_score=least_score, cursor=cursor, limit=limit, scope=caller.scope
        )
    items = [_shown(each, with_dossier=caller.sees_people) for each in page.items]
    return answered({"items": items, "next": page.next}, page.read_at)


def _shown(ranked: Ranked, *, with_dossier: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"candidate": ranked.candidate, "rank": ranked.rank}
    shown |= {"score": ranked.score, "band": ranked.band}
    if with_dossier:
        shown["document"] = orjson.Fragment(ranked.document)
    return shown
