"""How much may be sent: counted while it streams in, so that no body is ever held that is too large."""

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.problem import Problem
from ledger.uploads import LARGEST_UPLOAD

LIMIT = 2 * 1024 * 1024
"""Bytes of an ordinary body; an event's state may have 1 MiB."""
OF_THEIR_OWN = (
    (re.compile(r"/u/[^/]+/?"), 64 * 1024),
    (re.compile(r"/v1/imports/?"), LARGEST_UPLOAD + 64 * 1024),
    (re.compile(r"/v1/(candidates|jobs)/[^/]+/documents/?"), 26 * 1024 * 1024),
)
"""Bytes of the whole body, by path: what people fill in, and what takes files."""


def limit_of(path: str) -> int:
    return next((limit for pattern, limit in OF_THEIR_OWN if pattern.fullmatch(path)), LIMIT)


BODILESS = ("GET", "HEAD")
"""Nobody reads what such a call sends along."""


class BodyLimit:
    """Answers `body_too_large` at the announced length, or as soon as more than the limit has come."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in BODILESS:
            await self.app(scope, receive, send)
            return
        limit = limit_of(scope["path"])
        announced = dict(scope["headers"]).get(b"content-length", b"")
        if announced.isdigit() and int(announced) > limit:
            await _too_large(limit).response()(scope, receive, send)
            return
        come = 0

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > limit:
                raise _too_large(limit)
            return message

        await self.app(scope, counted, send)


def _too_large(limit: int) -> Problem:
    return Problem("body_too_large", f"at most {limit} bytes here", headers={"Connection": "close"})
