"""The key-encryption key is exchanged while everybody works, and what the old one opens dies on its day."""

import signal
import subprocess
import sys
import textwrap
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from domain.decision import Refused
from domain.envelope import Meta
from domain.events import CandidateIngested, KeyRotated
from domain.person import Name, Person
from domain.vocabulary import RotatedKey
from ledger import key_rotations
from ledger.backup.restore import restore
from ledger.backup.take import backup
from ledger.codec import NewEvent
from ledger.envelope import Origin, new_id
from ledger.faults import KeyStillNeeded, RotationRunning, WrongKeyEncryptionKey
from ledger.key_encryption import KeyEncryptionKey
from ledger.key_file import KeyFile
from ledger.key_rotations import KeyRotations, destroy_old, rotate_key_encryption
from ledger.keyring import KeyName
from ledger.ledger import Ledger
from ledger.locks import ROTATES_KEYS
from ledger.settings import Settings
from tests.ledger.house import House, with_kek
from tests.ledger.keyrings import IDENTITY, key_of, usable
from tests.servers import Database

pytestmark = pytest.mark.servers

LI, DPO, RUN = (Origin("system:command-line", each) for each in ("user:li", "user:dpo", None))
DIES = date(2026, 12, 31)


@pytest.fixture
def people(database: Database, ledger: Ledger) -> list[UUID]:
    """Seven, with a key each, of whom the last is forgotten."""
    people = [ingested(ledger) for _ in range(7)]
    ledger.digest("mail", "li@example.org")
    ledger.keyring.destroy(people[-1], IDENTITY)
    return people


def ingested(ledger: Ledger) -> UUID:
    stream, meta = new_id(), Meta(event_id=new_id(), command_id=new_id(), actor="user:li")
    ledger.append([NewEvent(stream, 1, meta, CandidateIngested(person=Person(name=Name(full="王小明"))))])
    return stream


def approved(ledger: Ledger, dies_on: date = DIES) -> UUID:
    told = KeyRotations(ledger)
    rotation = told.request(RotatedKey.KEY_ENCRYPTION, ledger.keyring.kek.name, LI, dies_on)
    told.approve(rotation, DPO)
    return rotation


def wrapped_by(database: Database) -> dict[str, int]:
    query = """
        SELECT wrapped_by, count(*) FROM (
            SELECT wrapped_by FROM keys.data_key WHERE wrapped IS NOT NULL UNION ALL SELECT wrapped_by FROM keys.secret
        ) AS every GROUP BY 1
    """
    with psycopg.connect(database.keys_admin) as connection:
        return dict(connection.execute(query).fetchall())


def test_every_key_is_wrapped_anew_and_no_event_is_touched(database: Database, people: list[UUID]) -> None:
    settings = database.settings
    with Ledger.open(settings) as ledger, Ledger.open(settings) as another_process:
        old, secret = ledger.keyring.kek.name, ledger.keyring.secret("lookup")
        rotation = approved(ledger)
        states = [row.state for row in ledger.store.page(0, 100)]
        rotated = rotate_key_encryption(settings, ledger, RUN)
        assert rotated == KeyRotated(
            rotation=rotation, which=RotatedKey.KEY_ENCRYPTION, old=old, new=ledger.keyring.kek.name, rewrapped=7
        )
        assert wrapped_by(database) == {rotated.new: 7}
        assert [row.state for row in ledger.store.page(0, 100)][: len(states)] == states
        named = [each.unreadable for each in another_process.page(0, 100) if each.stream in people]
        assert [bool(each) for each in named] == [False] * 6 + [True]
        assert another_process.keyring.secret("lookup") == secret
        ingested(another_process)  # it wraps with the new one, without having been told
        assert wrapped_by(database) == {rotated.new: 8}
        assert rotate_key_encryption(settings, ledger, RUN) is None


def test_one_asks_and_another_approves(ledger: Ledger) -> None:
    told, kek = KeyRotations(ledger), ledger.keyring.kek.name
    first = told.request(RotatedKey.KEY_ENCRYPTION, kek, LI, DIES)
    with pytest.raises(Refused, match="four_eyes"):
        told.approve(first, LI)
    second = told.request(RotatedKey.KEY_ENCRYPTION, kek, DPO, DIES)
    with pytest.raises(Refused, match="no_such_rotation"):
        told.approve(first, DPO)
    assert rotate_key_encryption(Settings(), ledger, RUN) is None
    told.approve(second, LI)
    with pytest.raises(Refused, match="rotation_under_way"):
        told.request(RotatedKey.KEY_ENCRYPTION, kek, LI, DIES)
    assert [each.state(DIES) for each in told.all()] == ["superseded", "approved"]


