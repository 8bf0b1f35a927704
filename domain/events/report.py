"""The weekly report of the pool: asked for by the clock, drafted by a worker. Each week's is a stream of its own."""

from typing import Literal

from pydantic import AwareDatetime

from domain.events.event import Document, Event
from domain.vocabulary import Code, LanguageTag, Sha256


class ReportRequested(Event):
    """A week is over, and its report is due."""

    type: Literal["report-requested"] = "report-requested"
    as_of: AwareDatetime
    """Where the week ended: what had happened by then."""


class ReportDrafted(Event):
    """The report in one language, as it was drafted: it is not drafted anew."""

    type: Literal["report-drafted"] = "report-drafted"
    language: LanguageTag
    page: Document
    page_sha256: Sha256
    """Of the plain page: who was sent one can tell that it is this."""
    known: int
    """The position up to which events were known."""
    root: Sha256
    """Over these events (RFC 6962)."""
    engine: Code
    """`sail-0.7.2`: in the process that drafted it; `connect-…`: elsewhere, of this version."""


class ReportFailed(Event):
    """The report could not be drafted."""

    type: Literal["report-failed"] = "report-failed"
    code: Code
