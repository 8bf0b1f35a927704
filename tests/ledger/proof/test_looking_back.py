"""A row that a superuser edits in a tile that was full long ago is found by looking back, with its position."""

import pytest

from api.command_line.stored import STORED
from api.machine.problem import MachineProblem
from ledger.proof.looking_back import look_back
from ledger.proof.seal import Changed
from tests.ledger.proof.log import Log

EDIT = "UPDATE ledger.event SET state = state || ' '::bytea WHERE position = %s"
SHIFT = "UPDATE ledger.tile SET head = substr(head, 33) || substr(head, 1, 32) WHERE level = 0 AND number = %s"
FAULTS = (
    (EDIT, 7, "the event at position 7 "),
    (EDIT, 300, "the event at position 300 "),
    (EDIT, 690, "the tree of 700 events"),
    ("DELETE FROM ledger.event WHERE position = %s", 400, "position 400 is missing"),
    (SHIFT, 1, "the event at position 257 "),
)


def test_what_is_stored_is_what_was_sealed_or_the_first_that_is_not_is_named(log: Log) -> None:
    assert look_back(log.superuser) == 0
    log.write(700)
    log.seal()
    log.write(3)
    assert look_back(log.superuser) == 700
    for statement, value, found in FAULTS:
        with log.tampered(statement, value), pytest.raises(Changed, match=found):
            look_back(log.superuser)
    with log.tampered("DELETE FROM ledger.tile WHERE number = %s", 1):
        assert look_back(log.superuser) == 700  # made again from the events
        log.superuser.execute(EDIT, (300,))
        with pytest.raises(Changed, match="the tree of 700 events"):
            look_back(log.superuser)


def test_doctor_names_it_though_the_sealer_goes_on(log: Log) -> None:
    log.write(600)
    log.seal()
    doctor = dict(STORED)["sealed"]
    assert doctor(log.settings) == "600 events, each the one that was sealed"
    with log.superuser.transaction():
        log.superuser.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
        log.superuser.execute(EDIT, (7,))
        log.superuser.execute("ALTER TABLE ledger.event ENABLE TRIGGER ALL")
    log.write(1)
    assert log.again().seal() is not None
    with pytest.raises(MachineProblem, match="position 7 ") as found:
        doctor(log.settings)
    assert found.value.code == "ledger_changed"
