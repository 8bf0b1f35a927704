"""Links to the preference centre: nothing is stored for one, and it never expires."""

from uuid import UUID

from fastapi import Response
from pydantic import BaseModel, Field

from api.http.caller import WishRecorder
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from ledger.preference_links import NO_CONTACT

router = keyed_router("commands")


class PreferenceLinkBody(BaseModel):
    path: str = Field(description="Below the address that people reach this service at. It is a secret.")
    unsubscribe: str = Field(description="For List-Unsubscribe: a POST unsubscribes (RFC 8058), a GET changes nothing.")


@router.post(
    "/candidates/{candidate}/preference-links",
    summary="The link by which the person chooses what they hear; `contact` is the message that brings it",
    responses=problem_docs("no_such_candidate"),
)
def link(
    caller: WishRecorder,  # noqa: ARG001
    rooms: InRooms,
    response: Response,
    candidate: UUID,
    contact: UUID | None = None,
) -> PreferenceLinkBody:
    dossier, _ = rooms.ledger.dossier(candidate, sees=())
    if dossier is None:
        raise Problem("no_such_candidate")
    rooms.ledger.store.durable()
    response.headers[POSITION] = str(max(record.last_position for record in dossier.records))
    path = f"/p/{rooms.preferences.token(candidate, contact or NO_CONTACT)}"
    return PreferenceLinkBody(path=path, unsubscribe=f"{path}/unsubscribe")
