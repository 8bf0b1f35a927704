"""Texts too long for an event lie whole and sealed in the blob store, named by the record."""

import json
from uuid import UUID

import pytest

from domain.events import CandidateIngested, Document, DocumentAttached, NoteRecorded
from ledger.blobs import LONGEST_TEXT, Blobs
from ledger.documents import named_documents
from ledger.intake import lane
from ledger.intake.long_texts import REFERENCE
from ledger.intake.undo import undo_import
from ledger.ledger import Ledger
from tests.ledger.intake.reading import Import, events_of, record_of, stream_of, types_of
from tests.servers import Database

pytestmark = pytest.mark.servers

STORY = "云原生 platform engineer; " * 2_000
PEOPLE = f"id,name,city,summary,note,story\n1,Ann Lee,Boston,{STORY},{STORY}note,{STORY}story\n2,Bob Ray,,,,short\n"


@pytest.fixture
def blobs(ledger: Ledger, database: Database) -> Blobs:
    return Blobs(database.settings.blobs, ledger.keyring)


def text_of(blobs: Blobs, stream: UUID, document: Document | None) -> str:
    assert document is not None
    plain = blobs.read(stream, document)
    assert isinstance(plain, bytes)
    return plain.decode()


def attached(ledger: Ledger, blobs: Blobs, external_id: str = "1") -> dict[str, str]:
    """File name -> text."""
    stream = stream_of(ledger, external_id)
    found = [event for event in events_of(ledger, external_id) if isinstance(event, DocumentAttached)]
    return {event.file_name or "": text_of(blobs, stream, event.document) for event in found}


def test_a_long_text_is_kept_whole_and_its_column_names_the_document(
    ledger: Ledger, blobs: Blobs, bring: Import
) -> None:
    report = bring(PEOPLE)
    assert (report.added, report.rejected, report.events) == (2, 0, 5)
    assert types_of(ledger, "1") == ["candidate-ingested", "document-attached", "document-attached", "note-recorded"]
    ingested, *_, note = events_of(ledger, "1")
    assert isinstance(ingested, CandidateIngested)
    assert isinstance(note, NoteRecorded)
    assert ingested.unmapped is not None
    kept = {column: named.removeprefix(REFERENCE) for column, named in ingested.unmapped.items()}
    texts = attached(ledger, blobs)
    assert {column: texts[name] for column, name in kept.items()} == {
        "summary": STORY.strip(),
        "story": f"{STORY}story",
    }
    assert text_of(blobs, stream_of(ledger, "1"), note.document) == f"{STORY}note"
    assert (note.kind, note.text) == ("note", None)
    other = events_of(ledger, "2")[0]
    assert isinstance(other, CandidateIngested)
    assert other.unmapped == {"story": "short"}


def test_importing_again_stores_nothing_more(ledger: Ledger, blobs: Blobs, bring: Import) -> None:
    bring(PEOPLE)
    head, files = ledger.store.head(), len(list(blobs.store.stored()))
    assert bring(PEOPLE).already
    again = bring(PEOPLE + "3,Dan Oh,,,,\n")
    assert (again.added, again.updated, again.unchanged) == (1, 0, 2)
    moved = bring(PEOPLE.replace("Boston", "Austin"))
    assert (moved.updated, types_of(ledger, "1").count("document-attached")) == (1, 2)
    assert len(list(blobs.store.stored())) == files == 3
    assert ledger.store.head() == head + 6


def test_another_long_text_is_another_document(ledger: Ledger, blobs: Blobs, bring: Import) -> None:
    bring(PEOPLE)
    assert bring(PEOPLE.replace("story\n2", "other\n2")).updated == 1
    assert sorted(each[-5:] for each in attached(ledger, blobs).values()) == ["neer;", "other", "story"]


def test_undo_takes_long_texts_back_and_a_new_import_brings_them_again(
    ledger: Ledger, blobs: Blobs, bring: Import
) -> None:
    report = bring(PEOPLE)
    undo_import(ledger, report.batch, actor="user:tester")
    assert record_of(ledger, "1").described.documents == ()
    bring(PEOPLE)
    assert len(record_of(ledger, "1").described.documents) == 2
    assert record_of(ledger, "1").knowing.notes == 1


def test_what_an_append_did_not_store_leaves_no_file(
    ledger: Ledger, blobs: Blobs, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "FIRST_PAUSE", 0.0)
    bring("id,name\n1,Ann Lee\n")
    lookup, calls = ledger.store.source_keys, []

    def stale(digests: list[bytes]) -> dict[bytes, UUID]:
        calls.append(digests)
        return {} if len(calls) == 1 else lookup(digests)

    monkeypatch.setattr(ledger.store, "source_keys", stale)
    assert bring(PEOPLE).updated == 1
    assert {each.document for each in blobs.store.stored()} == {each.document for each in named_documents(ledger.store)}


def test_an_event_that_stays_too_large_costs_its_row_and_no_file(
    ledger: Ledger, blobs: Blobs, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger.codec.LARGEST_STATE", 5_000)
    report = bring(f"id,name,story,more\n1,Ann Lee,{STORY},{'s' * 9_000}\n2,Bob Ray,{STORY},\n")
    assert (report.added, dict(report.reasons)) == (1, {"event_too_large": 1})
    assert len(list(blobs.store.stored())) == 1


def test_long_words_of_history_become_documents(ledger: Ledger, blobs: Blobs, bring: Import) -> None:
    bring("id,name\n1,Ann Lee\n")
    said = [
        {"person id": "1", "kind": "note", "date": "2023-01-02", "text": STORY},
        {"person id": "1", "kind": "contact", "date": "2023-01-03", "channel": "phone", "minutes": STORY},
        {"person id": "1", "kind": "note", "text": "s" * (200_000 + 1)},
    ]
    report = bring("\n".join(json.dumps(each) for each in said), "history.jsonl")
    assert (report.added, dict(report.reasons)) == (2, {"cell_too_large": 1})
    stream = stream_of(ledger, "1")
    notes = [event for event in events_of(ledger, "1") if isinstance(event, NoteRecorded)]
    assert [(note.kind, text_of(blobs, stream, note.document)) for note in notes] == [
        ("note", STORY.strip()),
        ("import-remainder", f"minutes: {STORY.strip()}"),
    ]


def test_a_text_that_just_fits_stays_in_its_event(ledger: Ledger, blobs: Blobs, bring: Import) -> None:
    bring(f"id,name,summary,story\n1,Ann Lee,{'a' * LONGEST_TEXT},{'b' * LONGEST_TEXT}\n")
    assert types_of(ledger, "1") == ["candidate-ingested"]
    assert list(blobs.store.stored()) == []
