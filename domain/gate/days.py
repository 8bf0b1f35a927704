"""Working days by country: weekends, public holidays, and the working days that China swaps them for (调休).

From the `holidays` library, which follows what governments publish. Of a year whose schedule is not out yet it knows
the holidays and no swapped days.
"""

from datetime import date, timedelta
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=4096)
def works_on(country: str | None, day: date) -> bool:
    """Whether people there work on this day. Of an unknown country only the weekend is known."""
    calendar = _calendar(country) if country else None
    return day.weekday() < SATURDAY if calendar is None else calendar.is_working_day(day)


GREETED = {
    "Chinese New Year (Spring Festival)": "spring-festival",
    "Chinese New Year": "spring-festival",
    "Lunar New Year": "lunar-new-year",
    "Korean New Year": "lunar-new-year",
    "Mid-Autumn Festival": "mid-autumn",
}
"""What the calendars call the days on which one greets. Where there is none of them it is New Year's Day."""
NEW_YEAR = "new-year"


@lru_cache(maxsize=1024)
def greeted(country: str, year: int) -> tuple[tuple[date, date, str], ...]:
    """The last working day before it, its first day, and its code."""
    calendar = holidays.country_holidays(country, years=year, language="en_US") if country in _KNOWN else {}
    first: dict[str, date] = {}
    for day, name in sorted(calendar.items(), reverse=True):
        first |= {GREETED[each]: day for each in name.split("; ") if each in GREETED}
    if not first:
        first = {NEW_YEAR: date(year, 1, 1)}
    return tuple(sorted((_working_day_before(country, day), day, code) for code, day in first.items()))


def _working_day_before(country: str, day: date) -> date:
    before = day - timedelta(days=1)
    while not works_on(country, before):
        before -= timedelta(days=1)
    return before


@lru_cache(maxsize=300)
def _calendar(country: str) -> holidays.HolidayBase | None:
    if country not in _KNOWN:
        return None
    return holidays.country_holidays(country)


_KNOWN = frozenset(holidays.list_supported_countries(include_aliases=False))
