"""GET /v1/batches: every import run, by whichever way it came."""

from fastapi import Depends, Response

from api.http.answering import answered
from api.http.caller import Operator
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.batches import Batches, batches

router = keyed_router("imports")


@router.get(
    "/batches",
    summary="Import runs, the last started first",
    dependencies=[Depends(Freshly("batches"))],
    response_class=Response,
    responses={200: {"model": Batches}, **problem_docs("bad_cursor", "not_yet")},
)
def of_all(caller: Operator, rooms: InRooms, cursor: Cursor = None, limit: Limit = 50) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection, cursor_checked():
        page = batches(connection, cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next}, page.read_at)
