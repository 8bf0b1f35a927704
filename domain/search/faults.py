"""What can be wrong with a filter: stable codes, each in words. docs/search.md is made from this table."""

from typing import LiteralString

FAULTS: dict[str, LiteralString] = {
    "unknown_field": "there is no field of this name",
    "bad_operator": "this field does not take this sign",
    "missing_value": "a value is missing here",
    "value_too_long": "a value has 200 letters at most",
    "one_value": "a comparison takes one value",
    "no_words": "there is no letter and no digit to look for",
    "unknown_value": "this field has no such value",
    "bad_code": "this is not a code: lower-case letters, digits, . _ -",
    "bad_actor": "this is not an actor's id, such as user:zoe",
    "bad_number": "this is not a whole number that the field takes",
    "bad_moment": "this is neither a date (2026, 2026-03, 2026-03-31) nor a length of time (30d, 6m, 1y)",
    "length_needs_colon": "a length of time is written with a colon, as in active:6m",
    "unclosed_quote": "this quotation mark is not closed",
    "unclosed_parenthesis": "this parenthesis is not closed",
    "unopened_parenthesis": "no parenthesis is open here",
    "misplaced_word": "and, or stand between two conditions",
    "unfinished": "a condition is missing at the end",
    "too_deep": "parentheses and not go 20 levels deep at most",
    "too_many_terms": "a filter has 100 conditions at most",
    "too_long": "a filter has 4,000 letters at most",
}
