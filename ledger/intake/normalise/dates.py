"""Dates as exact as they were written: `2023年3月` is a month, `Mar 2023` too."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.envelope import Claim, Precision
from domain.person import PartialDate
from ledger.intake.normalise.text import narrow

FIRST_YEAR, LAST_YEAR = 1900, 2099
PRESENT = frozenset({"至今", "今", "现在", "present", "now", "current", "today", "ongoing", "to date", "till now"})

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_SHAPES: tuple[re.Pattern[str], ...] = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_YEAR}年?",
        rf"{_YEAR}\s*[-./]\s*(?P<m>\d\d?)",
        rf"{_YEAR}\s*年\s*(?P<m>\d\d?)\s*月?份?",
        rf"{_YEAR}\s*[-./]\s*(?P<m>\d\d?)\s*[-./]\s*(?P<d>\d\d?)",
        rf"{_YEAR}\s*年\s*(?P<m>\d\d?)\s*月\s*(?P<d>\d\d?)\s*[日号]?",
        rf"{_YEAR}(?P<m>\d\d)(?P<d>\d\d)",
        rf"{_YEAR}(?P<m>0[1-9]|1[0-2])",
        rf"(?P<name>{_MONTH})\.?,?\s+{_YEAR}",
        rf"(?P<d>\d\d?)(?:st|nd|rd|th)?[\s-](?P<name>{_MONTH})\.?,?[\s-]{_YEAR}",
        rf"(?P<name>{_MONTH})\.?\s+(?P<d>\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}",
        rf"(?P<m>\d\d?)[./-]{_YEAR}",
    )
)
_EITHER_WAY = re.compile(rf"(?P<one>\d\d?)[./-](?P<two>\d\d?)[./-]{_YEAR}")
_CLOCK = re.compile(
    r"(?P<day>.*?\d日?)[T\s]\s*(?P<H>\d\d?):(?P<M>\d\d)(?::(?P<S>\d\d)(?:[.,]\d+)?)?\s*(?P<zone>Z|UTC|[+-]\d\d:?\d\d)?"
)
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")


@lru_cache(maxsize=50_000)
def partial_date(raw: str, *, serial: bool = False) -> PartialDate | None:
    """A date, or None where there is none or where day and month can't be told apart (`03/04/2021`).

    `serial` also takes the days since 1899-12-30 that spreadsheets store.
    """
    text = narrow(raw)
    clock = _CLOCK.fullmatch(text)
    if clock:
        text = clock["day"]
    for shape in _SHAPES:
        found = shape.fullmatch(text)
        if found:
            parts = found.groupdict()
            month = _MONTHS[parts["name"].lower()] if parts.get("name") else int(parts.get("m") or 0)
            return _checked(int(parts["y"]), month, int(parts.get("d") or 0))
    unsure = _EITHER_WAY.fullmatch(text)
    if unsure:
        one, two = int(unsure["one"]), int(unsure["two"])
        if one == two or one > 12 or two > 12:
            month, day = (two, one) if one > 12 else (one, two)
            return _checked(int(unsure["y"]), month, day) if day else None
    if serial and _SERIAL.fullmatch(text):
        on = _EXCEL_EPOCH + timedelta(days=int(text[:5]))
        return PartialDate(on=on, precision=Precision.DAY)
    return None


def _checked(year: int, month: int, day: int) -> PartialDate | None:
    """Zero stands for a part that was not said (`1990-00-00` in some databases)."""
    if not FIRST_YEAR <= year <= LAST_YEAR or (day and not month):
        return None
    try:
        on = date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(on=on, precision=Precision.DAY if day else Precision.MONTH if month else Precision.YEAR)


def claim(raw: str, zone: str = "UTC") -> Claim | None:
    """When something is claimed to have happened; a date stands for its first instant in `zone`."""
    text = narrow(raw)
    day = partial_date(text, serial=True)
    if day is None:
        return None
    clock = _CLOCK.fullmatch(text)
    if clock is None or day.precision is not Precision.DAY:
        at = datetime(day.on.year, day.on.month, day.on.day, tzinfo=ZoneInfo(zone))
        return Claim(at=at.astimezone(UTC), precision=day.precision, zone=zone)
    try:
        hour = time(int(clock["H"]), int(clock["M"]), int(clock["S"] or 0))
    except ValueError:
        return None
    if clock["zone"]:
        offset = "+00:00" if clock["zone"] in ("Z", "UTC") else clock["zone"]
        return Claim(at=datetime.fromisoformat(f"{day.on}T{hour}{offset}").astimezone(UTC))
    return Claim(at=datetime.combine(day.on, hour, ZoneInfo(zone)).astimezone(UTC), zone=zone)


def is_present(raw: str) -> bool:
    return narrow(raw).casefold() in PRESENT
