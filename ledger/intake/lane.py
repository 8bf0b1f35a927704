"""The work on some rows of one file: read as what they mean, then stored in one append."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from ledger.blobs import Blobs
from ledger.faults import Conflict, EventTooLarge, LedgerBusy, Moved, OutcomeUnknown
from ledger.intake.arrivals import Arrival, arrive
from ledger.intake.batch import Assignment
from ledger.intake.codes import FORGOTTEN, BadRow
from ledger.intake.draft import Draft, Happening, HistoryDraft, PersonRef, RejectedRow, SourceRow
from ledger.intake.formats.catalogue import format_named
from ledger.intake.long_texts import set_apart
from ledger.intake.outcome import Outcome
from ledger.intake.quarantine import left_out
from ledger.intake.recording import Item, record_happenings
from ledger.intake.source_keys import row_digest
from ledger.ledger import Ledger
from ledger.source_key import source_key

ATTEMPTS = 6
FIRST_PAUSE = 0.05
"""Seconds; doubled after each attempt. Nothing comes twice: what was stored is found at the next try."""
NOTHING: Mapping[str, str] = MappingProxyType({})


class Row(NamedTuple):
    """A row on its way to a lane."""

    number: int
    content: Any
    occurrence: int
    """The how-manieth of its like it is in the file, from 0."""


Stored = TypeVar("Stored")


class Lane:
    def __init__(self, ledger: Ledger, blobs: Blobs, assignment: Assignment) -> None:
        self.ledger = ledger
        self.blobs = blobs
        self.assignment = assignment
        self.format = format_named(assignment.format)
        self.drafting = self.format.drafting(assignment.header, assignment.instructions)

    def take(self, rows: Sequence[Row]) -> Outcome:
        """Never raises for what a row holds. Raises LedgerFault when the ledger stays away."""
        outcome = Outcome(rows=len(rows))
        drafted: list[tuple[Row, Any]] = []
        for row in rows:
            try:
                draft = self.drafting.draft(SourceRow(row.number, row.content))
            except BadRow as error:
                outcome.rejected.append(RejectedRow(row.number, error.code, error.detail, row.content))
                continue
            if draft.warnings:
                outcome.warnings.update(draft.warnings)
            if draft.quarantined:
                outcome.quarantined.append(left_out(self.format, self.assignment.header, row, draft.quarantined))
            drafted.append((row, draft))
        store = self._people if self.format.kind == "people" else self._history
        outcome.add(self._stored(drafted, store))
        gone = {each.row for each in outcome.rejected if each.code == FORGOTTEN}
        outcome.quarantined = [each for each in outcome.quarantined if each.row not in gone]
        return outcome

    def _stored(self, drafted: list[tuple[Row, Any]], store: Callable[[list[tuple[Row, Any]]], Outcome]) -> Outcome:
        """One append; where one event of it is too large, in halves until that row stands alone."""
        if not drafted:
            return Outcome()
        try:
            return store(drafted)
        except EventTooLarge:
            if len(drafted) == 1:
                row = drafted[0][0]
                return Outcome(rejected=[RejectedRow(row.number, "event_too_large", content=row.content)])
            half = len(drafted) // 2
            outcome = self._stored(drafted[:half], store)
            outcome.add(self._stored(drafted[half:], store))
            return outcome

    def _people(self, drafted: list[tuple[Row, Draft]]) -> Outcome:
        arrivals = [self._arrival(row, draft) for row, draft in drafted]
        outcome, streams = patiently(lambda: arrive(self.ledger, self.blobs, self.assignment, arrivals))
        gone = {each.row for each in outcome.rejected if each.code == FORGOTTEN}
        items = [
            Item(
                draft.row,
                streams[arrival.digest],
                each,
                _key(arrival.digest, each),
                row.content,
                draft.confidentiality,
            )
            for (row, draft), arrival in zip(drafted, arrivals, strict=True)
            if arrival.digest in streams and draft.row not in gone
            for each in draft.happenings
        ]
        if items:
            happened = patiently(lambda: record_happenings(self.ledger, self.blobs, self.assignment, items))
            happened.added = happened.unchanged = 0
            outcome.add(happened)
        return outcome

    def _arrival(self, row: Row, draft: Draft) -> Arrival:
        own, everything = self.drafting.key(row.content)
        if own is not None:
            digest = source_key(self.ledger, self.assignment.source, own)
        else:
            digest = row_digest(self.ledger, self.assignment.source, everything, row.occurrence)
        held, long = set_apart(self.ledger, draft.unmapped) if draft.unmapped else (NOTHING, NOTHING)
        return Arrival(draft, digest, own, row.content, held, long)

    def _history(self, drafted: list[tuple[Row, HistoryDraft]]) -> Outcome:
        outcome, items = Outcome(), []
        digests = {draft.person: self._person(draft.person) for _, draft in drafted}
        streams = patiently(lambda: self.ledger.store.source_keys(list(digests.values())))
        for row, draft in drafted:
            stream = streams.get(digests[draft.person]) or _own_id(draft.person.external_id)
            if stream is None:
                outcome.rejected.append(RejectedRow(row.number, "unknown_person", content=row.content))
                continue
            own, everything = self.drafting.key(row.content)
            key = f"own\0{own}" if own else f"row\0{everything}\0{row.occurrence}"
            items.append(Item(row.number, stream, draft.happening, key, row.content))
        if items:
            outcome.add(patiently(lambda: record_happenings(self.ledger, self.blobs, self.assignment, items)))
        return outcome

    def _person(self, person: PersonRef) -> bytes:
        return source_key(self.ledger, person.source or self.assignment.source, person.external_id)


def _own_id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _key(digest: bytes, happening: Happening) -> str:
    when = happening.occurred.at.isoformat() if happening.occurred else ""
    said = json.dumps([happening.values, happening.remainder], sort_keys=True, ensure_ascii=False)
    return f"{digest.hex()}\0{happening.kind}\0{when}\0{said}"


def patiently(store: Callable[[], Stored]) -> Stored:
    """Again, a little later, when somebody else was faster or the server is away for a moment."""
    for attempt in range(ATTEMPTS):
        try:
            return store()
        except (Conflict, Moved, LedgerBusy, OutcomeUnknown):
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(FIRST_PAUSE * 2**attempt)
    raise AssertionError("unreachable")
