"""GET /v1/candidates/{id}/history: what happened to one person, page by page, from the ledger itself."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query, Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import PersonReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.known import require_known
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.shown_event import shown
from domain.envelope import Meta
from projections.history import history

router = keyed_router("history")


class ShownEvent(BaseModel):
    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: str
    happened_at: str
    """The earlier of claimed (`meta.occurred`) and recorded."""
    meta: Meta
    event: dict[str, Any]
    """What was never said is left out."""
    unreadable: dict[str, str] | None = None
    """Data classes that can't be opened: `forgotten`, or `key-lost`."""
    voided_by: int | None = None
    """The position that declared it recorded in error."""


class HistoryPage(BaseModel):
    candidate: UUID
    members: list[UUID]
    items: list[ShownEvent]
    next: str | None


@router.get(
    "/candidates/{candidate}/history",
    summary="Every event of one person, over all records",
    dependencies=[Depends(Freshly("people", "corrections"))],
    response_class=Response,
    responses={200: {"model": HistoryPage}, **problem_docs("no_such_candidate", "bad_cursor", "not_yet")},
)
def of_candidate(
    caller: PersonReader,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    order: Annotated[Literal["oldest", "newest"], Query(description="Which comes first.")] = "oldest",
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """What was recorded in error stays in its place, marked by `voided_by`."""
    with rooms.readers.connection() as connection, cursor_checked():
        require_known(connection, candidate, or_parked=True)
        page = history(connection, rooms.ledger, candidate, order=order, cursor=cursor, limit=limit)
    if page is None:
        raise Problem("not_yet", "no read model was ever built")
    content = {
        "candidate": page.candidate,
        "members": page.members,
        "items": [shown(each.recorded, each.voided_by) for each in page.items],
        "next": page.next,
    }
    return answered(content, page.read_at)
