"""Cursors of lists: opaque to the caller, and only a place: they hold no personal data."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson


class InvalidCursor(ValueError):
    """Not a cursor that this list gave out."""

    code = "invalid_cursor"


READERS: dict[type, Callable[[Any], Any]] = {UUID: UUID, datetime: datetime.fromisoformat, date: date.fromisoformat}


def written(place: Any) -> str:
    """A cursor for a list or dict of JSON values, UUIDs, datetimes."""
    return urlsafe_b64encode(orjson.dumps(place, option=orjson.OPT_NON_STR_KEYS)).decode().rstrip("=")


def read(cursor: str) -> Any:
    """What was written, as JSON. Raises InvalidCursor."""
    try:
        return orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise InvalidCursor from error


def place_of(cursor: str, *shape: type) -> Sequence[Any]:
    """A list whose parts are of these types. Raises InvalidCursor."""
    found = read(cursor)
    if not isinstance(found, list) or len(found) != len(shape):
        raise InvalidCursor
    try:
        place = [READERS.get(kind, _as_it_is)(part) for part, kind in zip(found, shape, strict=True)]
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidCursor from error
    if any(type(part) is not kind for part, kind in zip(place, shape, strict=True)):
        raise InvalidCursor
    return place


def _as_it_is(part: Any) -> Any:
    return part
