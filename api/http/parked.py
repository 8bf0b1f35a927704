"""GET /v1/parked: people whose events could not all be folded. Codes and ids only."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import Operator
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from projections.checkpoint import reached
from projections.parking import Parked, parked

router = keyed_router("follow")


class ParkedPage(BaseModel):
    items: list[Parked]


@router.get(
    "/parked",
    summary="What could not be folded, the oldest first",
    response_class=Response,
    responses={200: {"model": ParkedPage}},
)
def of_all(
    caller: Operator,  # noqa: ARG001
    rooms: InRooms,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """Everyone else's events go on. `renmai` retries what is parked on demand."""
    with rooms.readers.connection() as connection:
        found = parked(connection, limit)
        return answered({"items": found}, reached(connection))
