"""What is wrong with a filter, and where, in English or Chinese. The codes are stable."""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict

from pydantic import ValidationError

from api.machine.problem import marked
from domain.search.filter import FILTER, Node, tidy
from domain.search.parts import BadFilter

MESSAGES: dict[str, str] = {
    "unknown_field": marked("there is no field of this name"),
    "bad_operator": marked("this field does not take this sign"),
    "missing_value": marked("a value is missing here"),
    "value_too_long": marked("a value has 200 letters at most"),
    "one_value": marked("a comparison takes one value"),
    "no_words": marked("there is no letter and no digit to look for"),
    "unknown_value": marked("this field has no such value"),
    "bad_code": marked("this is not a code: lower-case letters, digits, . _ -"),
    "bad_actor": marked("this is not an actor's id, such as user:zoe"),
    "bad_number": marked("this is not a whole number that the field takes"),
    "bad_moment": marked("this is neither a date (2026, 2026-03, 2026-03-31) nor a length of time (30d, 6m, 1y)"),
    "length_needs_colon": marked("a length of time is written with a colon, as in active:6m"),
    "unclosed_quote": marked("this quotation mark is not closed"),
    "unclosed_parenthesis": marked("this parenthesis is not closed"),
    "unopened_parenthesis": marked("no parenthesis is open here"),
    "empty_parentheses": marked("nothing stands between these parentheses"),
    "misplaced_word": marked("and, or stand between two conditions"),
    "unfinished": marked("a condition is missing at the end"),
    "too_deep": marked("parentheses and not go 20 levels deep at most"),
    "too_many_terms": marked("a filter has 100 conditions at most"),
    "too_long": marked("a filter has 4,000 letters at most"),
    "bad_shape": marked("this is not a condition: field with value, all, any or not"),
}
KNOWN = marked("possible: {known}")
RANGE = marked("from {least} to {most}")


class FilterFault(TypedDict, total=False):
    at: str
    """`/q`, or a JSON pointer into the filter."""
    code: str
    message: str
    begin: int
    """In text: the first letter of what is wrong, from 0, in Unicode code points; `end` is the one after it."""
    end: int
    known: list[str]
    """What could have stood there, where that is known."""


def of_text(error: BadFilter, translate: Callable[[str], str] = str) -> FilterFault:
    found: FilterFault = {"at": "/q", "code": error.code, "message": _told(error.code, error.known, translate)}
    found |= {"begin": error.begin, "end": error.end}
    return found | ({"known": list(error.known)} if error.known else {})


def of_json(error: ValidationError, translate: Callable[[str], str] = str) -> list[FilterFault]:
    return [_of_one(each, translate) for each in error.errors(include_url=False, include_input=False)][:20]


def node_of(given: Any) -> Node:
    """Raises ValidationError."""
    return tidy(FILTER.validate_python(given))


def _of_one(error: Any, translate: Callable[[str], str]) -> FilterFault:
    code = str(error["ctx"]["code"]) if error["type"] == "bad_filter" else "bad_shape"
    return {"at": "/filter" + _pointer(error["loc"]), "code": code, "message": translate(MESSAGES[code])}


NAMES = frozenset({"all", "any", "not", "field", "op", "value"})


def _pointer(path: Sequence[str | int]) -> str:
    """Without the kind that stands before each condition; a name of the caller's making is shown as `*`."""
    shown: list[str] = []
    kind = True
    for part in path:
        if not kind:
            shown.append(str(part) if isinstance(part, int) or part in NAMES else "*")
            if part == "value":
                break
        kind = not kind and (isinstance(part, int) or part == "not")
    return "".join(f"/{part}" for part in shown)


def _told(code: str, known: Sequence[str], translate: Callable[[str], str]) -> str:
    said = translate(MESSAGES[code])
    if code == "bad_number" and known:
        return f"{said}; {translate(RANGE).format(least=known[0], most=known[-1])}"
    return f"{said}; {translate(KNOWN).format(known=', '.join(known))}" if known else said
