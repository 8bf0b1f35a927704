"""What is said to have changed: what waits for somebody, and all that was ever said of one person."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.caller import PersonReader, WholeReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.known import require_known
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.vocabulary import Code
from projections.suggestions import Suggested, SuggestionList, of_one, waiting

router = keyed_router("suggestions")
PEOPLE = Depends(Freshly("people"))


@router.get(
    "/suggestions",
    summary="What is said to have changed and waits for somebody, the newest first",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": SuggestionList}, **problem_docs("bad_cursor", "not_yet")},
)
def of_all(
    caller: WholeReader,
    rooms: InRooms,
    source: Annotated[Code | None, Query()] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """Without those that have expired or were superseded."""
    with rooms.readers.connection() as connection, cursor_checked():
        page = waiting(connection, datetime.now(UTC), source=source, cursor=cursor, limit=limit)
    caller.shows(each.candidate for each in page.items)
    return _answered(page)


@router.get(
    "/candidates/{candidate}/suggestions",
    summary="Everything that was ever said to have changed of one person",
    dependencies=[PEOPLE],
    response_class=Response,
    responses={200: {"model": SuggestionList}, **problem_docs("no_such_candidate", "not_yet")},
)
def of_candidate(caller: PersonReader, rooms: InRooms, candidate: UUID) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection:
        found = of_one(connection, candidate, datetime.now(UTC))
        if not found.items:
            require_known(connection, candidate)
    return _answered(found)


def _answered(page: SuggestionList) -> Response:
    return answered({"items": [_shown(each) for each in page.items], "next": page.next}, page.read_at)


def _shown(suggested: Suggested) -> dict[str, Any]:
    return {**asdict(suggested), "content": orjson.Fragment(suggested.content)}
