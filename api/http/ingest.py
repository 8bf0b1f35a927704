"""POST and PUT /v1/candidates: what a source says of a person, new or once more."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Response
from pydantic import ConfigDict, create_model

from api.http.attempt import Attempt, Attempted
from api.http.caller import Caller, Recruiter
from api.http.canonical import canonical
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.scope import require_within
from domain.decisions import IngestRecord
from domain.person import Text
from domain.vocabulary import Code
from ledger.faults import Conflict
from ledger.intake.normalise.places import region_code
from ledger.source_key import source_key
from ledger.store import NOTHING_INLINE, Inline, Receipt

router = keyed_router("candidates")

EXAMPLE = {
    "source": "career-site",
    "external_id": "A-1001",
    "person": {
        "name": {"full": "王小明"},
        "points": [
            {"kind": "email", "value": "xiaoming@example.com"},
            {"kind": "phone", "value": "13800138000"},
        ],
        "place": {"city": "上海", "country": "CN"},
    },
    "career": {
        "headline": "Backend engineer",
        "employments": [{"employer": "Example Ltd", "title": "Engineer", "current": True}],
        "skills": ["python", "postgresql"],
        "intent": "open",
    },
}
_FIELDS: dict[str, Any] = {
    name: (info.annotation, info)
    for name, info in IngestRecord.model_fields.items()
    if name not in {"type", "candidate", "row"}
}
_STRICT = ConfigDict(extra="forbid", frozen=True)
IngestBody: Any = create_model("IngestRecordBody", __config__=_STRICT, __doc__=IngestRecord.__doc__, **_FIELDS)
UpsertBody: Any = create_model(
    "UpsertRecordBody",
    __config__=_STRICT,
    __doc__="As an ingest, found again by the source system and its id of the person.",
    **_FIELDS | {"source": (Code, ...), "external_id": (Text, ...)},
)
_EXAMPLES = {"example": {"summary": "From a career site", "value": EXAMPLE}}
_PROBLEMS = problem_docs("candidate_erased", "blank_name", "external_id_known", "command_id_reused", "event_too_large")


@router.post("/candidates", status_code=201, summary="Ingest a person from a source", responses=_PROBLEMS)
def ingest(
    caller: Recruiter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[IngestBody, Body(openapi_examples=_EXAMPLES)],
) -> ReceiptBody:
    """A new record. The same source's id a second time is `external_id_known`: then PUT."""
    said = dict(body)
    external_id = said["external_id"]
    key = source_key(rooms.ledger, said["source"] or "", external_id) if external_id else None
    stream = attempt.new_stream(caller)
    if key and rooms.ledger.store.source_keys([key]).get(key, stream) != stream:
        rooms.ledger.store.durable()
        raise Problem("external_id_known")
    try:
        receipt = _submit(rooms, caller, attempt, said, stream, key)
    except Conflict as error:
        raise Problem("external_id_known") from error
    return answer(receipt, stream, response)


@router.put("/candidates", status_code=201, summary="Ingest a person, or describe them anew", responses=_PROBLEMS)
def upsert(
    caller: Recruiter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[UpsertBody, Body(openapi_examples=_EXAMPLES)],
) -> ReceiptBody:
    """One record per source and id; what the source says now takes the place of what it said before.

    200 when it says nothing new.
    """
    said = dict(body)
    key = source_key(rooms.ledger, said["source"], said["external_id"])
    known = rooms.ledger.store.source_keys([key]).get(key)
    require_within(rooms, caller, known)
    stream = known or attempt.new_stream(caller)
    try:
        receipt = _submit(rooms, caller, attempt, said, stream, None if known else key)
    except Conflict:  # another call was first with this id: then it is known now
        stream = rooms.ledger.store.source_keys([key])[key]
        require_within(rooms, caller, stream)
        receipt = _submit(rooms, caller, attempt, said, stream, None)
    return answer(receipt, stream, response)


def _submit(
    rooms: Rooms, caller: Caller, attempt: Attempt, said: dict[str, Any], stream: UUID, new_key: bytes | None
) -> Receipt:
    person = canonical(said["person"]) if said["person"] else None
    region = said["region"] or (region_code(person.place) if person else None)
    command = IngestRecord(candidate=stream, **said | {"person": person, "region": region})
    return rooms.ledger.submit(
        command,
        attempt.origin(caller),
        command_id=attempt.command_id,
        expected=attempt.expected,
        inline=Inline(source_keys=[(new_key, stream)]) if new_key else NOTHING_INLINE,
    )
