"""/v1/answers: what came in and waits for a human. /v1/messages: what nobody was found for, and whose it is."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Contacter, WholeFactReader, WholeReader
from api.http.cursors import Cursor, Limit, cursor_checked
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.scope import require_within
from domain.decisions import AssignMessage, DismissMessage
from domain.events import Document
from domain.message import UnmatchedMessage, fold_message
from domain.vocabulary import ActorId, Code
from projections.answers import Answers, Waiting, waiting

router = keyed_router("answers")
WHICH = "`to-answer`: nobody has followed it up; `unmatched`: nobody was found for it."


class AssignBody(BaseModel):
    """Whose it is, and which contact it answers, if one is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    candidate: UUID
    contact: UUID | None = None


class DismissBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    why: Code


_ASSIGN: dict[str, Any] = {
    "example": {"summary": "Of somebody known", "value": {"candidate": "0198b4ad-4d9c-7d19-9f4e-3f0f3a3c5a11"}}
}
_DISMISS: dict[str, Any] = {"example": {"summary": "An advertisement", "value": {"why": "advertisement"}}}


@router.get(
    "/answers",
    summary="What came in and waits for a human, the oldest first",
    dependencies=[Depends(Freshly("answers"))],
    response_class=Response,
    responses={200: {"model": Answers}, **problem_docs("bad_cursor", "not_yet")},
)
def waiting_for_a_human(
    caller: WholeFactReader,  # noqa: ARG001
    rooms: InRooms,
    state: Annotated[Waiting, Query(description=WHICH)] = "to-answer",
    owner: Annotated[ActorId | None, Query(description="Whose candidates.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    with rooms.readers.connection() as connection, cursor_checked():
        page = waiting(connection, state, owner=owner, cursor=cursor, limit=limit)
    return answered({"items": page.items, "next": page.next}, page.read_at)


@router.get(
    "/messages/{message}",
    summary="A message that nobody was found for",
    response_class=Response,
    responses=problem_docs("no_such_message"),
)
def one(caller: WholeReader, rooms: InRooms, message: UUID) -> Response:  # noqa: ARG001
    found = _found(rooms, message)
    shown: dict[str, Any] = {
        "message": found.stream,
        "channel": found.channel,
        "from": found.address.value if found.address else None,
        "said": found.said,
        "documents": [each.model_dump(mode="json") for each in found.documents],
        "settled": found.settled,
    }
    return answered(shown, rooms.ledger.store.head())


@router.post(
    "/messages/{message}/assign",
    status_code=201,
    summary="Say whose a message is",
    responses=problem_docs(
        *("no_such_message", "message_settled", "no_such_candidate", "no_such_contact", "candidate_erased"),
        *("human_required", "blob_store_unavailable"),
    ),
)
def assign(
    caller: Contacter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    message: UUID,
    body: Annotated[AssignBody, Body(openapi_examples=_ASSIGN)],
) -> ReceiptBody:
    """From then on it is an answer of theirs, with all that follows from it."""
    require_within(rooms, caller, body.candidate)
    found = _found(rooms, message)
    documents = () if found.settled else _sealed_anew(rooms, found, body.candidate)
    command = AssignMessage(
        candidate=body.candidate, message=message, contact=body.contact, documents=documents, by=caller.by
    )
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, body.candidate, response)


@router.post(
    "/messages/{message}/dismiss",
    status_code=201,
    summary="Say that a message is nobody's",
    responses=problem_docs("no_such_message", "message_settled"),
)
def dismiss(
    caller: Contacter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    message: UUID,
    body: Annotated[DismissBody, Body(openapi_examples=_DISMISS)],
) -> ReceiptBody:
    command = DismissMessage(message=message, why=body.why)
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, message, response)


def _found(rooms: Rooms, message: UUID) -> UnmatchedMessage:
    found = fold_message(rooms.ledger.history(message))
    rooms.ledger.store.durable()
    if found is None:
        raise Problem("no_such_message")
    return found


def _sealed_anew(rooms: Rooms, found: UnmatchedMessage, candidate: UUID) -> tuple[Document, ...]:
    """Under the person's own key: an erasure of theirs reaches it."""
    made = []
    for document in found.documents:
        file = rooms.blobs.open(found.stream, document)
        if not isinstance(file, str):
            kind = document.media_type.replace(".", "/", 1)
            made.append(rooms.blobs.put(candidate, document.kind, file.file_name, kind, file.read()))
    return tuple(made)
