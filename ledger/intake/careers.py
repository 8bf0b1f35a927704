"""What somebody did and learnt, as a source says it: the JSON form of the domain's models."""

from datetime import date
from decimal import Decimal
from typing import Any

from domain.envelope import Precision
from domain.person import PartialDate
from domain.vocabulary import EducationLevel

Plain = dict[str, Any]
"""The JSON form of a model, parts of which may be models. Making one costs a tenth of making a model."""


def said(**fields: Any) -> Plain:
    """What has a value."""
    return {name: value for name, value in fields.items() if value is not None}


def employment(
    company: str | None, title: str | None, start: PartialDate | None, end: PartialDate | None, *, ended: bool = False
) -> Plain:
    """`ended` says that there was an end which can't be read."""
    return said(employer=company, title=title, start=start, end=end, current=end is None and not ended)


def education(
    school: str | None,
    level: EducationLevel | None,
    full_time: bool | None,
    field: str | None,
    start: PartialDate | None,
    end: PartialDate | None,
) -> Plain:
    return said(school=school, level=level, full_time=full_time, verified=False, field=field, start=start, end=end)


def career_start(years: Decimal, asked_on: date) -> PartialDate:
    """The year in which somebody with so many years of experience on that day began."""
    return PartialDate(on=date(asked_on.year - int(years), 1, 1), precision=Precision.YEAR)
