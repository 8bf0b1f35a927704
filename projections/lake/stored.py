"""A stored state, of which only the envelope and the facts with a column are read."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, NamedTuple

import msgspec

from domain.events import TYPES
from projections.lake.columns import FACTS, Kind

JSON: dict[Kind, Any] = {"text": str, "whole": int, "yes": bool, "date": str, "moment": str, "texts": list[str]}
"""How the kinds of facts lie there."""


class Claimed(msgspec.Struct, gc=False):
    at: str
    precision: str


class Envelope(msgspec.Struct, gc=False):
    actor: str
    on_behalf_of: str | None = None
    batch: str | None = None
    source: str | None = None
    policy_version: str | None = None
    occurred: Claimed | None = None


class Reader(NamedTuple):
    decode: Callable[[bytes], Any]
    """To something with `meta` and `facts`. Raises msgspec.ValidationError."""
    facts: tuple[str, ...]
    """Which of `FACTS` there are."""


@cache
def reader(kind: str) -> Reader:
    """Of one type of event. Of a type that this version does not know, no facts are read."""
    with _one_at_a_time:
        return _reader(kind)


_one_at_a_time = Lock()
"""See `ledger.trusted`: the envelope is in the reader of every type."""


def _reader(kind: str) -> Reader:
    shape = TYPES.get(kind)
    facts = tuple(name for name in FACTS if shape and name in shape.model_fields and name not in shape.personal)
    told = msgspec.defstruct("Facts", [(name, JSON[FACTS[name]] | None, None) for name in facts], gc=False)
    state = msgspec.defstruct("State", [("meta", Envelope), ("facts", told)], gc=False)
    return Reader(msgspec.json.Decoder(state).decode, facts)
