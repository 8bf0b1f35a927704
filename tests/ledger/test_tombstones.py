"""Whoever was forgotten stays forgotten, whichever backup comes back."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from domain.events import CandidateIngested
from domain.vocabulary import DataClass
from ledger.backup.faults import BackupDamaged, NoKeyEncryptionKey, NoTombstones
from ledger.backup.restore import Restored, restore
from ledger.backup.take import backup
from ledger.backup.tombstones import TOMBSTONES, apply_tombstones, export_tombstones, read_tombstones
from ledger.blob_store import BlobStore
from ledger.faults import WrongKeyEncryptionKey
from ledger.key_encryption import KeyEncryptionKey
from ledger.keyring import KeyName
from ledger.settings import Settings
from tests.ledger.house import House, with_kek
from tests.processes import run_text
from tests.workers.tasks import environment

DYING = """
import os, signal, sys
from pathlib import Path
import psycopg
from ledger.backup import restore as restoring
from ledger.settings import Settings

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def die_at_second_commit(*_given):
    commit, committed = psycopg.Connection.commit, []
    def counted(connection):
        die() if committed else committed.append(commit(connection))
    psycopg.Connection.commit = counted

where = sys.argv[3]
setattr(restoring, where, die_at_second_commit if where == "_keep_kek" else die)
restoring.restore(Settings(), Path(sys.argv[1]), tombstones=Path(sys.argv[2]))
"""
"""A restore that dies before the named step; of `_keep_kek`, between the commit of the keys and the ledger's."""


@pytest.fixture
def monday(house: House, tmp_path: Path) -> Path:
    """A backup of three people, and of a file of the first."""
    house.fill(3)
    backup(house.settings, tmp_path / "monday" / "backup")
    return tmp_path / "monday" / "backup"


def forget(house: House, person: UUID) -> None:
    for data_class in (DataClass.IDENTITY, DataClass.DOCUMENT):
        house.ledger.keyring.destroy(person, data_class)
    for subject, document in house.documents:
        if subject == person:
            house.blobs.delete(document.document)


def names_of(settings: Settings) -> list[str | None]:
    """Of each person in a restored place; None where it is forgotten."""
    with House(settings).ledger as ledger:
        recorded = ledger.page(0, 100)
    events = [each.event for each in recorded if isinstance(each.event, CandidateIngested)]
    return [event.person.name.full if event.person and event.person.name else None for event in events]


def readable(settings: Settings, person: UUID) -> int:
    with psycopg.connect(settings.keys_admin_conninfo) as keys:
        query = "SELECT count(wrapped) FROM keys.data_key WHERE subject = %s AND data_class <> 'career'"
        return int((keys.execute(query, (person,)).fetchone() or (0,))[0])


def by_a_newer_backup(house: House, monday: Path, elsewhere: Settings) -> Restored:
    backup(house.settings, monday.parent / "tuesday")
    return restore(elsewhere, monday)


def by_an_exported_list(house: House, monday: Path, elsewhere: Settings) -> Restored:
    export_tombstones(house.settings, house.settings.data / "list")
    return restore(elsewhere, monday, tombstones=house.settings.data / "list")


@pytest.mark.parametrize("brought_back", [by_a_newer_backup, by_an_exported_list])
def test_a_key_destroyed_after_the_backup_is_destroyed_again(
    house: House, elsewhere: Settings, monday: Path, brought_back: Callable[[House, Path, Settings], Restored]
) -> None:
    forget(house, house.people[0])
    restored = brought_back(house, monday, with_kek(house, elsewhere))
    assert restored.destroyed_again == 2
    assert restored.destroyed_until > restored.manifest.made_at
    assert names_of(elsewhere) == [None, "王小明 1", "王小明 2"]
    assert list(BlobStore(elsewhere.blobs).stored()) == []


def test_without_a_newer_list_the_restore_says_how_far_it_knows(
    house: House, elsewhere: Settings, monday: Path
) -> None:
    forget(house, house.people[0])
    restored = restore(with_kek(house, elsewhere), monday)
    assert restored.destroyed_again == 0
    assert restored.destroyed_until < restored.manifest.made_at
    assert names_of(elsewhere)[0] == "王小明 0"


@pytest.mark.parametrize("step", ["bury", "check_order", "_keep_kek", "_analyze"])
def test_a_restore_killed_anywhere_never_shows_a_destroyed_key(
    house: House, elsewhere: Settings, monday: Path, tmp_path: Path, step: str
) -> None:
    forget(house, house.people[0])
    export_tombstones(house.settings, tmp_path / "list")
    with_kek(house, elsewhere)
    died = run_text(DYING, str(monday), str(tmp_path / "list"), step, variables=environment(elsewhere))
    assert died == -signal.SIGKILL
    assert readable(elsewhere, house.people[0]) == 0
    assert (readable(elsewhere, house.people[1]) == 1) == (step in {"_keep_kek", "_analyze"})


