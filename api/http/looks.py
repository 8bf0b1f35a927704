"""GET /v1/candidates/{id}/looks: who looked at a person, when, and why."""

from uuid import UUID

from fastapi import Depends, Response

from api.http.answering import answered
from api.http.caller import Overseer
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.known import require_known
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.looks import Looks, of_one

router = keyed_router("history")


@router.get(
    "/candidates/{candidate}/looks",
    summary="Who looked at one person, when and why, the last first",
    dependencies=[Depends(Freshly("people", "looks"))],
    response_class=Response,
    responses={200: {"model": Looks}, **problem_docs("no_such_candidate", "bad_cursor", "not_yet")},
)
def of_candidate(
    caller: Overseer,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Under any id of the person. It is part of what a person gets who asks for everything."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = of_one(connection, candidate, cursor=cursor, limit=limit)
        if not page.items:
            require_known(connection, candidate)
    return answered({"items": page.items, "next": page.next}, page.read_at)
