"""GET /v1/events: the ledger itself, as NDJSON. What is handed out is on disk."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query
from fastapi.responses import StreamingResponse

from api.event_lines import line
from api.http.caller import Follower
from api.http.freshness import LARGEST_POSITION
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.access import Action, may
from domain.vocabulary import Code
from ledger.store import Store

PAGE = 1_000
LARGEST = 100_000

router = keyed_router("follow")


@router.get(
    "/events",
    summary="The feed of events, in the order of the ledger",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "One event a line. Go on with `after` = the header `Renmai-Position`.",
            "content": {"application/x-ndjson": {}},
        }
    },
)
def events(
    caller: Follower,
    rooms: InRooms,
    after: Annotated[int, Query(ge=0, le=LARGEST_POSITION, description="The last position that you have.")] = 0,
    limit: Annotated[int, Query(ge=1, le=LARGEST, description="How many positions to read.")] = 1_000,
    type: Annotated[list[Code] | None, Query(description="Only events of these types.")] = None,  # noqa: A002
) -> StreamingResponse:
    """An auditor gets the sealed parts as they are stored; nobody else gets any of them."""
    store = rooms.ledger.store
    until = min(store.head(), after + limit)
    store.durable()
    lines = _lines(store, after, until, type or [], sealed=may(caller.role, Action.AUDIT))
    headers = {POSITION: str(until)}
    return StreamingResponse(lines, media_type="application/x-ndjson", headers=headers)


def _lines(store: Store, after: int, until: int, types: list[str], *, sealed: bool) -> Iterator[bytes]:
    while rows := store.page(after, PAGE, until=until, types=types):
        yield b"".join(line(row, sealed=sealed) for row in rows)
        after = rows[-1].position
