"""Imports: a file is sealed and recorded as due; a worker reads it. What came of it is asked of the batch."""

import hashlib
from dataclasses import asdict
from typing import Annotated, BinaryIO
from uuid import UUID

from fastapi import Depends, File, Form, Response, UploadFile
from pydantic import BaseModel

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import FactReader, Recruiter
from api.http.freshness import Freshly
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.uploads import name_of
from domain.events import ImportRequested
from domain.vocabulary import Code
from ledger.faults import CommandReused
from ledger.intake.codes import CannotImport
from ledger.intake.undo import undo_import
from ledger.store import CommandClaim, Receipt
from ledger.uploads import request_import
from projections.batches import Batch, batches

router = keyed_router("imports")

PIECE = 1 << 20


class Accepted(BaseModel):
    batch: UUID
    position: int
    replayed: bool = False


class Undone(BaseModel):
    batch: UUID
    events: int
    """How many were marked now; 0 when everything had been taken back before."""
    streams: int


@router.post(
    "/imports",
    status_code=202,
    summary="Upload a file to be imported",
    responses=problem_docs("body_too_large", "command_id_reused", "blob_store_unavailable"),
)
def upload(
    caller: Recruiter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    file: Annotated[UploadFile, File(description="CSV, XLSX, JSON Resume, vCard, LinkedIn, Greenhouse …")],
    source: Annotated[Code, Form(description="The source system that it comes from.")],
    format: Annotated[Code | None, Form(description="Found out from the file when left out.")] = None,  # noqa: A002
) -> Accepted:
    """Accepted, not done: ask `GET /v1/imports/{batch}`. The file's name and content are sealed."""
    name = name_of(file) or "upload"
    said = f"import/{source}/{format}/{name}/{_sha256(file.file)}"
    claim = CommandClaim(caller.actor, attempt.command_id, rooms.ledger.digest("command", said))
    batch = attempt.new_stream(caller, "batch")
    receipt = _answered_before(rooms, claim)
    if receipt is None:
        batch, receipt = request_import(
            rooms.ledger,
            rooms.blobs,
            attempt.origin(caller),
            file.file,
            file_name=name,
            source=source,
            format=format,
            batch=batch,
            command=claim,
        )
    response.headers[POSITION] = str(receipt.position)
    return Accepted(batch=batch, position=receipt.position, replayed=receipt.replayed)


@router.get(
    "/imports/{batch}",
    summary="What came of an import",
    dependencies=[Depends(Freshly("batches"))],
    response_class=Response,
    responses={200: {"model": Batch}, **problem_docs("no_such_batch", "not_yet")},
)
def of_one(caller: FactReader, rooms: InRooms, batch: UUID) -> Response:  # noqa: ARG001
    """`state` is `requested` until a worker has begun."""
    with rooms.readers.connection() as connection:
        found = batches(connection, only=batch, limit=1)
    if found.items:
        return answered(asdict(found.items[0]), found.read_at)
    requested = rooms.ledger.history(batch, limit=1, unseal=False)
    if not requested or not isinstance(requested[0].event, ImportRequested):
        raise Problem("no_such_batch")
    rooms.ledger.store.durable()
    at, source = requested[0].recorded_at, requested[0].event.source
    return answered({"batch": batch, "state": "requested", "requested_at": at, "source": source}, found.read_at)


@router.post(
    "/imports/{batch}/undo",
    summary="Take an import back by new events",
    responses=problem_docs("no_such_batch"),
)
def undo(caller: Recruiter, rooms: InRooms, response: Response, batch: UUID) -> Undone:
    """Every event of the batch is marked as recorded in error. Again, it marks what is left, or nothing."""
    try:
        report = undo_import(rooms.ledger, batch, actor=caller.actor)
    except CannotImport as error:
        raise Problem("no_such_batch") from error
    response.headers[POSITION] = str(rooms.ledger.store.head())
    return Undone(batch=batch, events=report.events, streams=report.streams)


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
