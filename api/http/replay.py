"""GET /v1/candidates/{id}/replay: a person as of any moment, event by event, folded anew from the ledger."""

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

import orjson
from fastapi import Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.http.caller import PeopleReader
from api.http.freshness import LARGEST_POSITION
from api.http.history import ShownEvent
from api.http.moments import Moment
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.shown_event import shown
from domain.record import STEPS
from projections.document import Document, as_json
from projections.replay import Clock, Replay, replay

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
    caller: PeopleReader,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    at: Moment = None,
    position: Annotated[
        int | None, Query(ge=0, le=LARGEST_POSITION, description="Of what was recorded by then.")
    ] = None,
    clock: Annotated[Clock, Query(description="By when it was recorded, or claimed to be.")] = "recorded",
    dossiers: Annotated[
        Literal["last", "each"], Query(description="At the end, or after each event.")
    ] = "last",
) -> StreamingResponse:
    """Nothing is read from a read model, so it shows the same after any rebuild. What it shows is on disk."""
    found = replay(rooms.ledger, candidate, at=at, position=position, clock=clock)
    if not any(type(each.event) in STEPS for each in found.events):
        first = rooms.ledger.history(candidate, limit=1, unseal=False)
        if not first or type(first[0].event) not in STEPS:
            raise Problem("no_such_candidate")
    rooms.ledger.store.durable()
    headers = {POSITION: str(found.read_at)}
    return StreamingResponse(_told(found, clock, dossiers), media_type="application/json", headers=headers)


def _told(found: Replay, clock: Clock, dossiers: Literal["last", "each"]) -> Iterator[bytes]:
    yield orjson.dumps({"candidate": found.candidate, "clock": clock})[:-1] + b',"steps":['
    between = b""
    for step in found.steps():
        line = shown(step.recorded)
        if dossiers == "each":
            line["dossier"] = orjson.Fragment(as_json(step.dossier))
        yield between + orjson.dumps(line, option=orjson.OPT_UTC_Z)
        between = b","
    last = found.dossier
    yield b'],"dossier":' + (as_json(last) if last else b"null") + b"}"
