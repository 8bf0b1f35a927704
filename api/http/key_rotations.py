"""Exchanging keys: an admin asks, another approves, and `renmai rotate run` carries it out where the key files are."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.attempt import Attempted
from api.http.caller import Admin
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.key_rotations import Rotation, State
from domain.vocabulary import ActorId, Code, RotatedKey
from ledger.key_rotations import KeyRotations, ask

router = keyed_router("keys")


class NewRotation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    which: RotatedKey
    old_dies_in: int | None = Field(
        None, ge=0, le=3_650, description="Days until the old key is destroyed; else as long as backups are kept."
    )
    why: Code | None = Field(None, description="As a code: routine, leak, somebody-left …")


class ShownRotation(BaseModel):
    rotation: UUID
    which: RotatedKey
    state: State
    requested_at: datetime
    requested_by: list[ActorId]
    approved_by: list[ActorId]
    old: Code
    new: Code | None
    """Both by name, which does not tell the key; of the log's key the public half, in hex."""
    old_dies_on: date | None
    destroyed_at: datetime | None


class Rotations(BaseModel):
    items: list[ShownRotation]
    """The oldest first."""


_EXAMPLE: dict[str, Any] = {
    "wraps": {
        "summary": "The key that wraps all others",
        "value": {"which": "key-encryption", "old_dies_in": 35, "why": "routine"},
    },
    "signs": {"summary": "The key that signs checkpoints", "value": {"which": "log", "why": "somebody-left"}},
}


@router.get("/key-rotations", summary="Every rotation of a key, and how far it has come")
def of_all(caller: Admin, rooms: InRooms) -> Rotations:  # noqa: ARG001
    today, found = rooms.ledger.clock().date(), KeyRotations(rooms.ledger).all()
    rooms.ledger.store.durable()
    return Rotations(items=[shown(each, today) for each in found])


@router.post(
    "/key-rotations",
    status_code=201,
    summary="Ask that a key be exchanged; another admin has to approve it",
    responses=problem_docs("rotation_under_way", "stream_moved"),
)
def request(
    caller: Admin, rooms: InRooms, attempt: Attempted, body: Annotated[NewRotation, Body(openapi_examples=_EXAMPLE)]
) -> ShownRotation:
    """A later request for the same key takes the place of one that nobody approved."""
    found = ask(rooms.settings, rooms.ledger, body.which, attempt.origin(caller), body.old_dies_in, body.why)
    return shown(found, rooms.ledger.clock().date())


@router.post(
    "/key-rotations/{rotation}/approve",
    status_code=201,
    summary="Approve a rotation that another admin asked for",
    responses=problem_docs("no_such_rotation", "four_eyes", "rotation_under_way", "stream_moved"),
)
def approve(caller: Admin, rooms: InRooms, attempt: Attempted, response: Response, rotation: UUID) -> ReceiptBody:
    """By another key and, where both act for somebody, another person. `renmai rotate run` carries it out."""
    return answer(KeyRotations(rooms.ledger).approve(rotation, attempt.origin(caller)), rotation, response)


def shown(rotation: Rotation, today: date) -> ShownRotation:
    return ShownRotation.model_validate(asdict(rotation) | {"state": rotation.state(today)})