def test_the_old_key_dies_on_its_day_and_not_before_everything_is_out_of_its_hands(
    database: Database, people: list[UUID]
) -> None:
    settings = database.settings
    with Ledger.open(settings) as ledger:
        approved(ledger)
        before = KeyFile.of(settings).lines()
        rotated = rotate_key_encryption(settings, ledger, RUN)
        assert rotated
        assert destroy_old(settings, ledger, RUN, DIES - timedelta(days=1)) == []
        with psycopg.connect(database.keys_admin) as keys:  # somebody who stood still wraps with the old one at last
            old = KeyEncryptionKey(bytes.fromhex(before[0]))
            name = f"{people[0]}/identity/1".encode()
            select = "SELECT wrapped FROM keys.data_key WHERE subject = %s"
            (wrapped,) = keys.execute(select, people[:1]).fetchone() or ()
            again = old.wrap(ledger.keyring.kek.unwrap(wrapped, name), name)
            update = "UPDATE keys.data_key SET wrapped = %s, wrapped_by = %s WHERE subject = %s"
            keys.execute(update, (again, rotated.new, people[0]))  # and says that it was the new one
        with pytest.raises(KeyStillNeeded):
            destroy_old(settings, ledger, RUN, DIES)
        with psycopg.connect(database.keys_admin) as keys:
            keys.execute("UPDATE keys.data_key SET wrapped_by = %s WHERE subject = %s", (rotated.old, people[0]))
        assert [each.old for each in destroy_old(settings, ledger, RUN, DIES)] == [rotated.old]
        assert len(KeyFile.of(settings).lines()) == 1
        ledger.keyring.sweep()
        assert not ledger.keyring.kek.knows(rotated.old)
        with pytest.raises(WrongKeyEncryptionKey):
            ledger.keyring.kek.unwrap(again, name)
        usable(key_of(ledger.keyring, KeyName(people[0], IDENTITY)))
        assert destroy_old(settings, ledger, RUN, DIES) == []


def test_one_carries_it_out_at_a_time(database: Database, ledger: Ledger) -> None:
    approved(ledger)
    with psycopg.connect(database.keyholder, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (ROTATES_KEYS,))
        with pytest.raises(RotationRunning):
            rotate_key_encryption(database.settings, ledger, RUN)


CHILD = """
    import os, signal
    from ledger import rewrapping
    from ledger.envelope import Origin
    from ledger.key_rotations import rotate_key_encryption
    from ledger.ledger import Ledger
    from ledger.settings import Settings

    pages = rewrapping._pages

    def one_page(*given, **options):
        yield next(pages(*given, **options))
        os.kill(os.getpid(), signal.SIGKILL)

    rewrapping.PAGE, rewrapping._pages = 2, one_page
    settings = Settings()
    with Ledger.open(settings, connections=2) as ledger:
        rotate_key_encryption(settings, ledger, Origin("system:command-line"))
"""


@pytest.mark.usefixtures("people")
def test_whoever_is_killed_goes_on_where_they_were(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = database.settings
    with Ledger.open(settings) as ledger:
        rotation, old = approved(ledger), ledger.keyring.kek.name
        for holder, name, keys in ((KeyFile, "begin_with", 1), (key_rotations, "rewrap", 2)):
            with monkeypatch.context() as patched:
                patched.setattr(holder, name, interrupt)
                with pytest.raises(KeyboardInterrupt):
                    rotate_key_encryption(settings, ledger, RUN)
            assert len(KeyFile.of(settings).lines()) == keys
        for name, value in settings.model_dump(exclude_none=True).items():
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            monkeypatch.setenv(f"RENMAI_{name.upper()}", str(plain))
        child = [sys.executable, "-c", textwrap.dedent(CHILD)]
        assert subprocess.run(child, check=False).returncode == -signal.SIGKILL
        assert sorted(wrapped_by(database).values()) == [3, 4]
        with monkeypatch.context() as patched:
            patched.setattr(KeyRotations, "tell", interrupt)
            with pytest.raises(KeyboardInterrupt):
                rotate_key_encryption(settings, ledger, RUN)
        rotated = rotate_key_encryption(settings, ledger, RUN)
        assert rotated
        assert (rotated.rotation, rotated.old, wrapped_by(database)) == (rotation, old, {rotated.new: 7})


def interrupt(*_given: object, **_options: object) -> None:
    raise KeyboardInterrupt


def test_the_key_may_be_given_as_a_variable_and_is_exchanged_there(
    database: Database, elsewhere: Settings, tmp_path: Path
) -> None:
    old, new = "0a" * 32, "0b" * 32
    settings = database.settings.at(key_encryption_key=old)
    with Ledger.open(settings) as ledger:
        person = ingested(ledger)
        approved(ledger)
        with pytest.raises(PermissionError, match="RENMAI_KEY_ENCRYPTION_KEY"):
            rotate_key_encryption(settings, ledger, RUN)
    both = settings.at(key_encryption_key=f"{new} {old}")
    with Ledger.open(both) as ledger:
        rotated = rotate_key_encryption(both, ledger, RUN)
    alone = settings.at(key_encryption_key=new)
    with Ledger.open(alone) as ledger:
        assert rotated
        assert [each.old for each in destroy_old(alone, ledger, RUN, DIES)] == [rotated.old]
        assert not ledger.history(person)[0].unreadable
    backup(alone, tmp_path / "backup", kek_to=tmp_path / "kek")
    assert (tmp_path / "kek").read_text() == new
    restore(elsewhere.at(key_encryption_key=new), tmp_path / "backup")
    assert not list(tmp_path.rglob("keys/kek"))


def test_a_backup_can_be_restored_until_the_old_key_dies(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(2)
    backup(house.settings, tmp_path / "backup")
    approved(house.ledger)
    rotate_key_encryption(house.settings, house.ledger, RUN)
    both = house.settings.key_encryption_key_file.read_bytes()
    destroy_old(house.settings, house.ledger, RUN, DIES)
    with pytest.raises(WrongKeyEncryptionKey):
        restore(with_kek(house, elsewhere), tmp_path / "backup")
    elsewhere.key_encryption_key_file.write_bytes(both)
    assert restore(elsewhere, tmp_path / "backup").manifest.position == 3
