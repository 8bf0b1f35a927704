"""Access keys: an admin gives them out, another approves them, either takes them back. A key itself is shown once."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.http.attempt import Attempted
from api.http.caller import Admin
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.access import Role, Scope, usual_scope
from domain.vocabulary import ActorId, Code, Confidentiality
from ledger.access import KnownKey, State

router = keyed_router("keys")


class NewKey(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Role
    label: Code | None = Field(None, description="What it is for, as a code.")
    org_units: list[Code] | None = Field(
        None, min_length=1, max_length=50, description="Whose people it shows; what it writes is of the first. All."
    )
    level: Confidentiality | None = Field(None, description="The most confidential that it shows; as is usual.")
    expires_at: AwareDatetime | None = None

    @property
    def scope(self) -> Scope:
        units = None if self.org_units is None else tuple(self.org_units)
        return Scope(units, self.level or usual_scope(self.role).level)


class IssuedKey(BaseModel):
    key_id: UUID
    key: str
    """To be kept by the caller: only its hash is stored."""
    expires_at: datetime | None
    state: State
    """It opens nothing until another admin approves it."""


class ShownKey(BaseModel):
    key_id: UUID
    role: Role
    label: Code | None
    org_units: list[Code] | None
    level: Confidentiality
    state: State
    issued_at: datetime
    issued_by: list[ActorId]
    approved_by: ActorId | None
    expires_at: datetime | None
    revoked_at: datetime | None


class Keys(BaseModel):
    items: list[ShownKey]
    """The oldest first."""


class Revocation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    why: Code | None = None


_EXAMPLE: dict[str, Any] = {
    "service": {"summary": "For a career site", "value": {"role": "service", "label": "career-site"}},
    "recruiter": {"value": {"role": "recruiter", "org_units": ["cn-platform"], "level": "normal"}},
}


@router.get("/keys", summary="Every access key, without the key itself")
def of_all(caller: Admin, rooms: InRooms) -> Keys:  # noqa: ARG001
    at = rooms.ledger.clock()
    found = [shown(each, each.state(at)) for each in rooms.keys.all()]
    rooms.ledger.store.durable()
    return Keys(items=found)


@router.post("/keys", status_code=201, summary="Issue an access key; another admin has to approve it")
def issue(
    caller: Admin, rooms: InRooms, attempt: Attempted, body: Annotated[NewKey, Body(openapi_examples=_EXAMPLE)]
) -> IssuedKey:
    by = attempt.origin(caller)
    key_id, key = rooms.keys.issue(body.role, by, body.expires_at, body.scope, body.label, awaits_approval=True)
    return IssuedKey(key_id=key_id, key=key, expires_at=body.expires_at, state="awaits-approval")


@router.post(
    "/keys/{key}/approve",
    status_code=201,
    summary="Approve an access key that another admin issued",
    responses=problem_docs("nothing_to_approve", "four_eyes", "stream_moved"),
)
def approve(caller: Admin, rooms: InRooms, attempt: Attempted, response: Response, key: UUID) -> ReceiptBody:
    """By another key and, where both act for somebody, another person. Within a second it opens what it should."""
    receipt = rooms.keys.approve(key, attempt.origin(caller))
    if receipt is None:
        raise Problem("nothing_to_approve")
    return answer(receipt, key, response)


@router.post(
    "/keys/{key}/revoke",
    status_code=201,
    summary="Revoke an access key",
    responses=problem_docs("no_such_key", "stream_moved"),
)
def revoke(
    caller: Admin, rooms: InRooms, attempt: Attempted, response: Response, key: UUID, body: Revocation
) -> ReceiptBody:
    """No call is answered under it once a second has passed, on any process. This takes one person only."""
    receipt = rooms.keys.revoke(key, attempt.origin(caller), body.why)
    if receipt is None:
        raise Problem("no_such_key")
    return answer(receipt, key, response)


def shown(known: KnownKey, state: State) -> ShownKey:
    return ShownKey(
        key_id=known.key,
        role=known.role,
        label=known.label,
        org_units=None if known.scope.units is None else list(known.scope.units),
        level=known.scope.level,
        state=state,
        issued_at=known.issued_at,
        issued_by=list(known.issued_by),
        approved_by=known.approved_by,
        expires_at=known.expires_at,
        revoked_at=known.revoked_at,
    )
