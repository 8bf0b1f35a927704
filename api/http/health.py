"""Whether the process lives, and whether its answers are fresh enough to be asked. Without a key."""

from dataclasses import asdict
from typing import Any

import orjson
import psycopg
import psycopg_pool
from fastapi import APIRouter, Response

from api.http.problem import problem_response
from api.http.rooms import InRooms
from ledger.ticking import last_tick
from projections.checkpoint import Lag, lag

PATIENCE = 2.0
"""Seconds that a database may take to answer."""

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live", summary="The process answers")
async def live() -> dict[str, bool]:
    return {"live": True}


@router.get(
    "/ready",
    summary="The database answers, and the read models are near the head of the ledger",
    responses={503: {"description": "`not_ready`: the database is away, or the lag is above RENMAI_LARGEST_LAG."}},
)
def ready(rooms: InRooms) -> Response:
    """Lag per read model: positions (`behind`), and the age in seconds of the oldest event not yet folded.

    Beside it when the clock last ticked, and whether a process keeps it: answers do not depend on it.
    """
    try:
        with rooms.readers.connection(timeout=PATIENCE) as connection:
            found, tick = lag(connection), last_tick(connection)
    except (psycopg.OperationalError, psycopg_pool.PoolTimeout):
        return problem_response("not_ready", "the database does not answer")
    if not found:
        return problem_response("not_ready", "no read model was ever built: start the projections")
    late = [each for each in found if each.seconds > rooms.settings.largest_lag]
    if late:
        names = ", ".join(f"{each.projection} by {each.seconds:.0f} s" for each in late)
        return problem_response("not_ready", f"behind the ledger: {names}")
    body = {"ready": True, "read_models": [_shown(each) for each in found], "clock": tick}
    return Response(orjson.dumps(body), media_type="application/json")


def _shown(found: Lag) -> dict[str, Any]:
    shown = asdict(found)
    shown["read_model"] = shown.pop("projection")
    return shown
