"""Canonical JSON (RFC 8785), for values without floats and with ASCII names: what is hashed, sealed and stored."""

from decimal import Decimal
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel

T = TypeVar("T", bound=BaseModel)


def canonical(value: Any) -> bytes:
    """Models, too, in the form that pydantic gives them in JSON, without what has no value."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


LARGEST_SHARED = 20_000
_shared: dict[int, tuple[BaseModel, orjson.Fragment]] = {}


def shared(model: T) -> T:
    """Marks a model that will be part of many others: it is written once."""
    if len(_shared) >= LARGEST_SHARED:
        _shared.clear()
    _shared[id(model)] = model, orjson.Fragment(canonical(model))
    return model


def _plain(value: Any) -> Any:
    """What orjson does not know. Asking pydantic instead takes three times as long."""
    if known := _shared.get(id(value)):
        return known[1]
    if BaseModel in type(value).__mro__:  # isinstance would ask an abstract class, at the price of all the rest
        return {name: each for name, each in value.__dict__.items() if each is not None}
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(type(value).__name__)
