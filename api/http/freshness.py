"""How fresh an answer has to be: a query may name a position to be answered from, and wait for it a while."""

from typing import Annotated

from fastapi import Header, Query

from api.http.problem import Problem
from api.http.rooms import InRooms

LARGEST_POSITION = 2**63 - 1
Position = Annotated[int, Query(ge=0, le=LARGEST_POSITION)]

AFTER = "Answer from this position on: wait until the read model has come to it, else 503 `not_yet`."
WAIT = "Seconds to wait for that at most."


class Freshly:
    """Waits until these read models have come to the position that the caller names; 0 when it names none."""

    def __init__(self, *read_models: str) -> None:
        self.read_models = read_models

    async def __call__(
        self,
        rooms: InRooms,
        after: Annotated[int | None, Query(ge=0, le=LARGEST_POSITION, description=AFTER)] = None,
        wait: Annotated[float, Query(ge=0, le=30, description=WAIT)] = 5.0,
        renmai_position: Annotated[
            int | None, Header(ge=0, le=LARGEST_POSITION, description="The same as `after`.")
        ] = None,
    ) -> None:
        position = renmai_position if after is None else after
        if position and not await rooms.wait_for(position, wait, self.read_models):
            raise Problem("not_yet", f"position {position} was waited for {wait:g} s")
