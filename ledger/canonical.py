"""Canonical JSON (RFC 8785), for values without floats and with ASCII names: what is hashed, sealed and stored."""

from decimal import Decimal
from typing import Any

import orjson
from pydantic import BaseModel


def canonical(value: Any) -> bytes:
    """Models, too, in the form that pydantic gives them in JSON, without what has no value."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def _plain(value: Any) -> Any:
    """What orjson does not know. Asking pydantic instead takes three times as long."""
    if BaseModel in type(value).__mro__:  # isinstance would ask an abstract class, at the price of all the rest
        return {name: each for name, each in value.__dict__.items() if each is not None}
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
