"""POST /v1/matches/decide: what a human makes of many pairs at once; each is answered for itself."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict, Field

from api.http.attempt import Attempt, Attempted
from api.http.caller import Caller, Identifier
from api.http.command_route import OTHER_ID, SOME_ID
from api.http.faults import CODES
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.problems import PROBLEMS
from api.http.receipt import POSITION, ReceiptBody, answer
from api.http.rooms import InRooms, Rooms
from api.http.routing import keyed_router
from api.http.scope import require_command_within
from domain.decision import Command, Refused
from domain.decisions import AssertDifferentPeople, DeferMatch, MergeCandidates
from ledger.faults import LedgerFault

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


class Answer(BaseModel):
    status: int
    """As if it had been sent alone: 201, 200 where it was so already, else that of `code`."""
    code: str | None = None
    """Why it was not done."""
    detail: str | None = None
    receipt: ReceiptBody | None = None


class Answers(BaseModel):
    items: list[Answer]
    """In the order of the decisions."""


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
    answers = [_answered(rooms, caller, attempt, at, each.command()) for at, each in enumerate(body.decisions)]
    response.headers[POSITION] = str(_last(answers) or rooms.ledger.store.head())
    return Answers(items=answers)


def _answered(rooms: Rooms, caller: Caller, attempt: Attempt, at: int, command: Command) -> Answer:
    command_id = attempt.new_stream(caller, f"decision {at}")
    try:
        require_command_within(rooms, caller, command)
        receipt = rooms.ledger.submit(command, attempt.origin(caller), command_id=command_id, expected=attempt.expected)
    except Refused as refused:
        return Answer(status=PROBLEMS[refused.code].status, code=refused.code, detail=refused.detail or None)
    except Problem as problem:
        return Answer(status=problem.status_code, code=problem.code)
    except LedgerFault as fault:
        code = CODES[type(fault)]
        return Answer(status=PROBLEMS[code].status, code=code)
    alone = Response(status_code=201)
    stream = command.model_dump()["candidate"]
    told = answer(receipt, stream, alone)
    return Answer(status=alone.status_code, receipt=told)


def _last(answers: Sequence[Answer]) -> int:
    return max((each.receipt.position for each in answers if each.receipt), default=0)
