"""Values of a filter as they are kept (`观望` is `open`, `6个月` is `6m`), and which time a moment means."""

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from domain.search.fields import CHANNELS, ORDERED, PURPOSES, Field, Kind, Op
from domain.search.folding import folded
from domain.search.places import region
from domain.search.tokens import phrase
from domain.search.words import key

LONGEST_VALUE = 200


class BadValue(ValueError):
    """`code` is stable; `known` are the values that there are, where there are few."""

    def __init__(self, code: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.known = known


def canonical(field: Field, op: Op, value: str) -> str:
    """Raises BadValue: bad_operator, missing_value, value_too_long, or one of the kind's own."""
    if op != ":" and field.kind not in ORDERED:
        raise BadValue("bad_operator", (":",))
    if op == ":" and field.name == "score":
        raise BadValue("bad_operator", (">=", "<=", ">", "<"))
    if not value.strip():
        raise BadValue("missing_value")
    if len(value) > LONGEST_VALUE:
        raise BadValue("value_too_long")
    return _KINDS[field.kind](field, op, value.strip())


def _words(_field: Field, _op: Op, value: str) -> str:
    if not phrase(value):
        raise BadValue("no_words")
    return value


def _key(_field: Field, _op: Op, value: str) -> str:
    found = key(value)
    if not found:
        raise BadValue("missing_value")
    return found


def _city(field: Field, op: Op, value: str) -> str:
    found = _key(field, op, value)
    return found.removesuffix("市") if len(found) > 2 else found


def _region(field: Field, op: Op, value: str) -> str:
    return region(_key(field, op, value))


def _code(_field: Field, _op: Op, value: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", found := value.lower()):
        raise BadValue("bad_code")
    return found


def _choice(field: Field, _op: Op, value: str) -> str:
    return _one_of(field.choices, value)


def _one_of(choices: Mapping[str, tuple[str, ...]], value: str) -> str:
    wanted = folded(value)
    for name, others in choices.items():
        if wanted in (name, *others):
            return name
    raise BadValue("unknown_value", tuple(choices))


def _actor(_field: Field, _op: Op, value: str) -> str:
    found = value if ":" in value else f"user:{value}"
    if not re.fullmatch(r"[a-z]+:[A-Za-z0-9._-]{1,64}", found):
        raise BadValue("bad_actor")
    return found


def _number(field: Field, _op: Op, value: str) -> str:
    digits = value.removesuffix("年").removesuffix("分")
    if not re.fullmatch(r"[0-9]{1,3}", digits) or int(digits) > field.largest:
        raise BadValue("bad_number", ("0", str(field.largest)))
    return str(int(digits))


_LENGTH = re.compile(r"([1-9][0-9]{0,3})(d|w|m|y|天|日|周|个月|月|年)")
_UNITS = {"天": "d", "日": "d", "周": "w", "个月": "m", "月": "m", "年": "y"}
_DATE = re.compile(r"((?:19|20|21)[0-9]{2})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _moment(_field: Field, op: Op, value: str) -> str:
    if found := _LENGTH.fullmatch(folded(value)):
        if op != ":":
            raise BadValue("length_needs_colon", (":",))
        return found[1] + _UNITS.get(found[2], found[2])
    if not _DATE.fullmatch(value):
        raise BadValue("bad_moment")
    try:
        _period(value)
    except ValueError as error:
        raise BadValue("bad_moment") from error
    return value


def _consent(_field: Field, _op: Op, value: str) -> str:
    purpose, slash, channel = value.partition("/")
    return _one_of(PURPOSES, purpose) + (f"/{_one_of(CHANNELS, channel)}" if slash else "")


_KINDS: dict[Kind, Callable[[Field, Op, str], str]] = {
    "words": _words,
    "key": _key,
    "city": _city,
    "region": _region,
    "code": _code,
    "choice": _choice,
    "level": _choice,
    "actor": _actor,
    "number": _number,
    "moment": _moment,
    "consent": _consent,
}


def _period(value: str) -> tuple[date, date]:
    """The first day, and the first day after it."""
    said = _DATE.fullmatch(value)
    assert said is not None
    year, month, day = (int(part or 0) for part in said.groups())
    begin = date(year, month or 1, day or 1)
    if day:
        return begin, begin + timedelta(days=1)
    return begin, date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)


def between(op: Op, value: str, at: datetime) -> tuple[datetime | None, datetime | None]:
    """From the first moment on, until before the second; None is open. A length reaches back from `at`."""
    if found := _LENGTH.fullmatch(value):
        return back(at, int(found[1]), found[2]), None
    begin, end = (datetime(day.year, day.month, day.day, tzinfo=UTC) for day in _period(value))
    return {":": (begin, end), ">=": (begin, None), ">": (end, None), "<": (None, begin), "<=": (None, end)}[op]


def back(at: datetime, count: int, unit: str) -> datetime:
    """So many days, weeks, calendar months or years before a moment; never before the year 1."""
    if unit in "dw":
        return at - timedelta(days=count * (7 if unit == "w" else 1))
    months = at.year * 12 + at.month - 1 - count * (12 if unit == "y" else 1)
    year, month = max(1, months // 12), months % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, monthrange(year, month)[1]))
