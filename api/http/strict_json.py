"""Reading a body strictly: UTF-8, no lone surrogates, no NUL, no number that JSON can't carry safely, no name twice."""

import re
from typing import Any

import orjson
from starlette.requests import Request

from api.http.problem import Problem

SAFE_INTEGER = 2**53 - 1
"""Above it, canonical JSON (RFC 8785) is not exact."""
_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')


class StrictRequest(Request):
    async def json(self) -> Any:
        """Raises Problem `malformed_json`, `repeated_name`, `forbidden_character` or `number_out_of_range`."""
        body = await self.body()
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Problem("malformed_json", f"line {error.lineno}, column {error.colno}") from None
        if examine(value) < _names_written(body):
            raise Problem("repeated_name")
        return value


def _names_written(body: bytes) -> int:
    """How many names the objects of a body have, each time that one is written: a colon outside of strings each."""
    return _STRING.sub(b"", body).count(b":")


def examine(value: Any) -> int:
    """How many names its objects have. Without recursion: how deep a body goes is the caller's choice."""
    waiting, names = [value], 0
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            names += len(each)
            waiting.extend(each)
            waiting.extend(each.values())
        elif isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, str):
            if "\0" in each:
                raise Problem("forbidden_character", "a string holds U+0000")
        elif isinstance(each, int | float) and not -SAFE_INTEGER <= each <= SAFE_INTEGER:
            raise Problem("number_out_of_range", f"numbers go from -{SAFE_INTEGER} to {SAFE_INTEGER}")
    return names
