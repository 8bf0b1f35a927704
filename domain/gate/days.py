"""Working days by country: weekends, public holidays, and the working days that China swaps them for (调休).

From the `holidays` library, which follows what governments publish. Of a year whose schedule is not out yet it knows
the holidays and no swapped days.
"""

from datetime import date
from functools import lru_cache

import holidays

SATURDAY = 5


@lru_cache(maxsize=4096)
def works_on(country: str | None, day: date) -> bool:
    """Whether people there work on this day. Of an unknown country only the weekend is known."""
    calendar = _calendar(country) if country else None
    return day.weekday() < SATURDAY if calendar is None else calendar.is_working_day(day)


@lru_cache(maxsize=300)
def _calendar(country: str) -> holidays.HolidayBase | None:
    if country not in _KNOWN:
        return None
    return holidays.country_holidays(country)


_KNOWN = frozenset(holidays.list_supported_countries(include_aliases=False))
