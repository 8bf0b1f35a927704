"""History page by page is the whole history, whatever its length and however many records it comes from."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain.events import CandidateTagged, NoteRecorded, RecordedInError
from domain.recorded import Recorded
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.store import Row
from projections.cursor import InvalidCursor
from projections.history import Entry, Order, history
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe

pytestmark = pytest.mark.servers


def pages(reader: Connection[Any], ledger: Ledger, candidate: UUID, order: Order, limit: int) -> list[list[Entry]]:
    found, cursor = [], None
    while True:
        page = history(reader, ledger, candidate, order=order, cursor=cursor, limit=limit)
        assert page is not None
        found.append(page.items)
        if not (cursor := page.next):
            return found


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_the_pages_together_are_the_whole_history(
    scribe: Scribe, following: Following, reader: Connection[Any], limit: int
) -> None:
    one, other, third = scribe.ingest(), scribe.ingest(), scribe.ingest()
    for number in range(9):
        scribe.say((one, other, third)[number % 3], CandidateTagged(tag=f"tag-{number}"), NoteRecorded())
    scribe.merge(one, other)
    scribe.merge(other, third)
    following()
    expected = sorted(row.position for stream in (one, other, third) for row in scribe.ledger.store.stream(stream))
    for asked in (one, third):
        oldest = pages(reader, scribe.ledger, asked, "oldest", limit)
        newest = pages(reader, scribe.ledger, asked, "newest", limit)
        assert all(len(page) == limit for page in oldest[:-1])
        assert [each.recorded.position for page in oldest for each in page] == expected
        assert [each.recorded.position for page in newest for each in page] == expected[::-1]


def test_a_page_reads_no_more_events_than_it_shows(
    scribe: Scribe, following: Following, reader: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a page of 10,000 events costs what a page of 100 costs: held by the plan, not by a clock."""
    person = scribe.ingest()
    for _ in range(20):
        scribe.say(person, *(NoteRecorded() for _ in range(100)))
    following()
    read: list[int] = []
    whole = scribe.ledger.read

    def counting(rows: Sequence[Row], *, unseal: bool = True) -> list[Recorded]:
        read.append(len(rows))
        return whole(rows, unseal=unseal)

    monkeypatch.setattr(scribe.ledger, "read", counting)
    first = history(reader, scribe.ledger, person, limit=10)
    assert first is not None
    last = history(reader, scribe.ledger, person, order="newest", limit=10)
    assert last is not None
    middle = history(reader, scribe.ledger, person, cursor=first.next, limit=10)
    assert middle is not None
    assert read == [10, 10, 10]
    assert [page.items[0].recorded.version for page in (first, middle, last)] == [1, 11, 2001]
    assert (first.members, first.candidate, first.read_at) == ((person,), person, 2001)


def test_an_entry_tells_what_was_recorded_in_error(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    person = scribe.ingest()
    wrong = scribe.say(person, CandidateTagged(tag="java"))
    correction = scribe.say(person, RecordedInError(position=wrong, why="wrong-person"))
    following()
    found = history(reader, scribe.ledger, person)
    assert found is not None
    assert [(each.recorded.position, each.voided_by) for each in found.items] == [
        (wrong - 1, None),
        (wrong, correction),
        (correction, None),
    ]


def test_of_nobody_there_is_no_history(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    found = history(reader, scribe.ledger, new_id())
    assert found is not None
    assert (found.items, found.next) == ([], None)


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "e30", "eyJvcmRlciI6Im9sZGVzdCIsInZlcnNpb25zIjpbXX0"])
def test_a_cursor_that_was_never_given_out_is_refused(scribe: Scribe, reader: Connection[Any], cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        history(reader, scribe.ledger, new_id(), cursor=cursor)
