"""POST /v1/exports: the people of a filter or a pool as a file, recorded with who, why and for whom."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import ConfigDict, Field, model_validator

from api.export.files import KINDS
from api.export.run import Wish, exported
from api.http.attempt import Attempted
from api.http.caller import Caller, Exporter
from api.http.freshness import Freshly
from api.http.pools import open_pool
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.http.search import FilterBody, node_of_body
from domain.pool import asks_for
from domain.search.filter import Node
from domain.vocabulary import Basis, Code, ExportFormat, Purpose

router = keyed_router("exports")
EXAMPLES: dict[str, Any] = {
    "inside": {"value": {"q": "skill:java tier:a", "format": "xlsx", "why": "team-meeting"}},
    "outside": {
        "value": {"q": "list:short", "format": "csv", "why": "search-mandate", "recipient": "headhunter-a"},
    },
}


class ExportBody(FilterBody):
    """The people of a filter, as text (`q`) or JSON, or of a pool; neither is everybody."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pool: UUID | None = None
    format: ExportFormat
    why: Code = Field(description="What it is for, as a code.")
    recipient: Code | None = Field(None, description="Whoever outside gets it; each person's ground is recorded.")
    purpose: Purpose = Purpose.TALENT_POOL
    controller: Code = "main"
    basis: Basis | None = Field(None, description="Claimed of whoever gave no consent for this recipient.")

    @model_validator(mode="after")
    def _one_selection(self) -> "ExportBody":
        if self.pool is not None and (self.q is not None or self.filter is not None):
            raise ValueError("give a filter or a pool, not both")
        return self


@router.post(
    "/exports",
    summary="Export the people of a filter or a pool; who outside gets them needs a ground of each",
    dependencies=[Depends(Freshly("people", "pools"))],
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The file."},
        **problem_docs("bad_filter", "no_such_pool", "disclosure_without_basis", "processing_restricted", "not_yet"),
        **problem_docs("export_exists", "command_id_reused", "outcome_unknown"),
    },
)
def export(
    caller: Exporter,
    rooms: InRooms,
    attempt: Attempted,
    request: Request,
    body: Annotated[ExportBody, Body(openapi_examples=EXAMPLES)],
) -> StreamingResponse:
    """Complete, and of one position of the ledger (`Renmai-Position`), whatever happens meanwhile."""
    node = _of_pool(rooms, caller, body.pool) if body.pool else node_of_body(request, body)
    wish = Wish(
        export=attempt.new_stream(caller, "export"),
        format=body.format,
        why=body.why,
        recipient=body.recipient,
        purpose=body.purpose,
        controller=body.controller,
        basis=body.basis,
        pool=body.pool,
    )
    kind = KINDS[body.format]
    with ExitStack() as opened:
        made = opened.enter_context(
            exported(rooms.settings, rooms.ledger, node, wish, attempt.origin(caller), attempt.command_id, caller.scope)
        )
        held = opened.pop_all()
    headers = {
        POSITION: str(made.position),
        "Renmai-Export": str(wish.export),
        "Content-Disposition": f'attachment; filename="people.{kind.ending}"',
    }
    return StreamingResponse(_told(made.pieces, held), media_type=kind.media_type, headers=headers)


def _told(pieces: Iterator[bytes], held: ExitStack) -> Iterator[bytes]:
    """The snapshot goes when the file is told, or whoever asked has gone."""
    with held:
        yield from pieces


def _of_pool(rooms: InRooms, caller: Caller, pool: UUID) -> Node:
    """Raises Problem `no_such_pool`."""
    with rooms.readers.connection() as connection:
        known = open_pool(connection, caller, pool)
    node = asks_for(known.pool, known.filter)
    if node is None:
        raise Problem("no_such_pool")
    return node
