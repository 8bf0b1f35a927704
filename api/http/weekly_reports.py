"""Weekly reports of the pool, as they were drafted: never worked out anew."""

from datetime import UTC, date, datetime
from typing import Literal

from fastapi import Response
from pydantic import BaseModel

from api.http.answering import answered
from api.http.caller import Measurer
from api.http.problem import Problem
from api.http.problem_docs import problem_docs
from api.http.receipt import POSITION
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from domain.weekly_report import WeeklyReport
from ledger.weekly_reports import page_of, weekly_report, weekly_reports

router = keyed_router("metrics")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""A page with all its charts inside: it loads nothing and runs nothing."""


class PageSaid(BaseModel):
    language: str
    drafted_at: datetime
    page_sha256: str
    known: int
    root: str
    engine: str


class ReportSaid(BaseModel):
    ended: date
    """The Monday with which the week was over."""
    as_of: datetime
    asked_at: datetime
    pages: list[PageSaid]
    code: str | None
    """Why it could not be drafted."""


class ReportsSaid(BaseModel):
    items: list[ReportSaid]


def as_said(report: WeeklyReport) -> dict[str, object]:
    facts = ("language", "page_sha256", "known", "root", "engine")
    return {
        "ended": report.ended,
        "as_of": report.as_of,
        "asked_at": report.asked_at,
        "pages": [{"drafted_at": at} | {name: getattr(page, name) for name in facts} for at, page in report.drafts],
        "code": report.code,
    }


@router.get(
    "/weekly-reports",
    summary="The weekly reports of the last year",
    response_class=Response,
    responses={200: {"model": ReportsSaid}},
)
def list_reports(caller: Measurer, rooms: InRooms) -> Response:  # noqa: ARG001
    """Drafted each Monday, in each language, with the position and root of the lake and the hash of the page."""
    found = [as_said(each) for each in weekly_reports(rooms.ledger, datetime.now(UTC))]
    rooms.ledger.store.durable()
    return answered({"items": found}, rooms.ledger.store.head())


@router.get(
    "/weekly-reports/{ended}/page",
    summary="One of them, as it was drafted",
    response_class=Response,
    responses={
        200: {"content": {"text/html": {}}},
        **problem_docs("unknown_report", "blob_store_unavailable", "blob_missing", "tampered_blob"),
    },
)
def read_report(caller: Measurer, rooms: InRooms, ended: date, language: Literal["en", "zh"] = "en") -> Response:  # noqa: ARG001
    """`ended` is the Monday with which the week was over. It shows no group under 10 people."""
    report = weekly_report(rooms.ledger, ended)
    page = page_of(rooms.blobs, report, language) if report else None
    rooms.ledger.store.durable()
    if not isinstance(page, bytes):
        raise Problem("unknown_report")
    headers = {POSITION: str(rooms.ledger.store.head()), **HEADERS}
    return Response(page, headers=headers, media_type="text/html; charset=utf-8")
