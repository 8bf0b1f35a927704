"""What was opened of people is held as long as plain keys are, and only while the row is as it was."""

import os

import pytest

from ledger.envelope import new_id
from ledger.identity.at_hand import MOST, AtHand
from ledger.keyring import CACHED_FOR, Keyring
from ledger.ledger import Ledger
from tests.ledger.identity.people import arrive, comparing, dossier, person
from tests.ledger.keyrings import IDENTITY, Seconds
from tests.servers import Database

pytestmark = pytest.mark.servers


@pytest.fixture
def at_hand(keyring: Keyring, clock: Seconds) -> AtHand:
    held = AtHand(clock)
    keyring.beside.append(held)
    return held


def test_what_a_key_opened_that_was_destroyed_elsewhere_leaves_memory_within_a_minute(
    keyring: Keyring, at_hand: AtHand, clock: Seconds
) -> None:
    subject = new_id()
    at_hand.remember([(subject.bytes, (1, b"opened"))])
    clock.now += CACHED_FOR - 1
    keyring.sweep()
    assert at_hand.known([subject.bytes]) == {subject.bytes: (1, b"opened")}
    clock.now += 2
    assert at_hand.known([subject.bytes]) == {}
    keyring.sweep()
    assert not at_hand._held


def test_what_a_key_opened_that_is_destroyed_here_is_gone_at_once(keyring: Keyring, at_hand: AtHand) -> None:
    forgotten, other = new_id(), new_id()
    at_hand.remember([(each.bytes, (1, b"opened")) for each in (forgotten, other)])
    keyring.destroy(forgotten, IDENTITY)
    assert list(at_hand._held) == [other.bytes]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is forked here")
def test_a_process_that_was_forked_holds_nothing_that_its_parent_opened(at_hand: AtHand) -> None:
    at_hand.remember([(new_id().bytes, (1, b"opened"))])
    child = os.fork()
    if child == 0:
        os._exit(bool(at_hand._held))
    assert os.waitpid(child, 0)[1] == 0
    assert at_hand._held


def test_the_oldest_make_room(clock: Seconds) -> None:
    held = AtHand(clock)
    held.remember((number.to_bytes(16, "big"), (1, b"")) for number in range(MOST + 1))
    assert MOST // 2 < len(held._held) <= MOST
    assert held.known([MOST.to_bytes(16, "big")])


def test_of_whoever_was_described_anew_elsewhere_nothing_is_taken_from_memory(
    ledger: Ledger, database: Database
) -> None:
    first, _ = arrive(ledger, person("王小明", phone="+8613817264953"))
    assert ledger.engine is not None
    assert first.bytes in ledger.engine.at_hand._held
    with Ledger.open(comparing(database)) as elsewhere:
        arrive(elsewhere, person("王小明", email="xm.wang@example.org"), record=first)
    second, _ = arrive(ledger, person("Wang Xiaoming", email="xm.wang@example.org"))
    assert set(dossier(ledger, second).members) == {first, second}


def test_whoever_was_forgotten_elsewhere_is_not_found_in_memory(ledger: Ledger, database: Database) -> None:
    first, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
    with Ledger.open(comparing(database)) as elsewhere:
        elsewhere.keyring.destroy(first, IDENTITY)
        assert elsewhere.engine is not None
        elsewhere.engine.tables.unmatch([first])
    second, _ = arrive(ledger, person("王小明", email="xm.wang@example.org"))
    assert dossier(ledger, second).members == (second,)
