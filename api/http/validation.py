"""What is wrong with a request, told without a word of it: no values, and no names of the caller's making."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, get_args

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError

from api.http.problem import Fault, Problem
from ledger.blobs import LONGEST_TEXT

SAFE_MESSAGES = (
    "missing",
    "extra_forbidden",
    "string_too_short",
    "string_too_long",
    "string_pattern_mismatch",
    "enum",
    "literal_error",
    "greater_than",
    "greater_than_equal",
    "less_than",
    "less_than_equal",
    "too_short",
    "too_long",
    "timezone_aware",
    "value_error",
)
"""Error types whose message is made from the rule alone; any other gets the sentence below."""

SENTENCES = {
    "uuid": "is not a UUID",
    "date": "is not a date (YYYY-MM-DD)",
    "datetime": "is not a moment (RFC 3339)",
    "timezone": "has to name its time zone",
    "int": "is not a whole number",
    "float": "is not a number",
    "decimal": "is not a decimal number",
    "bool": "is not true or false",
    "string": "is not text",
    "dict": "is not an object",
    "model": "is not an object",
    "list": "is not a list",
    "tuple": "is not a list",
}


def names_of(routers: Iterable[APIRouter]) -> frozenset[str]:
    """Every field and parameter that these routes take: the names that a fault may repeat."""
    names = {"body", "query", "path", "header"}
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                names.update(_taken(route.dependant))
    return frozenset(names)


def _taken(dependant: Dependant) -> Iterator[str]:
    taken = (dependant.path_params, dependant.query_params, dependant.header_params, dependant.body_params)
    for field in chain(*taken):
        yield field.alias
        yield from _fields(field.field_info.annotation)
    for dependency in dependant.dependencies:
        yield from _taken(dependency)


def _fields(shape: Any) -> Iterator[str]:
    """Names of fields, through models in models, unions and lists."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        for name, info in shape.model_fields.items():
            yield name
            yield from _fields(info.annotation)
    for part in get_args(shape):
        yield from _fields(part)


def unacceptable(errors: Iterable[Mapping[str, Any]], known_names: frozenset[str]) -> Problem:
    """From pydantic's errors. `known_names` are the field names that may be repeated."""
    found = list(errors)
    code = "text_too_long" if found and all(map(_too_long, found)) else "unacceptable_input"
    return Problem(code, faults=[_fault(error, known_names) for error in found][:20])


def misread(error: ValidationError) -> RequestValidationError:
    """A rule that only the whole command knows, told as one of the body."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found])


def _too_long(error: Mapping[str, Any]) -> bool:
    """Whether a document could take what this field can't."""
    return (error["type"], error.get("ctx", {}).get("max_length")) == ("string_too_long", LONGEST_TEXT)


def _fault(error: Mapping[str, Any], known_names: frozenset[str]) -> Fault:
    kind = str(error["type"])
    message = str(error["msg"]) if kind in SAFE_MESSAGES else SENTENCES.get(kind.split("_")[0], "is not valid")
    return {"at": _where(error["loc"], known_names), "code": kind, "message": message}


def _where(path: Sequence[str | int], known_names: frozenset[str]) -> str:
    """`/body/person/points/0/kind`; a name that is not ours is shown as `*`."""
    return "".join(f"/{part if isinstance(part, int) or part in known_names else '*'}" for part in path)
