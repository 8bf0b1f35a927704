"""Files of a candidate: sealed into the blob store and then recorded, and read back."""

from itertools import zip_longest
from typing import Annotated, BinaryIO
from uuid import UUID

from fastapi import File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse

from api.http.attempt import Attempt, Attempted
from api.http.caller import Caller, PersonReader, Recruiter
from api.http.files import PIECE, as_file, pieces
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.uploads import media_type_of, name_of
from domain.decisions import AttachDocument
from domain.dossier import Dossier
from domain.events import Document, DocumentAttached, JobDocumentAttached
from domain.recorded import effective
from domain.vocabulary import Code
from ledger.documents import documents_of
from ledger.sealed_file import SealedFile

router = keyed_router("documents")

LARGEST = 25 * 1024 * 1024
"""Bytes of one file."""


class DocumentReceipt(ReceiptBody):
    document: Document


@router.post(
    "/candidates/{candidate}/documents",
    status_code=201,
    summary="Attach a file",
    responses=problem_docs("no_such_candidate", "body_too_large", "command_id_reused"),
)
def attach(
    caller: Recruiter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    candidate: UUID,
    file: Annotated[UploadFile, File(description="At most 25 MiB.")],
    kind: Annotated[Code, Form(description="`resume`, `job-description`, `evidence` …")] = "resume",
) -> DocumentReceipt:
    """The file and its name are sealed under the person's own key before anything is recorded."""
    if rooms.ledger.dossier(candidate, sees=())[0] is None:
        raise Problem("no_such_candidate")
    name = name_of(file)
    document = sent_before(rooms, caller, attempt, candidate, file.file)
    if document is None:
        document = rooms.blobs.put(candidate, kind, name or "document", media_type_of(file), file.file, largest=LARGEST)
    command = AttachDocument(candidate=candidate, document=document, file_name=name)
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    told = answer(receipt, candidate, response, document.document)
    return DocumentReceipt(**told.model_dump(), document=document)


@router.get(
    "/candidates/{candidate}/documents/{document}",
    summary="Read a file",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The plain file."},
        **problem_docs("no_such_candidate", "no_such_document", "erased"),
    },
)
def read(caller: PersonReader, rooms: InRooms, candidate: UUID, document: UUID) -> StreamingResponse:  # noqa: ARG001
    dossier, _ = rooms.ledger.dossier(candidate, sees=())
    if dossier is None:
        raise Problem("no_such_candidate")
    subject, held = _held(rooms, dossier, document)
    return as_file(rooms, subject, held)


def _held(rooms: Rooms, dossier: Dossier, document: UUID) -> tuple[UUID, Document]:
    """The record that holds a file (beside it, with a note, with a contact), and the file as the ledger names it."""
    for record in dossier.records:
        for recorded in effective(rooms.ledger.history(record.stream, unseal=False)):
            for held in documents_of(recorded.event):
                if held.document == document:
                    return record.stream, held
    raise Problem("no_such_document")


def sent_before(rooms: Rooms, caller: Caller, attempt: Attempt, subject: UUID, sent: BinaryIO) -> Document | None:
    """What was stored when the same command came the first time. Raises Problem when it was another file."""
    first = rooms.ledger.store.command(caller.actor, attempt.command_id)
    if first is None or first[1].events == 0:
        return None
    recorded = rooms.ledger.read(rooms.ledger.store.at([first[1].first_position]), unseal=False)[0]
    if not isinstance(recorded.event, DocumentAttached | JobDocumentAttached) or recorded.stream != subject:
        raise Problem("command_id_reused")
    document = recorded.event.document
    opened = rooms.blobs.open(subject, document)
    if isinstance(opened, str) or not _same(opened, sent):
        raise Problem("command_id_reused")
    return document


def _same(stored: SealedFile, sent: BinaryIO) -> bool:
    pairs = zip_longest(pieces(stored), iter(lambda: sent.read(PIECE), b""))
    return all(one == other for one, other in pairs)
