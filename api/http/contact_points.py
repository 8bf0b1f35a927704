"""GET /v1/candidates/{id}/contact-points: every address that was ever given for a person, and what became of it."""

from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import PersonReader
from api.http.known import known_dossier
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.point_history import PointLine, point_history

router = keyed_router("history")


class ContactPoints(BaseModel):
    candidate: UUID
    items: list[PointLine]


@router.get(
    "/candidates/{candidate}/contact-points",
    summary="Every address of a person: who said it when, who dropped it, and whether it works",
    response_class=Response,
    responses={200: {"model": ContactPoints}, **problem_docs("no_such_candidate", "erased")},
)
def of_candidate(caller: PersonReader, rooms: InRooms, candidate: UUID) -> Response:  # noqa: ARG001
    """Read from the ledger itself, so it is never behind."""
    dossier, read_at = known_dossier(rooms.ledger, candidate)
    histories = rooms.ledger.histories(dossier.members)
    lines = point_history(dossier, (each for history in histories.values() for each in history))
    return answered({"candidate": dossier.candidate, "items": lines}, read_at)
