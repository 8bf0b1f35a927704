"""/v1/deliveries: contacts on their way out that wait for a human, and what the human says of them."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Contacter, WholeFactReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.vocabulary import Sender
from ledger.replaying import replay
from projections.deliveries import Deliveries, Waiting, waiting

router = keyed_router("deliveries")

WHICH = (
    "`failed`: given up (dead letters); `unconfirmed`: nobody knows whether it left; `task`: a human has it in hand."
)


@router.get(
    "/deliveries",
    summary="Contacts that wait for a human, the oldest first",
    dependencies=[Depends(Freshly("deliveries"))],
    response_class=Response,
    responses={200: {"model": Deliveries}, **problem_docs("bad_cursor", "not_yet")},
)
def waiting_for_a_human(
    caller: WholeFactReader,  # noqa: ARG001
    rooms: InRooms,
    state: Annotated[Waiting, Query(description=WHICH)],
    sender: Annotated[Sender | None, Query(description="In whose name.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    with rooms.readers.connection() as connection, cursor_checked():
        page = waiting(connection, state, sender=sender, cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next}, page.read_at)


@router.post(
    "/candidates/{candidate}/contacts/{contact}/replay",
    status_code=201,
    summary="Plan a contact once more that had failed for good",
    responses=problem_docs("no_such_contact", "not_failed", "merged_away", "candidate_erased"),
)
def once_more(
    caller: Contacter, rooms: InRooms, attempt: Attempted, response: Response, candidate: UUID, contact: UUID
) -> ReceiptBody:
    """Under an id that follows from the first one: asked for twice, it is one. The gate is asked as always."""
    made, receipt = replay(rooms.ledger, candidate, contact, attempt.origin(caller))
    return answer(receipt, candidate, response, made)
