"""The weekly report: asked for once a week, drafted once whoever dies, and read for ever as it was drafted."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from benchmarks.lake import seal
from domain.envelope import Meta
from domain.events import ReportDrafted, ReportFailed, ReportRequested
from domain.weekly_report import AGAIN_AFTER, WEEK, end_of, last_ended, report_stream, wanted
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.weekly_reports import ask_for_report, page_of, weekly_report, weekly_reports
from projections.lake.faults import LakeOfOtherLedger
from tests.domain.story import Story
from tests.projections.scribe import Scribe
from workers.draft_report import draft_report, report_failed
from workers.equipment import Equipment

pytestmark = pytest.mark.servers


def asked(ledger: Ledger, as_of: datetime) -> UUID:
    """As the clock asks, of a week that ends before the test does."""
    stream = report_stream(last_ended(as_of))
    meta = Meta(event_id=new_id(), command_id=new_id(), actor="system:clock")
    ledger.append([NewEvent(stream, 1, meta, ReportRequested(as_of=as_of))], unmoved={stream: 0})
    return stream


def said(ledger: Ledger, stream: UUID) -> list[object]:
    return [each.event for each in ledger.history(stream)]


def heard(_done: int, _of: int | None) -> None:
    pass


def test_it_is_asked_for_once_a_week_and_not_of_weeks_before_anything_happened(ledger: Ledger) -> None:
    now = ledger.clock()
    assert not ask_for_report(ledger, now), "nothing has happened"
    Scribe(ledger).ingest()
    assert not ask_for_report(ledger, now), "nothing had happened when the week ended"
    weeks_later = now + 3 * WEEK
    assert ask_for_report(ledger, weeks_later)
    assert not ask_for_report(ledger, weeks_later)
    assert not ask_for_report(ledger, end_of(last_ended(weeks_later)) + WEEK - timedelta(seconds=1))
    assert [each.ended for each in weekly_reports(ledger, weeks_later)] == [last_ended(weeks_later)], "no storm"


def test_it_is_drafted_once_and_kept_as_it_was(settings: Settings, ledger: Ledger, equipment: Equipment) -> None:
    Scribe(ledger).ingest()
    as_of = ledger.store.at([ledger.store.head()])[0].recorded_at
    stream = asked(ledger, as_of)
    seal(settings)
    draft_report(equipment, stream, heard)
    draft_report(equipment, stream, heard)
    report_failed(equipment, stream, "engine_down")
    drafts = [each for each in said(ledger, stream) if isinstance(each, ReportDrafted)]
    assert [each.language for each in drafts] == ["en", "zh"]
    assert len(said(ledger, stream)) == 3
    report = weekly_report(ledger, last_ended(as_of))
    assert report is not None
    pages = {each.language: page_of(Blobs(settings.blobs, ledger.keyring), report, each.language) for each in drafts}
    for each in drafts:
        page = pages[each.language]
        assert isinstance(page, bytes)
        assert hashlib.sha256(page).hexdigest() == each.page_sha256
        assert each.root in page.decode()
    assert "人才库周报" in (pages["zh"] or b"").decode()  # type: ignore[union-attr]


def test_what_can_not_be_drafted_says_why(settings: Settings, ledger: Ledger, equipment: Equipment) -> None:
    Scribe(ledger).ingest()
    stream = asked(ledger, ledger.clock() - timedelta(minutes=1))
    report_failed(equipment, stream, LakeOfOtherLedger.code)
    report_failed(equipment, stream, LakeOfOtherLedger.code)
    assert said(ledger, stream)[1:] == [ReportFailed(code="lake_of_other_ledger")]


def test_asked_for_again_it_is_drafted(settings: Settings, ledger: Ledger, equipment: Equipment) -> None:
    Scribe(ledger).ingest()
    as_of = ledger.store.at([ledger.store.head()])[0].recorded_at
    stream = asked(ledger, as_of)
    report_failed(equipment, stream, "engine_down")
    Scribe(ledger).say(stream, ReportRequested(as_of=as_of))
    seal(settings)
    draft_report(equipment, stream, heard)
    report = weekly_report(ledger, last_ended(as_of))
    assert report is not None
    assert (report.code, len(report.drafts)) == (None, 2)


def test_what_could_not_be_drafted_is_wanted_a_day_later() -> None:
    story, stream = Story(), report_stream(date(2026, 11, 23))
    assert wanted(story.history, story.now)
    story.happened(stream, ReportRequested(as_of=story.now))
    assert not wanted(story.history, story.now + WEEK)
    story.happened(stream, ReportFailed(code="engine_down"))
    failed_at = story.history[-1].recorded_at
    assert not wanted(story.history, failed_at + AGAIN_AFTER - timedelta(seconds=1))
    assert wanted(story.history, failed_at + AGAIN_AFTER)
    story.happened(stream, ReportRequested(as_of=story.now))
    assert not wanted(story.history, failed_at + WEEK)
