"""One line of the table of commands, and what its paths are made of."""

from dataclasses import dataclass, field
from typing import Any

from domain.access import Action
from domain.decision import Command

CANDIDATE = "/candidates/{candidate}"
APPLICATION = f"{CANDIDATE}/applications/{{application}}"
INTERVIEW = f"{APPLICATION}/interviews/{{interview}}"
OFFER = f"{APPLICATION}/offers/{{offer}}"
EMPLOYMENT = f"{CANDIDATE}/employments/{{employment}}"
JOB = "/jobs/{job}"
POOL = "/pools/{pool}"

SOME_ID = "0197a1b2-0000-7000-8000-000000000001"
OTHER_ID = "0197a1b2-0000-7000-8000-000000000002"


@dataclass(frozen=True, slots=True)
class CommandRoute:
    path: str
    command: type[Command]
    summary: str
    example: dict[str, Any] = field(default_factory=dict)
    makes: str | None = None
    """The field with the id of what is new: made from the command id when the body leaves it out."""
    may: Action = Action.DESCRIBE
    by: bool = False
    """The command's `by` is the caller, never the body's say."""
