"""What one congratulates on, and greets for: by the calendar of where they live, or because somebody noted it."""

from calendar import isleap
from collections.abc import Iterable
from datetime import date, timedelta

from domain.due.item import When
from domain.due.whom import Of
from domain.envelope import Precision
from domain.gate.days import greeted

DAY = timedelta(days=1)
YEARS_AHEAD = 3


def birthday(of: Of) -> Iterable[When]:
    """Row 94; on the next few since we last recorded anything."""
    born = of.person.profile.born
    if born and born.precision is Precision.DAY:
        yield from _yearly(of, born.on)


def work_anniversary(of: Of) -> Iterable[When]:
    """Likewise, of where they work now."""
    begun = (each.start for each in of.person.profile.employments if each.current and each.start)
    start = next((each.on for each in begun if each.precision is Precision.DAY), None)
    if start:
        yield from _yearly(of, start)


def holiday_greeting(of: Of) -> Iterable[When]:
    """On the last working day before the great holidays of where they live (row 94)."""
    yield from _holidays(of)


def alumni_greeting(of: Of) -> Iterable[When]:
    """Likewise, to whoever worked here (row 79)."""
    yield from _holidays(of)


def career_honour(of: Of) -> Iterable[When]:
    """That somebody noted (row 94): a prize, a promotion, a paper."""
    for each in of.person.knowing.honours:
        yield When(str(each.position), each.happened_at, detail=str(each.position))


def _holidays(of: Of) -> Iterable[When]:
    recorded = of.day(max(record.last_recorded_at for record in of.person.records))
    for year in range(recorded.year, recorded.year + YEARS_AHEAD + 1):
        for before, day, holiday in greeted(of.country, year):
            if before > recorded:
                key = f"{of.person.candidate}/{holiday}/{year}"
                yield When(key, of.morning(before), of.morning(day + DAY), detail=holiday)


def _yearly(of: Of, since: date) -> Iterable[When]:
    """The next ones after whatever we recorded last, by the years that have gone by."""
    recorded = of.day(max(record.last_recorded_at for record in of.person.records))
    for year in range(max(recorded.year, since.year + 1), recorded.year + YEARS_AHEAD + 1):
        leaps = (since.month, since.day) == (2, 29) and not isleap(year)
        day = date(year, since.month, 28 if leaps else since.day)
        if day > recorded:
            yield When(f"{of.person.candidate}/{day}", of.morning(day), detail=str(year - since.year))
