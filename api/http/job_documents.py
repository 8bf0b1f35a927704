"""Files of a job, such as its description: sealed under the job, and brought along by contacts."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse

from api.http.attempt import Attempted
from api.http.caller import Allowed, Caller, FactReader
from api.http.documents import LARGEST, DocumentReceipt, sent_before
from api.http.files import as_file
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.uploads import media_type_of, name_of
from domain.access import Action
from domain.decisions import AttachJobDocument
from domain.job import Job, fold_job
from domain.vocabulary import Code

router = keyed_router("documents")


@router.post(
    "/jobs/{job}/documents",
    status_code=201,
    summary="Attach a file to a job",
    responses=problem_docs("no_such_job", "body_too_large", "command_id_reused"),
)
def attach(
    caller: Annotated[Caller, Depends(Allowed(Action.OPEN_JOBS))],
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    job: UUID,
    file: Annotated[UploadFile, File(description="At most 25 MiB.")],
    kind: Annotated[Code, Form(description="`job-description`, `benefits` …")] = "job-description",
) -> DocumentReceipt:
    """A contact that names the job encloses it by its id."""
    known_job(rooms, job)
    name = name_of(file) or "document"
    document = sent_before(rooms, caller, attempt, job, file.file)
    if document is None:
        document = rooms.blobs.put(job, kind, name, media_type_of(file), file.file, largest=LARGEST)
    command = AttachJobDocument(job=job, document=document)
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    told = answer(receipt, job, response, document.document)
    return DocumentReceipt(**told.model_dump(), document=document)


@router.get(
    "/jobs/{job}/documents/{document}",
    summary="Read a file of a job",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The plain file."},
        **problem_docs("no_such_job", "no_such_job_document"),
    },
)
def read(caller: FactReader, rooms: InRooms, job: UUID, document: UUID) -> StreamingResponse:  # noqa: ARG001
    held = known_job(rooms, job).documents.get(document)
    if held is None:
        raise Problem("no_such_job_document")
    return as_file(rooms, job, held)


def known_job(rooms: Rooms, job: UUID) -> Job:
    """From the ledger itself. Raises Problem `no_such_job`."""
    found = fold_job(rooms.ledger.history(job, unseal=False))
    if found is None or found.void:
        raise Problem("no_such_job")
    return found
