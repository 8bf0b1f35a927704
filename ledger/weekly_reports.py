"""Weekly reports in the ledger: asked for once a week, and read back with their pages."""

from collections.abc import Iterator
from datetime import date, datetime

from domain.envelope import Meta
from domain.events import ReportRequested
from domain.recorded import Unreadable
from domain.weekly_report import WEEK, WeeklyReport, end_of, fold_report, last_ended, report_stream, wanted
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.faults import Moved
from ledger.ledger import Ledger

KEPT_IN_VIEW = 53
"""Weeks of which a list tells."""


def ask_for_report(ledger: Ledger, now: datetime) -> bool:
    """Of the newest whole week, unless it was asked for, or nothing had happened by its end; anew a day after it could
    not be drafted. Whether it is now.
    """
    ended = last_ended(now)
    stream, as_of = report_stream(ended), end_of(ended)
    first = ledger.store.at([1])
    history = ledger.history(stream, unseal=False)
    if not first or first[0].recorded_at >= as_of or not wanted(history, now):
        return False
    meta, version = Meta(event_id=new_id(), command_id=new_id(), actor="system:clock"), len(history)
    try:
        ledger.append([NewEvent(stream, version + 1, meta, ReportRequested(as_of=as_of))], unmoved={stream: version})
    except Moved:  # somebody else has
        return False
    return True


def weekly_reports(ledger: Ledger, now: datetime) -> Iterator[WeeklyReport]:
    """Those of the last year, the newest first."""
    newest = last_ended(now)
    weeks = {report_stream(ended): ended for ended in (newest - number * WEEK for number in range(KEPT_IN_VIEW))}
    histories = ledger.histories(list(weeks))
    for stream, ended in weeks.items():
        if found := fold_report(ended, histories.get(stream, ())):
            yield found


def weekly_report(ledger: Ledger, ended: date) -> WeeklyReport | None:
    return fold_report(ended, ledger.history(report_stream(ended)))


def page_of(blobs: Blobs, report: WeeklyReport, language: str) -> bytes | Unreadable | None:
    """None where there is none in this language. Raises TamperedBlob, BlobMissing, BlobStoreAway."""
    for _at, drafted in report.drafts:
        if drafted.language == language:
            return blobs.read(report_stream(report.ended), drafted.page)
    return None
