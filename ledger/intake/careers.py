"""Parts of a career that many people share, each made once."""

from datetime import date
from decimal import Decimal
from functools import lru_cache

from domain.envelope import Precision
from domain.person import Education, Employment, PartialDate
from domain.vocabulary import EducationLevel


@lru_cache(maxsize=30_000)
def employment(
    company: str | None, title: str | None, start: PartialDate | None, end: PartialDate | None
) -> Employment:
    return Employment(employer=company, title=title, start=start, end=end, current=end is None)


@lru_cache(maxsize=30_000)
def education(
    school: str | None,
    level: EducationLevel | None,
    full_time: bool | None,
    field: str | None,
    start: PartialDate | None,
    end: PartialDate | None,
) -> Education:
    return Education(school=school, level=level, full_time=full_time, field=field, start=start, end=end)


def career_start(years: Decimal, asked_on: date) -> PartialDate:
    """The year in which somebody with so many years of experience on that day began."""
    return PartialDate(on=date(asked_on.year - int(years), 1, 1), precision=Precision.YEAR)
