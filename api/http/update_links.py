"""POST /v1/candidates/{id}/update-links: a link by which the person corrects their own data."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.http.attempt import Attempted
from api.http.caller import RightsKeeper
from api.http.problem_docs import problem_docs
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.decisions import IssueUpdateLink
from domain.events import UpdateLinkIssued

router = keyed_router("commands")


class UpdateLinkBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    days: int = Field(30, ge=1, le=90, description="For how long it is good.")


_EXAMPLES: dict[str, Any] = {"example": {"summary": "Good for a month", "value": {"days": 30}}}


class IssuedLinkBody(ReceiptBody):
    path: str = Field(description="Of the link, below the address that people reach this service at. It is a secret.")
    expires_at: AwareDatetime


@router.post(
    "/candidates/{candidate}/update-links",
    status_code=201,
    summary="Issue a link by which the person corrects their own data; earlier ones end",
    responses=problem_docs("no_such_candidate", "merged_away", "candidate_erased", "command_id_reused"),
)
def issue(
    caller: RightsKeeper,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    candidate: UUID,
    body: Annotated[UpdateLinkBody, Body(openapi_examples=_EXAMPLES)] = UpdateLinkBody(),
) -> IssuedLinkBody:
    """Nothing of the person can be read off the address. A retry with the same Idempotency-Key gets the same one."""
    link = attempt.new_stream(caller, "link")
    command = IssueUpdateLink(candidate=candidate, link=link, days=body.days)
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    (issued,) = rooms.ledger.read(rooms.ledger.store.at([receipt.position]), unseal=False)
    assert isinstance(issued.event, UpdateLinkIssued)
    told = answer(receipt, candidate, response, link)
    path = f"/u/{rooms.links.token(candidate, link)}"
    return IssuedLinkBody(**told.model_dump(), path=path, expires_at=issued.event.expires_at)
