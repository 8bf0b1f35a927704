"""What is governed on one stream of its own: who says it, and what is answered."""

from typing import Literal
from uuid import UUID

from fastapi import Response

from api.http.attempt import Attempt
from api.http.caller import Caller
from api.http.receipt import ReceiptBody, answer
from api.http.rooms import Rooms
from domain.access import Role
from domain.decision import Command


def role_of(caller: Caller) -> Literal["recruiter", "admin"]:
    return "admin" if caller.role is Role.ADMIN else "recruiter"


def said(
    command: Command, stream: UUID, caller: Caller, rooms: Rooms, attempt: Attempt, response: Response
) -> ReceiptBody:
    receipt = rooms.ledger.submit(
        command, attempt.origin(caller), command_id=attempt.command_id, expected=attempt.expected
    )
    return answer(receipt, stream, response)
