"""Access keys: an admin gives them out and takes them back. A key itself is shown once, and never again."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict

from api.http.caller import Admin
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.vocabulary import Code

router = keyed_router("keys")


class NewKey(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Literal["recruiter", "auditor", "analyst", "admin"]
    expires_at: AwareDatetime | None = None


class IssuedKey(BaseModel):
    key_id: UUID
    key: str
    """To be kept by the caller: only its hash is stored."""
    expires_at: datetime | None


class Revocation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: Code | None = None


_EXAMPLE: dict[str, Any] = {"example": {"summary": "For a career site", "value": {"role": "recruiter"}}}


@router.post("/keys", status_code=201, summary="Issue an access key")
def issue(caller: Admin, rooms: InRooms, body: Annotated[NewKey, Body(openapi_examples=_EXAMPLE)]) -> IssuedKey:
    key_id, key = rooms.keys.issue(body.role, caller.actor, body.expires_at)
    return IssuedKey(key_id=key_id, key=key, expires_at=body.expires_at)


@router.post(
    "/keys/{key}/revoke",
    status_code=201,
    summary="Revoke an access key",
    responses=problem_docs("no_such_key", "stream_moved"),
)
def revoke(caller: Admin, rooms: InRooms, response: Response, key: UUID, body: Revocation) -> ReceiptBody:
    """No call is answered under it once a second has passed, on any process."""
    receipt = rooms.keys.revoke(key, caller.actor, body.why)
    if receipt is None:
        raise Problem("no_such_key")
    return answer(receipt, key, response)
