"""POST /v1/matches/decide: what a human makes of many pairs at once; each is answered for itself."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.attempt import Attempted
from api.http.caller import Identifier
from api.http.command_route import OTHER_ID, SOME_ID
from api.http.each_for_itself import Answers, each_for_itself
from api.http.problem_docs import problem_docs
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.decision import Command
from domain.decisions import AssertDifferentPeople, DeferMatch, MergeCandidates

router = keyed_router("matches")
MOST = 100


class _Decided(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Same(_Decided):
    """They are one person: `survivor` stays, `absorbed` leads to it."""

    decision: Literal["merge"]
    survivor: UUID
    absorbed: UUID

    def command(self) -> Command:
        return MergeCandidates(candidate=self.survivor, absorbed=self.absorbed)


class Different(_Decided):
    """They are two people, and nobody is asked again."""

    decision: Literal["different"]
    candidate: UUID
    other: UUID

    def command(self) -> Command:
        return AssertDifferentPeople(candidate=self.candidate, other=self.other)


class Later(_Decided):
    """Not now: until that day the pair does not wait for anybody."""

    decision: Literal["later"]
    candidate: UUID
    other: UUID
    until: date

    def command(self) -> Command:
        return DeferMatch(candidate=self.candidate, other=self.other, until=self.until)


class Decisions(_Decided):
    decisions: Annotated[
        list[Annotated[Same | Different | Later, Field(discriminator="decision")]], Field(min_length=1, max_length=MOST)
    ]


EXAMPLE = {
    "decisions": [
        {"decision": "merge", "survivor": SOME_ID, "absorbed": OTHER_ID},
        {"decision": "different", "candidate": SOME_ID, "other": OTHER_ID},
        {"decision": "later", "candidate": SOME_ID, "other": OTHER_ID, "until": "2026-12-31"},
    ]
}


@router.post(
    "/matches/decide",
    summary="Decide on up to 100 pairs: merge, different, later",
    responses=problem_docs("unacceptable_input"),
)
def decide(
    caller: Identifier,
    rooms: InRooms,
    attempt: Attempted,
    response: Response,
    body: Annotated[Decisions, Body(openapi_examples={"example": {"summary": "Three answers", "value": EXAMPLE}})],
) -> Answers:
    """One after the other, and each for itself: what is refused stops no other. Sent again with the same
    Idempotency-Key, what was done is not done again."""
    return each_for_itself(rooms, caller, attempt, response, [each.command() for each in body.decisions])
