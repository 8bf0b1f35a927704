"""Each look at personal data is on disk before it is answered."""

import asyncio

from fastapi import Request

from api.http.caller import Caller
from api.http.problem import Problem
from api.http.scope import in_path
from domain.access import PERSONAL, Action
from domain.vocabulary import Code
from ledger.faults import OutcomeUnknown
from ledger.looks import By


def way_of(path: str) -> Code:
    """What a route is called in the record: the last word of its address."""
    return next(word for word in reversed(path.split("/")) if not word.startswith("{"))


async def record(request: Request, caller: Caller, action: Action, way: Code) -> None:
    """What the endpoint said it shows; of one that shows people and said nothing, whom its address names.

    Raises what keeps an append from being stored: then nothing is shown.
    """
    shown = caller.shown
    if shown is None:
        if action not in PERSONAL:
            return
        shown = in_path(request.path_params)
    elif not shown:
        return
    by = By(caller.actor, caller.on_behalf_of, caller.reason, way)
    try:
        await asyncio.wrap_future(request.app.state.rooms.looks.note(by, shown))
    except OutcomeUnknown:
        raise Problem("database_unavailable") from None
