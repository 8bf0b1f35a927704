"""Reading a body strictly: UTF-8, no lone surrogates, no NUL, no number that JSON can't carry safely."""

from typing import Any

import orjson
from starlette.requests import Request

from api.http.problem import Problem

SAFE_INTEGER = 2**53 - 1
"""Above it, canonical JSON (RFC 8785) is not exact."""


class StrictRequest(Request):
    async def json(self) -> Any:
        """Raises Problem `malformed_json`, `forbidden_character` or `number_out_of_range`."""
        try:
            value = orjson.loads(await self.body())
        except orjson.JSONDecodeError as error:
            raise Problem("malformed_json", f"line {error.lineno}, column {error.colno}") from None
        examine(value)
        return value


def examine(value: Any) -> None:
    """Without recursion: how deep a body goes is the caller's choice."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting.extend(each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, str):
            if "\0" in each:
                raise Problem("forbidden_character", "a string holds U+0000")
        elif isinstance(each, int | float) and not -SAFE_INTEGER <= each <= SAFE_INTEGER:
            raise Problem("number_out_of_range", f"numbers go from -{SAFE_INTEGER} to {SAFE_INTEGER}")
