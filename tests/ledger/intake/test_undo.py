"""Taking an import back, and bringing it again."""

from uuid import uuid4

import pytest

from domain.record import fold
from ledger.intake.codes import CannotImport
from ledger.intake.undo import undo_import
from ledger.ledger import Ledger
from tests.ledger.intake.reading import Import, record_of, stream_of, types_of

pytestmark = pytest.mark.servers

PEOPLE = "id,name,tags\n1,Ann Lee,leader\n2,Bob Ray,\n"


def test_undo_marks_every_event_of_the_batch_and_removes_none(ledger: Ledger, bring: Import) -> None:
    report = bring(PEOPLE)
    undone = undo_import(ledger, report.batch, actor="user:tester")
    assert (undone.events, undone.streams) == (3, 2)
    assert record_of(ledger, "1").void
    assert types_of(ledger, "1") == ["candidate-ingested", "candidate-tagged", *["recorded-in-error"] * 2]
    assert [recorded.event.type for recorded in ledger.history(report.batch)][-1] == "batch-undone"


def test_undo_again_changes_nothing(ledger: Ledger, bring: Import) -> None:
    report = bring(PEOPLE)
    undo_import(ledger, report.batch, actor="user:tester")
    head = ledger.store.head()
    assert undo_import(ledger, report.batch, actor="user:tester").events == 0
    assert ledger.store.head() == head


def test_undo_takes_back_only_its_own_batch(ledger: Ledger, bring: Import) -> None:
    bring("id,name,city\n1,Ann Lee,Boston\n")
    second = bring("id,name,city\n1,Ann Lee,Austin\n")
    undo_import(ledger, second.batch, actor="user:tester")
    record = record_of(ledger, "1")
    assert not record.void
    person = record.described.sources["ats"].person
    assert person is not None
    assert person.place is not None
    assert person.place.city == "Boston"


def test_history_is_taken_back_with_the_jobs_that_it_opened(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    report = bring("person id,kind,date,job,job title\n1,applied,2023-01-02,R1,Engineer\n", "history.csv")
    undone = undo_import(ledger, report.batch, actor="user:tester")
    assert (undone.events, undone.streams) == (2, 2)
    assert not record_of(ledger, "1").journey.applications


def test_a_file_that_was_taken_back_can_be_imported_again(ledger: Ledger, bring: Import) -> None:
    history = "person id,kind,date,text\n1,note,2023-01-02,hello\n"
    first, told = bring(PEOPLE), bring(history, "history.csv")
    stream = stream_of(ledger, "1")
    for batch in (told.batch, first.batch):
        undo_import(ledger, batch, actor="user:tester")
    again, retold = bring(PEOPLE), bring(history, "history.csv")
    assert again.batch == first.batch
    assert (again.added, again.already, retold.added) == (2, False, 1)
    assert stream_of(ledger, "1") == stream
    record = fold(ledger.history(stream))
    assert record is not None
    assert not record.void
    assert record.knowing.notes == 1
    assert set(record.knowing.tags) == {"leader"}
    assert undo_import(ledger, again.batch, actor="user:tester").events == 3


def test_an_opt_out_stands_when_the_file_that_brought_it_is_taken_back(ledger: Ledger, bring: Import) -> None:
    bring(PEOPLE)
    told = bring("person id,kind,date\n1,consent-withdrawn,2023-01-01\n1,intent,2023-01-02\n", "history.csv")
    before = record_of(ledger, "1").consents.withdrawals
    undo_import(ledger, told.batch, actor="user:tester")
    assert record_of(ledger, "1").consents.withdrawals == before != ()


def test_an_unknown_batch_is_named_as_one(ledger: Ledger) -> None:
    with pytest.raises(CannotImport) as caught:
        undo_import(ledger, uuid4(), actor="user:tester")
    assert caught.value.code == "unknown_batch"
