"""Imports: a file is sealed and recorded as due; a worker reads it, and takes it back. What came of it is a job."""

import hashlib
from dataclasses import asdict, replace
from typing import Annotated, Any, BinaryIO
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Importer, Operator
from api.http.files import as_file
from api.http.import_instructions import instructed
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.uploads import name_of
from domain.vocabulary import Code
from ledger.faults import CommandReused
from ledger.intake.codes import CannotImport
from ledger.intake.formats.catalogue import FORMATS
from ledger.intake.instructions import Instructions
from ledger.intake.job import ImportJob, job_of, rejects_of
from ledger.store import CommandClaim, Receipt
from ledger.uploads import request_import, request_undo

router = keyed_router("imports")

PIECE = 1 << 20
BATCH = "0197a1b2-0000-7000-8000-000000000001"
JOB: dict[str, Any] = {
    "batch": BATCH,
    "state": "running",
    "requested_at": "2026-03-02T09:00:00Z",
    "started_at": "2026-03-02T09:00:01Z",
    "source": "ats",
    "format": "csv",
    "kind": "people",
    "rows_done": 12000,
    "rows_expected": 48000,
    "attempts": 1,
}


def _job(state: str) -> dict[str, Any]:
    return {"model": ImportJob, "content": {"application/json": {"example": JOB | {"state": state}}}}


class Accepted(BaseModel):
    batch: UUID
    position: int
    replayed: bool = False


@router.post(
    "/imports",
    status_code=202,
    summary="Upload a file to be imported",
    responses=problem_docs(
        *("body_too_large", "command_id_reused", "blob_store_unavailable", "unknown_format", "broken_mapping"),
        *("unknown_field", "unknown_zone", "sensitive_needs_consent"),
    )
    | {202: {"content": {"application/json": {"example": {"batch": BATCH, "position": 4711, "replayed": False}}}}},
)
def upload(
    caller: Importer,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    file: Annotated[UploadFile, File(description="CSV, XLSX, JSON Resume, vCard, LinkedIn, Greenhouse …")],
    source: Annotated[Code, Form(description="The source system that it comes from.", examples=["ats"])],
    instructions: Annotated[Instructions, Depends(instructed)],
    format: Annotated[Code | None, Form(description="Found out from the file when left out.")] = None,  # noqa: A002
    org_unit: Annotated[Code | None, Form(description="The org unit that the people belong to.")] = None,
) -> Accepted:
    """Accepted, not done: ask `GET /v1/imports/{batch}`. The file, its name and what is said of it are sealed."""
    if format is not None and format not in {each.name for each in FORMATS}:
        raise Problem("unknown_format")
    origin = attempt.origin(caller)
    if org_unit and caller.scope.units is not None and org_unit not in caller.scope.units:
        raise Problem("scope_too_narrow")
    name = name_of(file) or "upload"
    told = instructions.fingerprint()
    said = f"import/{source}/{format}/{org_unit}/{name}/{_sha256(file.file)}/{told}"
    claim = CommandClaim(caller.actor, attempt.command_id, rooms.ledger.digest("command", said))
    batch = attempt.new_stream(caller, "batch")
    receipt = _answered_before(rooms, claim)
    if receipt is None:
        batch, receipt = request_import(
            rooms.ledger,
            rooms.blobs,
            replace(origin, org_unit=org_unit or origin.org_unit),
            file.file,
            file_name=name,
            source=source,
            format=format,
            instructions=instructions,
            batch=batch,
            command=claim,
        )
    response.headers[POSITION] = str(receipt.position)
    return Accepted(batch=batch, position=receipt.position, replayed=receipt.replayed)


@router.get(
    "/imports/{batch}",
    summary="How far an import is, and what came of it",
    response_class=Response,
    responses={200: _job("running"), **problem_docs("no_such_batch")},
)
def of_one(caller: Operator, rooms: InRooms, batch: UUID) -> Response:  # noqa: ARG001
    """From the ledger itself, so never behind. `queued` until a worker has begun; `undoing` until all is marked."""
    return _told(rooms, batch)


@router.get(
    "/imports/{batch}/rejects",
    summary="What an upload turned away",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"text/csv": {}}, "description": "The rows in the shape of the file, with their reasons."},
        **problem_docs("no_such_batch", "no_rejects", "erased"),
    },
)
def rejects(caller: Importer, rooms: InRooms, batch: UUID) -> StreamingResponse:  # noqa: ARG001
    """Sensitive columns that were left out stand in it, too. Put right, it can be uploaded as it is."""
    if job_of(rooms.ledger, batch) is None:
        raise Problem("no_such_batch")
    document = rejects_of(rooms.ledger, batch)
    if document is None:
        raise Problem("no_rejects")
    return as_file(rooms, batch, document)


@router.post(
    "/imports/{batch}/undo",
    status_code=202,
    summary="Take an import back by new events",
    response_class=Response,
    responses={202: _job("undoing"), **problem_docs("no_such_batch", "import_under_way")},
)
def undo(caller: Importer, rooms: InRooms, attempt: Attempted, batch: UUID) -> Response:
    """A worker marks every event of the batch as recorded in error: ask `GET /v1/imports/{batch}`."""
    claim = CommandClaim(caller.actor, attempt.command_id, rooms.ledger.digest("command", f"undo/{batch}"))
    if _answered_before(rooms, claim) is None:
        try:
            request_undo(rooms.ledger, attempt.origin(caller), batch, command=claim)
        except CannotImport as error:
            raise Problem("no_such_batch") from error
    return _told(rooms, batch, status=202)


def _told(rooms: Rooms, batch: UUID, *, status: int = 200) -> Response:
    position = rooms.ledger.store.head()
    job = job_of(rooms.ledger, batch)
    if job is None:
        raise Problem("no_such_batch")
    response = answered(asdict(job), position)
    response.status_code = status
    return response


def _sha256(file: BinaryIO) -> str:
    """And back to the start."""
    hasher = hashlib.sha256()
    while piece := file.read(PIECE):
        hasher.update(piece)
    file.seek(0)
    return hasher.hexdigest()


def _answered_before(rooms: Rooms, claim: CommandClaim) -> Receipt | None:
    known = rooms.ledger.store.command(claim.actor, claim.command_id)
    if known is None:
        return None
    rooms.ledger.store.durable()
    if known[0] != claim.body_sha256:
        raise CommandReused(str(claim.command_id))
    return known[1]
