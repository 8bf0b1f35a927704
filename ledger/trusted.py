"""Stored JSON into models, without asking again what was asked before it was stored.

Each model has a twin with the same names, types and defaults, which msgspec fills straight from JSON; the model takes
over what the twin holds. The length and form of texts are not looked at again. What does not fit its twin raises
`Unfit`, and then pydantic has the last word. Tests hold that both ways give the same.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from threading import Lock
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec.structs import asdict
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from domain.envelope import Meta
from domain.events import TYPES
from domain.vocabulary import DataClass

Unfit = msgspec.MsgspecError


class Seal(msgspec.Struct, gc=False):
    """A sealed part: the generation of its key, nonce and ciphertext."""

    k: int
    n: bytes
    c: bytes


class Reader(NamedTuple):
    """How states of one type are read. What the first two answer has `meta` and `facts`, twins to be taken over."""

    whole: Callable[[bytes], Any]
    """With `sealed`: each `Seal` by its label, `<subject>/<data class>`."""
    closed: Callable[[bytes], Any]
    """Seals are passed over."""
    parts: Mapping[DataClass, Callable[[bytes], Any]]
    """A twin of the fields of an opened part."""
    event: Callable[..., Any]
    """From the facts and any opened parts."""


@cache
def reader(name: str) -> Reader | None:
    """None for a type that this version does not know."""
    with _one_at_a_time:
        return _reader(name)


_one_at_a_time = Lock()
"""While msgspec looks into a struct, another thread would take it for ready, and end the process on its first use: the
twin of the envelope is in the reader of every type."""


@cache
def _reader(name: str) -> Reader | None:
    event = TYPES.get(name)
    if event is None:
        return None
    state = [("meta", _twin(Meta)), ("facts", _twin(event))]
    fields: dict[DataClass, dict[str, FieldInfo]] = {}
    for field, mark in event.personal.items():
        fields.setdefault(mark.data_class, {})[field] = event.model_fields[field]
    return Reader(
        _decoder(msgspec.defstruct("Whole", [*state, ("sealed", dict[str, Seal])], gc=False)),
        _decoder(msgspec.defstruct("Closed", state, gc=False)),
        {data_class: _decoder(_struct(event.__name__, each)) for data_class, each in fields.items()},
        taking_over(event),
    )


@cache
def taking_over(model: type[BaseModel]) -> Callable[..., Any]:
    """Makes the model with everything that its twin holds, and what twins of some of its fields add."""
    names = set(model.__pydantic_fields__)
    inner = [(name, take) for name, field in model.model_fields.items() if (take := _inner(field.annotation))]

    # Half of the work is to look these up, so they are looked up once.
    fields, new = asdict, object.__new__
    set_values, set_names, set_extra, set_private = (BaseModel.__dict__[slot].__set__ for slot in _SLOTS)

    def taken_over(twin: msgspec.Struct, *parts: msgspec.Struct) -> Any:
        values = fields(twin)
        for part in parts:
            values |= fields(part)
        for name, take in inner:
            if said := values[name]:
                values[name] = take(said)
        made = new(model)
        set_values(made, values)
        set_names(made, names)  # all fields count as given: defaults are stored, too
        set_extra(made, None)
        set_private(made, None)
        return made

    return taken_over


_SLOTS = ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")


def _inner(shape: Any) -> Callable[[Any], Any] | None:
    """How a value of this shape is taken over where it is made of models: one, one or none, or some."""
    if _is_model(shape):
        return taking_over(shape)
    take = next(filter(None, map(_inner, get_args(shape))), None)
    if take is None or get_origin(shape) is not tuple:
        return take
    return lambda said: tuple(map(take, said))


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _decoder(shape: type) -> Callable[[bytes], Any]:
    return msgspec.json.Decoder(shape).decode


@cache
def _twin(model: type[BaseModel]) -> type[msgspec.Struct]:
    return _struct(model.__name__, model.model_fields)


def _struct(name: str, fields: Mapping[str, FieldInfo]) -> type[msgspec.Struct]:
    described = [
        (name, _plain(field.annotation), msgspec.NODEFAULT if field.is_required() else field.default)
        for name, field in fields.items()
    ]
    return msgspec.defstruct(name, described, kw_only=True, forbid_unknown_fields=True, gc=False)


def _plain(shape: Any) -> Any:
    """The annotation in words that msgspec knows."""
    if shape is AwareDatetime:
        return Annotated[datetime, msgspec.Meta(tz=True)]
    if _is_model(shape):
        return _twin(shape)
    origin, inner = get_origin(shape), get_args(shape)
    if origin is None or origin is Literal:
        return shape
    if origin is Annotated:
        return _plain(inner[0])
    plain = tuple(map(_plain, inner))
    return Union[plain] if origin in {Union, UnionType} else origin[plain]  # noqa: UP007 - made of what there is
