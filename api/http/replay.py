"""GET /v1/candidates/{id}/replay: a person as of any moment, event by event, folded anew from the ledger."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.http.caller import PersonReader
from api.http.freshness import LARGEST_POSITION
from api.http.history import ShownEvent
from api.http.moments import Moment
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.told_replay import Dossiers, told
from domain.record import STEPS
from projections.document import Document
from projections.replay import Clock, replay

router = keyed_router("history")


class ShownStep(ShownEvent):
    dossier: Document | None = None
    """As it stood after this event, when `dossiers=each` was asked for."""


class ShownReplay(BaseModel):
    candidate: UUID
    clock: Clock
    steps: list[ShownStep]
    dossier: Document | None
    """As it stood at the end; null when nothing had happened yet."""


@router.get(
    "/candidates/{candidate}/replay",
    summary="One person as of any moment, event by event",
    response_class=StreamingResponse,
    responses={200: {"model": ShownReplay}, **problem_docs("no_such_candidate", "unacceptable_input")},
)
def of_candidate(
    caller: PersonReader,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    at: Moment = None,
    position: Annotated[
        int | None, Query(ge=0, le=LARGEST_POSITION, description="Of what was recorded by then.")
    ] = None,
    clock: Annotated[Clock, Query(description="By when it was recorded, or claimed to be.")] = "recorded",
    dossiers: Annotated[Dossiers, Query(description="At the end, or after each event.")] = "last",
) -> StreamingResponse:
    """Nothing is read from a read model, so it shows the same after any rebuild. What it shows is on disk."""
    found = replay(rooms.ledger, candidate, at=at, position=position, clock=clock)
    if not any(type(each.event) in STEPS for each in found.events):
        first = rooms.ledger.history(candidate, limit=1, unseal=False)
        if not first or type(first[0].event) not in STEPS:
            raise Problem("no_such_candidate")
    rooms.ledger.store.durable()
    headers = {POSITION: str(found.read_at)}
    return StreamingResponse(told(found, clock, dossiers), media_type="application/json", headers=headers)
