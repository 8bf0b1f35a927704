"""Stored JSON into models, without asking again what was asked before it was stored.

Each model has a twin with the same names, types and defaults, which msgspec fills straight from JSON; the model takes
over what the twin holds. The length and form of texts are not looked at again. What does not fit its twin raises
`Unfit`, and then pydantic has the last word. Tests hold that both ways give the same.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec
from msgspec.structs import asdict
from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from domain.envelope import Meta
from domain.events import TYPES, Event
from domain.vocabulary import DataClass

Unfit = msgspec.MsgspecError


class Seal(msgspec.Struct, gc=False):
    """A sealed part: the generation of its key, nonce and ciphertext."""

    k: int
    n: bytes
    c: bytes


class Reader(NamedTuple):
    """How states of one type are read. What the first two answer has `meta` and `facts`, twins to be `taken_over`."""

    whole: Callable[[bytes], Any]
    """With `sealed`: each `Seal` by its label, `<subject>/<data class>`."""
    closed: Callable[[bytes], Any]
    """Seals are passed over."""
    parts: Mapping[DataClass, Callable[[bytes], Any]]
    """A twin of the fields of an opened part."""
    event: type[Event]


@cache
def reader(name: str) -> Reader | None:
    """None for a type that this version does not know."""
    event = TYPES.get(name)
    if event is None:
        return None
    state = [("meta", _twin(Meta, Meta.model_fields)), ("facts", _twin(event, event.model_fields))]
    fields: dict[DataClass, dict[str, FieldInfo]] = {}
    for field, mark in event.personal.items():
        fields.setdefault(mark.data_class, {})[field] = event.model_fields[field]
    return Reader(
        _decoder(msgspec.defstruct("Whole", [*state, ("sealed", dict[str, Seal])], gc=False)),
        _decoder(msgspec.defstruct("Closed", state, gc=False)),
        {data_class: _decoder(_twin(event, each)) for data_class, each in fields.items()},
        event,
    )


def taken_over(model: type[BaseModel], twin: msgspec.Struct, *parts: msgspec.Struct) -> Any:
    """The model with everything that its twin holds, and what opened parts add."""
    values = asdict(twin)
    for part in parts:
        values |= asdict(part)
    made = _new(model)
    _set_values(made, values)
    _set_names(made, _names(model))
    _set_extra(made, None)
    _set_private(made, None)
    return made


_new = object.__new__
_set_values, _set_names, _set_extra, _set_private = (
    BaseModel.__dict__[slot].__set__
    for slot in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


@cache
def _names(model: type[BaseModel]) -> set[str]:
    """All fields count as given: defaults are stored, too."""
    return set(model.__pydantic_fields__)


def _decoder(shape: type) -> Callable[[bytes], Any]:
    return msgspec.json.Decoder(shape, dec_hook=_validated).decode


def _validated(model: type[Any], said: Any) -> Any:
    """A model inside another one: they are few, and hold few."""
    return model.__pydantic_validator__.validate_python(said)


def _twin(model: type[BaseModel], fields: Mapping[str, FieldInfo]) -> type[msgspec.Struct]:
    described = [
        (name, _plain(field.annotation), msgspec.NODEFAULT if field.is_required() else field.default)
        for name, field in fields.items()
    ]
    return msgspec.defstruct(model.__name__, described, kw_only=True, forbid_unknown_fields=True, gc=False)


def _plain(shape: Any) -> Any:
    """The annotation in words that msgspec knows."""
    if shape is AwareDatetime:
        return Annotated[datetime, msgspec.Meta(tz=True)]
    origin, inner = get_origin(shape), get_args(shape)
    if origin is None or origin is Literal:
        return shape
    if origin is Annotated:
        return _plain(inner[0])
    plain = tuple(map(_plain, inner))
    return Union[plain] if origin in {Union, UnionType} else origin[plain]  # noqa: UP007 - made of what there is
