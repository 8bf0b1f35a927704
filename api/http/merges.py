"""One person or two: what a merge would make of them, the assertion that they are one, what a reversal left behind."""

from datetime import UTC, datetime
from typing import Annotated, Any, get_args
from uuid import UUID

import orjson
from fastapi import Body, Query, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from api.http.answering import answered
from api.http.attempt import Attempted
from api.http.caller import Identifier, PersonReader
from api.http.command_route import OTHER_ID
from api.http.known import known_dossier
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.http.scope import require_command_within, require_within
from domain.decision import Refused
from domain.decisions import AssertSamePerson
from domain.events.profile import Choosable
from domain.leftovers import Parting, parting
from domain.merging import Allowed, Choice, preview
from domain.refusals import REFUSALS
from domain.values import Values
from projections.document import Document, as_json
from projections.replay import replay

router = keyed_router("merges")
VALUES: TypeAdapter[Values] = TypeAdapter(Values)
CHOSEN: TypeAdapter[dict[Choosable, int]] = TypeAdapter(dict[Choosable, int])
PREFERENCE = rf"^({'|'.join(get_args(Choosable))}):[1-9][0-9]{{0,17}}$"


class ShownObstacle(BaseModel):
    code: str
    title: str
    detail: str


class ShownPreview(BaseModel):
    survivor: UUID = Field(description="Whose id the person would have.")
    absorbed: UUID
    proposed: UUID = Field(description="Who survives if nobody chooses: whose id was given out first.")
    refusals: list[ShownObstacle] = Field(description="Why they can't be merged as things are; none when they can.")
    consents: Allowed
    values: Values
    dossier: Document


@router.get(
    "/candidates/{candidate}/merge-preview",
    summary="The dossier that a merge would make of two; nothing is stored",
    response_class=Response,
    responses={
        200: {"model": ShownPreview},
        **problem_docs("no_such_candidate", "erased", "wrong_survivor", "no_such_value"),
    },
)
def preview_of(
    caller: PersonReader,
    rooms: InRooms,
    candidate: UUID,
    other: Annotated[UUID, Query(alias="with", description="Any id of the other one.")],
    survivor: Annotated[UUID | None, Query(description="Any id of the one who shall survive.")] = None,
    prefer: Annotated[
        list[Annotated[str, StringConstraints(pattern=PREFERENCE)]],
        Query(description="`ATTRIBUTE:POSITION` of a value that shall hold, as at the merge.", max_length=20),
    ] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Under any of their ids. Read from the ledger itself, so it is never behind."""
    require_within(rooms, caller, other)
    caller.shows([candidate, other])
    one, _ = known_dossier(rooms.ledger, candidate)
    two, read_at = known_dossier(rooms.ledger, other)
    choice = Choice(caller.by, CHOSEN.validate_python(dict(each.split(":") for each in prefer)))
    try:
        found = preview(one, two, survivor, datetime.now(UTC), choice)
    except Refused as refused:
        raise Problem(refused.code, refused.detail) from None
    content = {
        "survivor": found.survivor,
        "absorbed": found.absorbed,
        "proposed": found.proposed,
        "refusals": [{"code": code, "title": REFUSALS[code], "detail": detail} for code, detail in found.refusals],
        "consents": found.consents,
        "values": orjson.Fragment(VALUES.dump_json(found.values)),
        "dossier": orjson.Fragment(as_json(found.dossier)),
    }
    return answered(content, read_at)


class SamePersonBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    other: UUID = Field(description="Any id of the other one.")
    survivor: UUID | None = Field(None, description="Any id of the one who shall survive; else the proposed one does.")
    prefer: dict[Choosable, int] = Field({}, description="By attribute, the position of the event that said the value.")


_EXAMPLES: dict[str, Any] = {"example": {"summary": "One person", "value": {"other": OTHER_ID}}}


class SamePersonReceipt(ReceiptBody):
    survivor: UUID = Field(description="The id that both lead to now.")


@router.post(
    "/candidates/{candidate}/same-person",
    status_code=201,
    summary="Assert that two are one person, under any of their ids and whatever was asserted before",
    responses=problem_docs(
        *("no_such_candidate", "same_candidate", "candidate_void", "candidate_erased", "wrong_survivor"),
        *("no_such_value", "stream_moved", "version_moved", "command_id_reused", "outcome_unknown"),
    ),
)
def same_person(
    caller: Identifier,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    candidate: UUID,
    body: Annotated[SamePersonBody, Body(openapi_examples=_EXAMPLES)],
) -> SamePersonReceipt:
    command = AssertSamePerson(candidate=candidate, by=caller.by, **dict(body))
    require_command_within(rooms, caller, command)
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    person, _ = rooms.ledger.dossier(candidate, sees=())
    assert person is not None
    told = answer(receipt, candidate, response)
    return SamePersonReceipt(**told.model_dump(), survivor=person.candidate)


@router.get(
    "/candidates/{candidate}/reversals/{position}",
    summary="What a reversal or a split parted, and what it left for a human to sort",
    response_class=Response,
    responses={200: {"model": Parting}, **problem_docs("no_such_candidate", "no_such_event")},
)
def reversal(
    caller: PersonReader,  # noqa: ARG001
    rooms: InRooms,
    candidate: UUID,
    position: int,
) -> Response:
    """`position` is of any event of it. What concerned the whole person while they were one stands on the record
    that it was written on: to move it, record it in error there and anew on the other.
    """
    found = replay(rooms.ledger, candidate, unseal=False)
    if not found.events:
        raise Problem("no_such_candidate")
    parted = parting(found.events, position)
    if parted is None:
        raise Problem("no_such_event", str(position))
    rooms.ledger.store.durable()
    return answered(parted, found.read_at)