def test_whoever_is_forgotten_while_the_backup_is_taken_is_forgotten_in_it(
    house: House, elsewhere: Settings, tmp_path: Path
) -> None:
    house.fill(4)
    first, last = house.people[0], house.people[3]
    meanwhile = {"ledger": lambda: forget(house, first), "keys": lambda: forget(house, last)}

    def heard(step: str, done: int, total: int) -> None:
        if done == total:
            meanwhile.pop(step, lambda: None)()

    manifest = backup(house.settings, tmp_path / "backup", progress=heard)
    assert not meanwhile
    assert (manifest.forgotten_keys, manifest.forgotten_blobs, manifest.lost_blobs) == (2, 2, ())
    assert restore(with_kek(house, elsewhere), tmp_path / "backup").destroyed_again == 2
    assert names_of(elsewhere) == [None, "王小明 1", "王小明 2", None]


def test_a_list_that_is_cut_short_changed_or_missing_is_refused_and_nothing_is_kept(
    house: House, elsewhere: Settings, monday: Path, tmp_path: Path
) -> None:
    forget(house, house.people[0])
    export_tombstones(house.settings, tmp_path / "list")
    with_kek(house, elsewhere)
    good = (tmp_path / "list").read_bytes()
    for damaged in (b"", good[:-3], good[: len(good) // 2], good.replace(b'"identity"', b'"career"'), b"{}\n\n"):
        (tmp_path / "list").write_bytes(damaged)
        with pytest.raises(BackupDamaged):
            restore(elsewhere, monday, tombstones=tmp_path / "list")
    beside = monday.parent / "tuesday" / TOMBSTONES
    beside.parent.mkdir()
    beside.write_bytes(good[:-3])
    with pytest.raises(BackupDamaged):
        restore(elsewhere, monday)
    beside.unlink()
    for nothing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(NoTombstones):
            restore(elsewhere, monday, tombstones=nothing)
    (tmp_path / "list").write_bytes(good)
    assert restore(elsewhere, monday, tombstones=tmp_path / "list").destroyed_again == 2


def test_the_list_of_another_house_is_refused_and_passed_over_where_it_only_lies_beside(
    house: House, elsewhere: Settings, monday: Path, tmp_path: Path
) -> None:
    elsewhere.key_encryption_key_file.parent.mkdir(parents=True)
    elsewhere.key_encryption_key_file.write_text("00" * 32)
    theirs = monday.parent / "theirs" / TOMBSTONES
    theirs.parent.mkdir()
    export_tombstones(elsewhere, theirs)
    shutil.rmtree(elsewhere.key_encryption_key_file.parent)
    with_kek(house, elsewhere)
    with pytest.raises(WrongKeyEncryptionKey):
        restore(elsewhere, monday, tombstones=theirs)
    assert restore(elsewhere, monday).destroyed_again == 0


def test_an_export_keeps_what_the_older_list_names(house: House, monday: Path, elsewhere: Settings) -> None:
    forget(house, house.people[0])
    kept = house.settings.data / "list"
    export_tombstones(house.settings, kept)
    restore(with_kek(house, elsewhere), monday)
    with House(elsewhere).ledger as ledger:
        ledger.keyring.destroy(house.people[1], DataClass.IDENTITY)
    assert len(export_tombstones(elsewhere, kept).destroyed) == 3
    kek = KeyEncryptionKey.of(elsewhere)
    assert {each.subject for each in read_tombstones(kept, kek).destroyed} == set(house.people[:2])
    assert kept.stat().st_mode & 0o077 == 0


def test_a_list_is_applied_to_keys_that_came_back_by_another_way(
    house: House, monday: Path, elsewhere: Settings
) -> None:
    forget(house, house.people[0])
    second, _ = house.ledger.keyring.for_sealing([(house.people[0], DataClass.IDENTITY)]).popitem()[1]
    house.ledger.keyring.destroy(house.people[0], DataClass.IDENTITY)
    kept = house.settings.data / "list"
    export_tombstones(house.settings, kept)
    with pytest.raises(NoKeyEncryptionKey):
        apply_tombstones(elsewhere, kept)
    restore(with_kek(house, elsewhere), monday)
    assert [apply_tombstones(elsewhere, kept) for _ in range(2)] == [2, 0]
    assert names_of(elsewhere)[0] is None
    # What the older keys never knew is forgotten too, not lost; and its name is not used again.
    with House(elsewhere).ledger as ledger:
        assert ledger.keyring.open([second]) == {second: "forgotten"}
        third = ledger.keyring.for_sealing([second[:2]])[second[:2]][0]
    assert third == KeyName(*second[:2], generation=3)
