"""Which tier a person is in, which one the policy proposes and why; and the policies."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import Depends, Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import Anybody, FactReader
from api.http.freshness import Freshly
from api.http.moments import NowOrLater
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from api.told_tier import as_told
from domain.events import TierFinding
from domain.tiering import Assigned, Fit
from domain.tiers import DEFAULT, POLICIES, Lacking
from domain.vocabulary import Degree, Tier
from projections.tiering import tier_of

router = keyed_router("tiers")


class ToldProposal(BaseModel):
    tier: Tier
    policy: str
    findings: list[TierFinding]
    lacking: list[Lacking]
    """What stands between the person and the next better tier."""


class ToldTier(BaseModel):
    candidate: UUID
    assigned: Assigned | None
    """As a human decided, last."""
    fits: dict[str, Fit]
    """By aspect, as humans judged."""
    proposed: ToldProposal


@router.get(
    "/candidates/{candidate}/tier",
    summary="Which tier the person is in, and which one the policy proposes at a moment, with what it saw",
    dependencies=[Depends(Freshly("people"))],
    response_class=Response,
    responses={200: {"model": ToldTier}, **problem_docs("no_such_candidate", "past_not_kept", "not_yet")},
)
def of_candidate(caller: FactReader, rooms: InRooms, candidate: UUID, at: NowOrLater) -> Response:  # noqa: ARG001
    with rooms.readers.connection() as connection:
        found = tier_of(connection, candidate, at)
    if found is None or found.proposed is None:
        raise Problem("no_such_candidate")
    return answered(as_told(found), found.read_at)


@router.get("/tier-policies", summary="The policies of tiers: what each tier asks for", response_class=Response)
def policies(caller: Anybody) -> Response:  # noqa: ARG001
    items = [
        {
            "policy": name,
            "default": name == DEFAULT,
            "tiers": [{"tier": row.tier, "least": _plain(row.least)} for row in policy.rows],
            "otherwise": policy.otherwise,
            "unknown": _plain(policy.unknown),
            "intents": _plain(policy.intents),
        }
        for name, policy in POLICIES.items()
    ]
    return answered({"items": items}, 0)


def _plain(said: Mapping[Any, Degree]) -> dict[str, str]:
    return {str(name): degree.value for name, degree in said.items()}
