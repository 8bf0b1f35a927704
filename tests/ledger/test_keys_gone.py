"""Keys that are destroyed or lost, and how long a cache may remember them."""

import os
import threading

import pytest

from ledger.envelope import new_id
from ledger.first_keys import Cipher
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import CACHED_FOR, SWEPT_EVERY, KeyName, Keyring
from ledger.keys_once import PassingKeyring
from tests.ledger.keyrings import CAREER, IDENTITY, Seconds, at_once, key_of, keyring_of, same, usable
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_a_destroyed_key_reads_as_forgotten_and_the_next_generation_is_a_new_one(
    database: Database, keyring: Keyring
) -> None:
    subject = new_id()
    first, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    keyring.for_sealing([(subject, CAREER)])
    assert keyring.destroy(subject, IDENTITY) == 1
    assert keyring.destroy(subject, IDENTITY) == 0
    assert key_of(keyring, first) == "forgotten"
    usable(key_of(keyring, KeyName(subject, CAREER)))
    with keyring_of(database) as another_process:
        for fresh in (True, False):
            found = another_process.for_sealing([(subject, IDENTITY)], fresh=fresh)
            second, _ = found[subject, IDENTITY]
            assert second.generation == 2
        assert key_of(another_process, first) == "forgotten"


def test_a_key_that_is_missing_without_a_tombstone_is_lost_and_nobody_raises(keyring: Keyring) -> None:
    name = KeyName(new_id(), IDENTITY)
    assert key_of(keyring, name) == "key-lost"
    keyring.for_sealing([name[:2]])
    # It is not remembered as lost: somebody may have brought it back from a backup.
    usable(key_of(keyring, name))


def test_a_key_destroyed_elsewhere_is_gone_from_the_cache_after_its_time(
    database: Database, keyring: Keyring, clock: Seconds
) -> None:
    subject = new_id()
    name, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    with keyring_of(database) as another_process:
        another_process.destroy(subject, IDENTITY)
    clock.now += CACHED_FOR - 1
    usable(key_of(keyring, name))
    clock.now += 2
    assert key_of(keyring, name) == "forgotten"
    assert keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY][0].generation == 2


def test_a_key_that_was_destroyed_elsewhere_leaves_memory_within_a_minute(keyring: Keyring, clock: Seconds) -> None:
    assert CACHED_FOR + SWEPT_EVERY < 60
    subject = new_id()
    name, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    usable(key_of(keyring, name))
    clock.now += CACHED_FOR - 1
    keyring.sweep()
    assert name in keyring._opened
    clock.now += 2
    keyring.sweep()
    assert not keyring._opened
    assert not keyring._newest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process is forked here")
def test_a_process_that_was_forked_holds_no_key_of_its_parent(keyring: Keyring) -> None:
    subject = new_id()
    name, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    usable(key_of(keyring, name))
    child = os.fork()
    if child == 0:
        os._exit(bool(keyring._opened or keyring._newest))
    assert os.waitpid(child, 0)[1] == 0
    assert name in keyring._opened


def test_nobody_sweeps_for_a_keyring_that_is_gone(database: Database) -> None:
    def sweepers() -> set[threading.Thread]:
        return {each for each in threading.enumerate() if "_sweep" in each.name}

    before = sweepers()
    with keyring_of(database) as keyring:
        (ours,) = sweepers() - before
        del keyring
        ours.join(1)
    assert not ours.is_alive()


def test_a_keyring_for_whoever_passes_once_holds_no_key(database: Database, keyring: Keyring) -> None:
    subject = new_id()
    name, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    passing = PassingKeyring(keyring.pool, KeyEncryptionKey.of(database.settings))
    usable(key_of(passing, name))
    assert not passing._opened
    assert not passing._newest
    keyring.destroy(subject, IDENTITY)
    assert key_of(passing, name) == "forgotten"


@pytest.mark.parametrize("kind", [Keyring, PassingKeyring])
def test_keys_are_handed_out_by_label_also_those_that_nobody_asked_for_before(
    database: Database, keyring: Keyring, kind: type[Keyring]
) -> None:
    here, gone, later, nobody = (new_id() for _ in range(4))
    sealing = keyring.for_sealing([(each, IDENTITY) for each in (here, gone, later)])
    keyring.destroy(gone, IDENTITY)
    other = kind(keyring.pool, KeyEncryptionKey.of(database.settings))
    opened = other.opened([(here, IDENTITY), (gone, IDENTITY), (nobody, IDENTITY)])
    told = {each: opened(f"{each}/{IDENTITY}", 1) for each in (here, gone, later, nobody)}
    assert (told[gone], told[nobody], opened(f"{here}/{IDENTITY}", 2)) == ("forgotten", "key-lost", "key-lost")
    for each in (here, later):
        key = told[each]
        assert isinstance(key, Cipher)
        assert same(sealing[each, IDENTITY][1], key)


def test_a_key_destroyed_here_is_gone_at_once(keyring: Keyring) -> None:
    subject = new_id()
    name, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    keyring.destroy(subject, IDENTITY)
    assert key_of(keyring, name) == "forgotten"


def test_a_full_cache_is_emptied_and_sealing_goes_on(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.keyring.LARGEST_CACHE", 10)

    def seal_many() -> None:
        for _ in range(20):
            pairs = [(new_id(), IDENTITY) for _ in range(7)]
            assert keyring.for_sealing(pairs, fresh=True).keys() == set(pairs)

    at_once(*[seal_many] * 4)
