"""Whether the caller's key shows a person: asked once for each person that a call names, before anything is done."""

from typing import Any
from uuid import UUID

from api.http.caller import Caller
from api.http.problem import Problem
from api.http.rooms import Rooms
from domain.decision import Command
from domain.decisions import RULES
from projections.within import sees


def require_within(rooms: Rooms, caller: Caller, *candidates: UUID | None) -> None:
    """Raises Problem `no_such_candidate`, as if there were nobody: that somebody is there is told to nobody else."""
    if caller.scope.limited and not all(_seen(rooms, caller, each) for each in candidates if each):
        raise Problem("no_such_candidate")


def require_command_within(rooms: Rooms, caller: Caller, command: Command) -> None:
    """The same of everybody whom a command names."""
    if caller.scope.limited:
        named = [getattr(command, field) for field, subject in RULES[type(command)].reads if subject == "candidate"]
        require_within(rooms, caller, *named)


def in_path(path: dict[str, Any]) -> list[UUID]:
    """The people whom an address names; what is no id is somebody else's to refuse."""
    found = []
    for name in ("candidate", "other") if "candidate" in path else ():
        try:
            found.append(UUID(str(path[name])))
        except (KeyError, ValueError):
            continue
    return found


def _seen(rooms: Rooms, caller: Caller, candidate: UUID) -> bool:
    with rooms.readers.connection() as connection:
        seen = sees(connection, caller.scope, candidate)
    if seen is not None:
        return seen
    dossier, _ = rooms.ledger.dossier(candidate, sees=())  # so new that no read model has it yet
    return dossier is None or caller.scope.covers(dossier.belonging.marks)
