"""The outermost layer: a log line per request, and nothing unforeseen gets out, to callers or to logs.

An exception's own words may hold personal data (a database names the row, pydantic the value), so of one that
nobody foresaw only its type and its places in the code are logged, under an incident id that the caller gets.
"""

import logging
import time
import traceback
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.once import refuse_repeated
from api.http.problem import Problem, problem_response

log = logging.getLogger("renmai.http")


KEPT_NOWHERE = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
"""Answers hold personal data: no cache on the way keeps them, and no browser guesses at their type."""


class CutShort(Exception):
    """The answer had begun: the server breaks the connection, so that nobody takes the half for the whole."""


class Containment:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *KEPT_NOWHERE]
            await send(message)

        try:
            refuse_repeated(scope)
            await self.app(scope, receive, watched)
        except Problem as problem:
            if not status:
                await problem.response()(scope, receive, watched)
        except Exception as error:  # noqa: BLE001  the last place where anything can be caught
            incident = token_hex(6)
            log.error("incident %s: %s at %s", incident, type(error).__name__, _places(error))  # noqa: TRY400
            if status:
                raise CutShort(incident) from None
            await problem_response("unexpected", f"incident {incident}")(scope, receive, watched)
        finally:
            _tell(scope, status, time.perf_counter() - began)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    """The route's template instead of the address, and the key's id instead of the key."""
    route = getattr(scope.get("route"), "path", "-")
    caller = scope.get("state", {}).get("caller")
    who = caller.actor if caller else "-"
    log.info("%s %s %d %.1fms %s", scope["method"], route, status, seconds * 1000, who)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
