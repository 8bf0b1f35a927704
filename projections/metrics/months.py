"""The calendar, in UTC, whatever the zone of an engine or a database."""

from calendar import monthrange
from datetime import UTC, datetime


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of an earlier month, or its last."""
    at = moment.astimezone(UTC)
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))
