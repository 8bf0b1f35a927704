"""How active a person is, explained; and the work list, by score."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import FactReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.moments import Moment, NowOrLater
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.vocabulary import ActorId
from projections.activity import Curve, Explained, curve, explained
from projections.measured import Measured, measured
from projections.work_list import Order, Turn, Turns, work_list

router = keyed_router("activity")
PEOPLE = Depends(Freshly("people"))
Policy = Annotated[
    Literal["activity-1", "activity-slow-1"] | None,
    Query(description="The one in force, if left out; any that ever was gives its old figures again."),
]


@router.get(
    "/candidates/{candidate}/activity",
    summary="How active a person is, and what made the score",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Explained}, **problem_docs("no_such_candidate", "not_yet")},
)
def activity(
    caller: FactReader,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    at: Moment = None,
    policy: Policy = None,
) -> Response:
    """From 0 to 100, at any moment, by what had happened until then as it is known now; each share says what it weighed
    and what is left of it.
    """
    with rooms.readers.connection() as connection:
        found = explained(connection, candidate, at or datetime.now(UTC), policy)
    if found is None or found.candidate is None:
        raise Problem("no_such_candidate")
    return answered(found, found.read_at)


@router.get(
    "/candidates/{candidate}/activity/curve",
    summary="How active a person was, over time",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Curve}, **problem_docs("no_such_candidate", "not_yet")},
)
def activity_curve(
    caller: FactReader,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    until: Moment = None,
    days: Annotated[int, Query(ge=1, le=366, description="From one point to the next.")] = 7,
    points: Annotated[int, Query(ge=1, le=400)] = 53,
    policy: Policy = None,
) -> Response:
    """At each point by what had happened until then, as it is known now."""
    with rooms.readers.connection() as connection:
        found = curve(connection, candidate, until or datetime.now(UTC), timedelta(days=days), points, policy)
    if found is None or found.candidate is None:
        raise Problem("no_such_candidate")
    return answered(found, found.read_at)


@router.get(
    "/candidates/{candidate}/measures",
    summary="Freshness and effectiveness at a moment, with the events that they rest on",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Measured}, **problem_docs("no_such_candidate", "past_not_kept", "not_yet")},
)
def measures(caller: FactReader, rooms: InRooms, candidate: UUID, at: NowOrLater) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection:
        found = measured(connection, candidate, at)
    if found is None:
        raise Problem("no_such_candidate")
    return answered(found, found.read_at)


@router.get(
    "/worklist",
    summary="Whom to turn to first: by score, by tier, or by who was left alone the longest",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": Turns}, **problem_docs("bad_cursor", "past_not_kept", "not_yet")},
)
def worklist(
    caller: FactReader,
    rooms: InRooms,
    at: NowOrLater,
    least_score: Annotated[float, Query(ge=0, le=100, description="80 is the high band, 50 the middle one.")] = 0.0,
    sort: Annotated[Order, Query(description="`contacted`: never contacted first, then the longest ago.")] = "score",
    owner: Annotated[ActorId | None, Query(description="Only whom this actor looks after.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """With each one's dossier; who gives no reason for seeing people gets ids, scores and tiers only."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = work_list(
            connection,
            at,
            sort,
            owner=owner,
            least_score=least_score,
            cursor=cursor,
            limit=limit,
            scope=caller.scope,
        )
    if caller.sees_people:
        caller.shows(each.candidate for each in page.items)
    items = [_shown(each, with_dossier=caller.sees_people) for each in page.items]
    return answered({"items": items, "next": page.next}, page.read_at)


def _shown(ranked: Turn, *, with_dossier: bool) -> dict[str, Any]:
    shown: dict[str, Any] = {"candidate": ranked.candidate, "rank": ranked.rank}
    shown |= {"score": ranked.score, "band": ranked.band, "tier": ranked.tier}
    shown |= {"last_contacted_at": ranked.last_contacted_at}
    if with_dossier:
        shown["document"] = orjson.Fragment(ranked.document)
    return shown
