"""Tags that a person's files suggest, with the phrase that says so; a human confirms or refuses each."""

from uuid import UUID

from fastapi import Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import PersonReader
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.told_suggestions import waiting
from domain.vocabulary import TagFacet

router = keyed_router("tags")


class WaitingTag(BaseModel):
    tag: str
    facet: TagFacet
    confidence: int
    """In per cent."""
    mentions: int
    document: UUID
    evidence: str | None
    """The phrase; null once it is forgotten."""
    position: int


class WaitingTags(BaseModel):
    candidate: UUID
    items: list[WaitingTag]


@router.get(
    "/candidates/{candidate}/tag-suggestions",
    summary="Tags that the person's files suggest and nobody has decided on, the surest first",
    response_class=Response,
    responses={200: {"model": WaitingTags}, **problem_docs("no_such_candidate", "erased")},
)
def of_candidate(caller: PersonReader, rooms: InRooms, candidate: UUID) -> Response:  # noqa: ARG001
    """From the ledger itself: the phrases lie sealed there and nowhere else."""
    dossier, _ = rooms.ledger.dossier(candidate)
    rooms.ledger.store.durable()
    if dossier is None:
        raise Problem("no_such_candidate")
    if dossier.erased:
        raise Problem("erased")
    read_at = max(record.last_position for record in dossier.records)
    return answered({"candidate": dossier.candidate, "items": waiting(dossier)}, read_at)
