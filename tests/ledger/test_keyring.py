"""The data keys: one for each subject and class, made once, on disk before it is used, and wrapped."""

import hmac
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.envelope import Meta
from domain.events import CandidateIngested
from domain.person import Name, Person
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.faults import WrongKeyEncryptionKey
from ledger.first_keys import Cipher
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import KeyName, Keyring, digest, digests, keyed
from ledger.ledger import Ledger
from ledger.store import NOTHING_INLINE, CommandClaim, Inline, NewRow, Receipt, Store, pool_of
from tests.ledger.keyrings import CAREER, IDENTITY, at_once, key_of, keyring_of, same, stored_keys, usable
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_a_key_is_made_at_its_first_use_and_the_same_ever_after(database: Database, keyring: Keyring) -> None:
    subject = new_id()
    name, key = keyring.for_sealing([(subject, IDENTITY)])[subject, IDENTITY]
    assert name == KeyName(subject, IDENTITY, 1)
    with keyring_of(database) as another_process:
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
        keys: list[Cipher] = []

        def use(subject: UUID = subject, keys: list[Cipher] = keys) -> None:
            keys.append(keyring.for_sealing([(subject, IDENTITY)], fresh=fresh)[subject, IDENTITY][1])

        at_once(*[use] * 8)
        assert stored_keys(database) == before + 1
        assert all(same(keys[0], key) for key in keys)


def test_two_batches_with_the_same_new_keys_in_opposite_order_do_not_lock_each_other(
    database: Database,
) -> None:
    with keyring_of(database) as one, keyring_of(database) as other:
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

    with keyring_of(database) as keyring, pool_of(database.writer, size=1) as pool:
        with keyring.pool.connection() as connection:
            assert connection.autocommit
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        described = CandidateIngested(person=Person(name=Name(full="王小明")))
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
        Ledger(Looks(pool), keyring).append([NewEvent(new_id(), 1, meta, described)])
    assert seen == [1]


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
    with keyring_of(database) as another_process, pytest.raises(WrongKeyEncryptionKey):
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
    assert KeyEncryptionKey.of(database.settings).name == keyring.kek.name
    another = database.settings.at(key_file=tmp_path / "another")
    assert KeyEncryptionKey.of(another).name != keyring.kek.name


def test_a_secret_is_one_for_all_who_ask_at_once(database: Database) -> None:
    with keyring_of(database) as one, keyring_of(database) as other:
        secrets: list[bytes] = []

        def ask(keyring: Keyring) -> None:
            secrets.append(keyring.secret("lookup"))

        at_once(*[partial(ask, keyring) for keyring in (one, other) * 4])
    assert len(set(secrets)) == 1
    assert len(secrets[0]) == 32


@given(st.binary(min_size=1, max_size=64), st.text(max_size=20), st.text(max_size=80))
def test_a_keyed_hash_is_hmac_sha_256(secret: bytes, kind: str, value: str) -> None:
    with_key = keyed(secret)
    for _ in range(2):  # it is used over and over
        said = kind.encode() + b"\0" + value.encode()
        assert digest(with_key, kind, value) == hmac.digest(secret, said, "sha256")


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=80))))
def test_hashes_of_many_are_those_of_each_with_the_label_before_its_kind(values: list[tuple[str, str]]) -> None:
    with_key = keyed(b"secret")
    assert digests(with_key, "match-", values) == [digest(with_key, f"match-{kind}", value) for kind, value in values]
