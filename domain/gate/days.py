"""Working days by country: weekends, public holidays, and the working days that China swaps them for (调休).

From the `holidays` library, which follows what governments publish. Of a year whose schedule is not out yet it knows
the holidays and no swapped days.
"""

from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import holidays

SATURDAY = 5


@lru_cache(maxsize=4096)
def works_on(country: str | None, day: date) -> bool:
    """Whether people there work on this day. Of an unknown country only the weekend is known."""
    calendar = _calendar(country) if country else None
    return day.weekday() < SATURDAY if calendar is None else calendar.is_working_day(day)


@lru_cache(maxsize=300)
def _calendar(country: str) -> "holidays.HolidayBase | None":
    import holidays  # slow to import, and few processes ever ask

    return holidays.country_holidays(country) if country in _known() else None


@cache
def _known() -> frozenset[str]:
    import holidays

    return frozenset(holidays.list_supported_countries(include_aliases=False))
