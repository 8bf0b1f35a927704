"""A batch is taken back by a worker, once and whole, whatever dies on the way."""

from uuid import UUID

import pytest

from domain.events import BatchUndoFailed, BatchUndone, RecordedInError
from ledger.blobs import Blobs
from ledger.envelope import Origin
from ledger.intake.job import job_of
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.uploads import ImportUnderWay, request_undo
from tests.workers.held import held_at_stream
from tests.workers.tasks import process, until
from tests.workers.test_run_import import ended, story, table, upload, working
from workers.equipment import Equipment
from workers.undo_import import undo_failed

pytestmark = pytest.mark.servers
ROWS = 1_200
"""Two appends of corrections, and a third."""
BY = Origin(actor="user:recruiter")


def imported(settings: Settings, ledger: Ledger, rows: int) -> UUID:
    batch = upload(ledger, Blobs(settings.blobs, ledger.keyring), table(rows))
    with working(settings):
        until(lambda: ended(ledger, batch), 120)
    return batch


def marked(ledger: Ledger) -> int:
    rows = ledger.store.page(0, 100_000, types=["recorded-in-error"])
    return len({each.event.position for each in ledger.read(rows) if isinstance(each.event, RecordedInError)})


def test_a_worker_killed_in_mid_undo_leaves_the_rest_to_the_next(settings: Settings, ledger: Ledger) -> None:
    batch = imported(settings, ledger, ROWS)
    (last,) = ledger.store.page(ledger.store.head() - 2, 1)
    assert request_undo(ledger, BY, batch) is not None
    with held_at_stream(settings, last.stream) as until_there:
        worker = process(settings)
        try:
            until_there()
        finally:
            worker.kill()
            worker.wait()
    told = job_of(ledger, batch)
    assert told is not None
    assert told.state == "undoing"
    assert 0 < marked(ledger) < ROWS
    with working(settings):
        until(lambda: isinstance(story(ledger, batch)[-1], BatchUndone), 120)
    assert marked(ledger) == len(ledger.store.page(0, 100_000, types=["recorded-in-error"])) == ROWS
    undone = job_of(ledger, batch)
    assert undone is not None
    assert undone.state == "undone"


def test_an_import_that_goes_on_is_not_taken_back(settings: Settings, ledger: Ledger) -> None:
    batch = upload(ledger, Blobs(settings.blobs, ledger.keyring), table(3))
    with pytest.raises(ImportUnderWay):
        request_undo(ledger, BY, batch)


def test_an_undo_that_can_not_be_done_says_so_and_can_be_asked_for_again(
    settings: Settings, ledger: Ledger, equipment: Equipment
) -> None:
    batch = imported(settings, ledger, 3)
    assert request_undo(ledger, BY, batch) is not None
    undo_failed(equipment, batch, "ledger_busy")
    undo_failed(equipment, batch, "ledger_busy")
    assert story(ledger, batch)[-1] == BatchUndoFailed(code="ledger_busy")
    told = job_of(ledger, batch)
    assert told is not None
    assert (told.state, told.code) == ("undo-failed", "ledger_busy")
    assert request_undo(ledger, BY, batch) is not None
    with working(settings):
        until(lambda: isinstance(story(ledger, batch)[-1], BatchUndone))
    assert marked(ledger) == 3
