"""Many decisions in one call, one after the other, and each answered as if it had been sent alone."""

from collections.abc import Sequence

from fastapi import Response
from pydantic import BaseModel

from api.http.attempt import Attempt
from api.http.caller import Caller
from api.http.faults import CODES
from api.http.problem import Problem
from api.http.problems import PROBLEMS
from api.http.receipt import POSITION, ReceiptBody, answer
from api.http.rooms import Rooms
from api.http.scope import require_command_within
from domain.decision import Command, Refused
from ledger.faults import LedgerFault


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


def each_for_itself(
    rooms: Rooms, caller: Caller, attempt: Attempt, response: Response, commands: Sequence[Command]
) -> Answers:
    """What is refused stops no other. Sent again with the same Idempotency-Key, what was done is not done again."""
    answers = [_answered(rooms, caller, attempt, at, command) for at, command in enumerate(commands)]
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
