"""What the tests of the keys share: a clock, keyrings, and ways to look at a key."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.vocabulary import DataClass
from ledger.first_keys import Cipher
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import KeyName, Keyring
from ledger.store import pool_of
from tests.servers import Database

IDENTITY, CAREER = DataClass.IDENTITY, DataClass.CAREER


class Seconds:
    """A clock that only goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@contextmanager
def keyring_of(database: Database, clock: Callable[[], float] = time.monotonic) -> Iterator[Keyring]:
    """A keyring as each process has one of its own."""
    kek = KeyEncryptionKey.of(database.settings)
    with pool_of(database.keyholder, size=8) as pool:
        yield Keyring(pool, kek, clock)


def same(one: Cipher, other: Cipher) -> bool:
    sealed = one.encrypt(bytes(12), b"plain", None)
    return other.decrypt(bytes(12), sealed, None) == b"plain"


def key_of(keyring: Keyring, name: KeyName) -> AESGCM | str:
    return keyring.open([name])[name]


def usable(key: AESGCM | str) -> AESGCM:
    assert isinstance(key, AESGCM)
    return key


def stored_keys(database: Database) -> int:
    with psycopg.connect(database.keys_admin) as connection:
        found = connection.execute("SELECT count(*) FROM keys.data_key").fetchone()
    assert found is not None
    return int(found[0])


def at_once(*calls: Callable[[], object]) -> None:
    barrier = threading.Barrier(len(calls))
    failures: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
        except BaseException as failure:  # noqa: BLE001  (shown below, in the thread that asserts)
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
