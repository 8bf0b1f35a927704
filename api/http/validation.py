"""What is wrong with a request, told without a word of it: neither values nor names that the caller made up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from api.http.problem import Fault, Problem

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


@cache
def names_in(app: FastAPI) -> frozenset[str]:
    """Every field and parameter of the API's own description: the names that a fault may repeat."""
    return frozenset({"body", "query", "path", "header", *_names(app.openapi())})


def _names(described: Any) -> Iterator[str]:
    if isinstance(described, dict):
        if isinstance(described.get("properties"), dict):
            yield from described["properties"]
        if "in" in described and isinstance(described.get("name"), str):
            yield described["name"]
        for each in described.values():
            yield from _names(each)
    elif isinstance(described, list):
        for each in described:
            yield from _names(each)


def unacceptable(errors: Iterable[Mapping[str, Any]], known_names: frozenset[str]) -> Problem:
    """From pydantic's errors. `known_names` are the field names that may be repeated."""
    return Problem("unacceptable_input", faults=[_fault(error, known_names) for error in errors][:20])


def misread(error: ValidationError) -> RequestValidationError:
    """A rule that only the whole command knows, told as one of the body."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in found])


def _fault(error: Mapping[str, Any], known_names: frozenset[str]) -> Fault:
    kind = str(error["type"])
    message = (
        str(error["msg"]) if kind in SAFE_MESSAGES else SENTENCES.get(kind.split("_")[0], "is not valid")
    )
    return {"at": _where(error["loc"], known_names), "code": kind, "message": message}


def _where(path: Sequence[str | int], known_names: frozenset[str]) -> str:
    """`/body/person/points/0/kind`; a name that is not ours is shown as `*`."""
    return "".join(f"/{part if isinstance(part, int) or part in known_names else '*'}" for part in path)
