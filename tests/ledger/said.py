"""Any event there is, with any values that its model allows: strategies made from the models themselves."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, StringConstraints, ValidationError

ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(min_size=1, max_size=40),
    int: st.integers(1, 20),
    bool: st.booleans(),
    UUID: st.uuids(),
    date: st.dates(),
    datetime: st.datetimes(timezones=ZONES),
    AwareDatetime: st.datetimes(timezones=ZONES),
    Decimal: st.decimals(0, 10**6, places=2),
    type(None): st.none(),
}


def events(kind: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Valid ones of this model; what may be left out sometimes is."""

    def valid(values: dict[str, Any]) -> BaseModel | None:
        try:
            return kind.model_validate(values)
        except ValidationError:  # a rule that no annotation tells
            return None

    return _of_model(kind).map(valid).filter(lambda event: event is not None)


def _of_model(kind: type[BaseModel]) -> st.SearchStrategy[dict[str, Any]]:
    required: dict[str, Any] = {}
    optional: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        said = _of(field.annotation, field.metadata)
        (required if field.is_required() else optional)[name] = said
    return st.fixed_dictionaries(required, optional=optional)


def _of(shape: Any, metadata: Any = ()) -> st.SearchStrategy[Any]:
    for each in metadata:
        if isinstance(each, StringConstraints) and each.pattern:
            return st.from_regex(each.pattern, fullmatch=True)
    origin, inner = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return _of(inner[0], inner[1:])
    if origin in {Union, UnionType}:
        return st.one_of(*(_of(each, metadata if each is str else ()) for each in inner))
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple:
        return st.lists(_of(inner[0]), min_size=1, max_size=3)
    if origin is dict:
        return st.dictionaries(_of(inner[0]), _of(inner[1]), min_size=1, max_size=3)
    if issubclass(shape, Enum):
        return st.sampled_from(shape)
    if issubclass(shape, BaseModel):
        return _of_model(shape)
    return PLAIN[shape]
