"""Answers of queries: JSON with the position that it answers from."""

from typing import Any

import orjson
from fastapi import Response

from api.http.receipt import POSITION


def answered(content: Any, read_at: int, headers: dict[str, str] | None = None) -> Response:
    """`content` may hold dataclasses, ids, moments, and `orjson.Fragment`s: JSON that is sent as it lies."""
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return Response(body, headers={POSITION: str(read_at), **(headers or {})}, media_type="application/json")
