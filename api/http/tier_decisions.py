"""POST /v1/tiers/decide: which tiers a human puts many people into; each is answered for itself."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.attempt import Attempted
from api.http.caller import Recruiter
from api.http.command_route import OTHER_ID, SOME_ID
from api.http.each_for_itself import Answers, each_for_itself
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.decisions import AssignTier
from domain.vocabulary import Code, Tier

router = keyed_router("tiers")
MOST = 100


class TierDecision(BaseModel):
    """As the policy proposes, or otherwise with a reason."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    candidate: UUID
    tier: Tier | None
    """None takes it away."""
    why: Code | None = None


class TierDecisions(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    decisions: Annotated[list[TierDecision], Field(min_length=1, max_length=MOST)]


EXAMPLE: dict[str, Any] = {
    "decisions": [{"candidate": SOME_ID, "tier": "b"}, {"candidate": OTHER_ID, "tier": "a", "why": "key-role"}]
}


@router.post(
    "/tiers/decide",
    summary="Put up to 100 people into tiers: as proposed, or otherwise with a reason",
    responses=problem_docs("unacceptable_input"),
)
def decide(
    caller: Recruiter,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[TierDecisions, Body(openapi_examples={"example": {"summary": "Two people", "value": EXAMPLE}})],
) -> Answers:
    """`tier:b -proposed:b` in search finds who waits for a decision. What is no longer proposed by the time that it is
    confirmed needs a reason (`tier_needs_reason`): nothing is confirmed unseen."""
    commands = [AssignTier(**each.model_dump(), by=caller.by) for each in body.decisions]
    return each_for_itself(rooms, caller, attempt, response, commands)
