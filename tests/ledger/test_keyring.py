"""The data keys: one for each subject and class, made once, gone for ever, never in a cache for long."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.envelope import Meta
from domain.events import CandidateIngested
from domain.person import Name, Person
from domain.vocabulary import DataClass
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.faults import WrongKeyEncryptionKey
from ledger.keyring import CACHED_FOR, KeyEncryptionKey, KeyName, Keyring
from ledger.ledger import Ledger
from ledger.store import NOTHING_INLINE, CommandClaim, Inline, NewRow, Receipt, Store, pool_of
from tests.servers import Database

pytestmark = pytest.mark.servers

IDENTITY, CAREER = DataClass.IDENTITY, DataClass.CAREER


class Seconds:
    """A clock that only goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def keyring(database: Database, clock: Seconds) -> Iterator[Keyring]:
    with opened(database, clock) as keyring:
        yield keyring


class opened:  # noqa: N801  (a context manager, used like a function)
    """A keyring as each process has one of its own."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        kek = KeyEncryptionKey.from_file(database.settings.key_encryption_key_file)
        self.keyring = Keyring(pool_of(database.keyholder, size=8), kek, clock)

    def __enter__(self) -> Keyring:
        return self.keyring

    def __exit__(self, *_: object) -> None:
        self.keyring.pool.close()


def same(one: AESGCM, other: AESGCM) -> bool:
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


def test_a_key_is_made_at_its_first_use_and_the_same_ever_after(database: Database, keyring: Keyring) -> None:
    subject = new_id()
    name, key = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    assert name == KeyName(subject, IDENTITY, 1)
    with opened(database) as another_process:
        again, same_key = another_process.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
        assert again == name
        assert same(key, same_key)
        assert same(key, usable(key_of(another_process, name)))
    assert stored_keys(database) == 1


def test_subjects_and_classes_have_keys_of_their_own(keyring: Keyring) -> None:
    one, other = new_id(), new_id()
    keys = keyring.for_sealing([(one, IDENTITY), (one, CAREER), (other, IDENTITY), (one, IDENTITY)])
    assert len(keys) == 3
    sealed = keys[one, IDENTITY][1].encrypt(bytes(12), b"plain", None)
    for pair in ((one, CAREER), (other, IDENTITY)):
        assert keys[pair][1].encrypt(bytes(12), b"plain", None) != sealed


@pytest.mark.parametrize("fresh", [False, True])
def test_the_first_use_by_eight_at_once_makes_one_key(database: Database, keyring: Keyring, fresh: bool) -> None:
    for _ in range(10):
        before, subject = stored_keys(database), new_id()
        keys: list[AESGCM] = []

        def use(subject: UUID = subject, keys: list[AESGCM] = keys) -> None:
            keys.append(keyring.for_sealing([(subject, IDENTITY)], fresh=fresh)[subject, IDENTITY][1])

        at_once(*[use] * 8)
        assert stored_keys(database) == before + 1
        assert all(same(keys[0], key) for key in keys)


def test_two_batches_with_the_same_new_keys_in_opposite_order_do_not_lock_each_other(
    database: Database,
) -> None:
    with opened(database) as one, opened(database) as other:
        for _ in range(10):
            pairs = [(new_id(), data_class) for _ in range(200) for data_class in (IDENTITY, CAREER)]
            at_once(partial(one.for_sealing, pairs), partial(other.for_sealing, pairs[::-1]))
            pair = pairs[0]
            assert same(one.for_sealing([pair])[pair][1], other.for_sealing([pair])[pair][1])


def test_a_key_is_on_disk_before_the_event_that_uses_it(database: Database) -> None:
    seen: list[int] = []

    class Looks(Store):
        """Looks for the keys, from another connection, at the moment of the append."""

        def append(
            self,
            rows: Sequence[NewRow],
            *,
            unmoved: Mapping[UUID, int] | None = None,
            command: CommandClaim | None = None,
            inline: Inline = NOTHING_INLINE,
        ) -> Receipt:
            seen.append(stored_keys(database))
            return super().append(rows, unmoved=unmoved, command=command, inline=inline)

    with opened(database) as keyring, pool_of(database.writer, size=1) as pool:
        with keyring.pool.connection() as connection:
            assert connection.autocommit
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        described = CandidateIngested(person=Person(name=Name(full="王小明")))
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
        Ledger(Looks(pool), keyring).append([NewEvent(new_id(), 1, meta, described)])
    assert seen == [1]


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
    with opened(database) as another_process:
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
    with opened(database) as another_process:
        another_process.destroy(subject, IDENTITY)
    clock.now += CACHED_FOR - 1
    usable(key_of(keyring, name))
    clock.now += 2
    assert key_of(keyring, name) == "forgotten"
    assert keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY][0].generation == 2


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


def test_a_wrong_key_encryption_key_says_so(database: Database, keyring: Keyring) -> None:
    subject = new_id()
    name, _ = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    keyring.secret("lookup")
    with pool_of(database.keyholder, size=1) as pool:
        stranger = Keyring(pool, KeyEncryptionKey(b"\x07" * 32))
        with pytest.raises(WrongKeyEncryptionKey):
            stranger.open([name])
        with pytest.raises(WrongKeyEncryptionKey):
            stranger.secret("lookup")


def test_a_wrapped_key_given_to_another_subject_does_not_open(database: Database, keyring: Keyring) -> None:
    one, other = new_id(), new_id()
    keyring.for_sealing([(one, IDENTITY), (other, IDENTITY)])
    with psycopg.connect(database.keys_admin) as owner:
        owner.execute(
            "UPDATE keys.data_key SET wrapped = (SELECT wrapped FROM keys.data_key WHERE subject = %s)"
            " WHERE subject = %s",
            (one, other),
        )
    with opened(database) as another_process, pytest.raises(WrongKeyEncryptionKey):
        another_process.open([KeyName(other, IDENTITY)])


def test_what_is_stored_is_wrapped(database: Database, keyring: Keyring, tmp_path: Path) -> None:
    subject = new_id()
    keyring.for_sealing([(subject, IDENTITY)])
    secret = keyring.secret("lookup")
    with psycopg.connect(database.keys_admin) as owner:
        wrapped = [row[0] for row in owner.execute("SELECT wrapped FROM keys.data_key").fetchall()]
        wrapped += [row[0] for row in owner.execute("SELECT wrapped FROM keys.secret").fetchall()]
    assert [len(each) for each in wrapped] == [12 + 32 + 16] * 2
    assert not any(secret in each for each in wrapped)
    kek = database.settings.key_encryption_key_file
    assert kek.stat().st_mode & 0o777 == 0o600
    assert KeyEncryptionKey.from_file(kek).name == keyring.kek.name
    assert KeyEncryptionKey.from_file(tmp_path / "another").name != keyring.kek.name


def test_a_secret_is_one_for_all_who_ask_at_once(database: Database) -> None:
    with opened(database) as one, opened(database) as other:
        secrets: list[bytes] = []

        def ask(keyring: Keyring) -> None:
            secrets.append(keyring.secret("lookup"))

        at_once(*[partial(ask, keyring) for keyring in (one, other) * 4])
    assert len(set(secrets)) == 1
    assert len(secrets[0]) == 32
