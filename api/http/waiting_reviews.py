"""GET /v1/reviews: what was entered and waits for the review that a policy asks for."""

from typing import Annotated, Any

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import WholeReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.events.review import Subject
from projections.entries import WaitingEntries, waiting_entries

router = keyed_router("reviews")
Kind = Annotated[Subject | None, Query(description="Only entries of this kind.")]


@router.get(
    "/reviews",
    summary="What was entered and waits to be reviewed, the oldest first",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": WaitingEntries}, **problem_docs("bad_cursor", "not_yet")},
)
def waiting(
    caller: WholeReader,
    rooms: InRooms,
    subject: Kind = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """POST /v1/candidates/{candidate}/reviews takes the answer. `waiting` counts each kind."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = waiting_entries(connection, subject=subject, cursor=cursor, limit=limit)
    caller.shows(each.candidate for each in page.items)
    shown: dict[str, Any] = {"waiting": page.waiting, "items": page.items, "next": page.next}
    return answered(shown, page.read_at)
