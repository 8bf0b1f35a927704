"""Suppressed addresses: an address travels in a body only, and is kept as a keyed hash."""

from typing import Annotated, Any, Literal

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict

from api.http.attempt import Attempted
from api.http.caller import PeopleReader, Suppressor
from api.http.canonical import canonical_values
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION, ReceiptBody, answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from domain.decisions import LiftSuppression, SuppressAddress
from domain.person import ContactPoint
from domain.suppression import Suppression
from domain.vocabulary import Code, Purpose

router = keyed_router("suppressions")
POINT = {"kind": "email", "value": "gone@example.com"}


class AddressBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    point: ContactPoint


class SuppressBody(AddressBody):
    why: Literal["bounced", "objection", "unsubscribed", "complaint", "wrong-person", "erased", "other"]
    purposes: tuple[Purpose, ...] | None = None


class LiftBody(AddressBody):
    why: Code


class SuppressedBody(BaseModel):
    suppressed: bool
    works: bool
    whys: list[str]


def _example(**more: Any) -> dict[str, Any]:
    return {"example": {"summary": "An address", "value": {"point": POINT, **more}}}


@router.post(
    "/suppressions",
    status_code=201,
    summary="Suppress an address, whoever has it",
    responses=problem_docs("command_id_reused"),
)
def suppress(
    caller: Suppressor,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[SuppressBody, Body(openapi_examples=_example(why="complaint"))],
) -> ReceiptBody:
    command = SuppressAddress(**canonical_values(dict(body)))
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, _known(rooms, command.point).stream, response)


@router.post(
    "/suppressions/lift",
    status_code=201,
    summary="Let an address be used again",
    responses=problem_docs("not_suppressed", "command_id_reused"),
)
def lift(
    caller: Suppressor,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[LiftBody, Body(openapi_examples=_example(why="verified"))],
) -> ReceiptBody:
    command = LiftSuppression(**canonical_values(dict(body)))
    receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=attempt.command_id)
    return answer(receipt, _known(rooms, command.point).stream, response)


@router.post("/suppressions/lookup", summary="Whether an address is suppressed, and why")
def look_up(
    caller: PeopleReader,  # noqa: ARG001
    rooms: InRooms,
    response: Response,
    body: Annotated[AddressBody, Body(openapi_examples=_example())],
) -> SuppressedBody:
    found = _known(rooms, canonical_values(dict(body))["point"])
    rooms.ledger.store.durable()
    response.headers[POSITION] = str(found.position)
    return SuppressedBody(suppressed=bool(found.entries), works=found.works, whys=[each.why for each in found.entries])


def _known(rooms: Rooms, point: ContactPoint) -> Suppression:
    key = point.kind, point.value
    return rooms.ledger.surroundings.suppressions([key])[key]
