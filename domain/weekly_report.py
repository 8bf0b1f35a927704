"""The weekly report of the pool: which weeks have one, on which stream, and how far it is."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from domain.due import HOME
from domain.events import ReportDrafted, ReportFailed, ReportRequested
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import Code

_SPACE = UUID("a7c2b1de-8e47-4f4b-9d5a-5b8f1f0c6f3d")
WEEK = timedelta(days=7)
AGAIN_AFTER = timedelta(days=1)


def report_stream(ended: date) -> UUID:
    """Of the week that was over when this Monday began."""
    return uuid5(_SPACE, f"{ended}")


def last_ended(now: datetime) -> date:
    """The Monday with which the newest whole week was over."""
    today = now.astimezone(ZoneInfo(HOME)).date()
    return today - timedelta(days=today.weekday())


def end_of(ended: date) -> datetime:
    """The first moment of the Monday, in UTC."""
    return datetime.combine(ended, time(), ZoneInfo(HOME)).astimezone(UTC)


def wanted(history: Sequence[Recorded], now: datetime) -> bool:
    """Whether it is to be asked for: it never was, or could not be drafted and a day has passed."""
    last = history[-1] if history else None
    return last is None or (isinstance(last.event, ReportFailed) and now - last.recorded_at >= AGAIN_AFTER)


@value
class WeeklyReport:
    ended: date
    asked_at: datetime
    as_of: datetime
    drafts: tuple[tuple[datetime, ReportDrafted], ...] = ()
    """One a language, each with when it was drafted."""
    code: Code | None = None
    """Why it could not be drafted, when it was last tried."""


def fold_report(ended: date, history: Iterable[Recorded]) -> WeeklyReport | None:
    """None where nobody has asked for it."""
    found: WeeklyReport | None = None
    for recorded in history:
        match recorded.event:
            case ReportRequested() as asked:
                found = WeeklyReport(ended, recorded.recorded_at, asked.as_of)
            case ReportDrafted() as drafted if found:
                drafts = (*found.drafts, (recorded.recorded_at, drafted))
                found = WeeklyReport(ended, found.asked_at, found.as_of, drafts)
            case ReportFailed() as failed if found:
                found = WeeklyReport(ended, found.asked_at, found.as_of, found.drafts, failed.code)
    return found
