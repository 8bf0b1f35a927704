"""The drill: fill, back up while writers go on, restore into an empty place, and find everything there."""

import gzip
import json
import os
import threading
from pathlib import Path

import psycopg
import pytest

from domain.events import CandidateIngested, NoteRecorded
from domain.vocabulary import DataClass
from ledger.access import AccessKeys
from ledger.backup import restore as restoring
from ledger.backup.checks import KeysMissing
from ledger.backup.faults import (
    BackupDamaged,
    BackupFault,
    BackupOfOtherVersion,
    DiskFull,
    FolderNotEmpty,
    KeyWouldBeInside,
    NoBackup,
    NoKeyEncryptionKey,
    NoPermission,
    TargetNotEmpty,
)
from ledger.backup.restore import restore
from ledger.backup.take import backup
from ledger.faults import LedgerFault, WrongKeyEncryptionKey
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from tests.ledger.house import FILE, House, with_kek


def test_the_drill(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(30)
    access = AccessKeys(house.ledger)
    _, plain_key = access.issue("auditor", "user:test")
    forgotten, gone = house.people[0], house.documents[1]
    house.ledger.keyring.destroy(forgotten, DataClass.IDENTITY)
    house.ledger.keyring.destroy(gone[0], DataClass.DOCUMENT)
    house.blobs.delete(gone[1].document)
    going_on = threading.Event()
    ended = threading.Event()

    def write() -> None:
        while not ended.is_set():
            house.fill(3)
            going_on.set()

    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    assert going_on.wait(60)
    steps: list[tuple[str, int, int]] = []
    kek = tmp_path / "safe" / "kek"
    kek.parent.mkdir()
    manifest = backup(house.settings, tmp_path / "backup", kek_to=kek, progress=lambda *step: steps.append(step))
    ended.set()
    for writer in writers:
        writer.join()
    house.fill(1)

    assert manifest.position >= 41
    assert manifest.lost_blobs == ()
    assert (manifest.forgotten_keys, manifest.forgotten_blobs) == (2, 1)
    assert {step for step, _, _ in steps} == {"ledger", "keys", "blobs"}
    assert house.ledger.store.head() > manifest.position

    rebuilt: list[str] = []
    restored = restore(elsewhere, tmp_path / "backup", kek_from=kek, rebuild=lambda: rebuilt.append("people"))
    assert restored.manifest == manifest
    assert rebuilt == ["people"]

    there = House(elsewhere)
    try:
        assert there.rows(10**9) == house.rows(manifest.position)
        assert len(there.rows(manifest.position)) == manifest.position
        assert there.ledger.page(0, 10**6) == house.ledger.page(0, manifest.position)
        read = there.ledger.history(forgotten)[0]
        assert isinstance(read.event, CandidateIngested)
        assert (read.event.person, read.unreadable[DataClass.IDENTITY]) == (None, "forgotten")
        named = {each.document for _, each in house.documents}
        assert {each.document for each in there.blobs.store.stored()} <= named - {gone[1].document}
        for subject, document in house.documents[:10]:
            expected = "forgotten" if subject == gone[0] else FILE
            if subject != gone[0]:
                assert there.blobs.read(subject, document) == expected
        assert AccessKeys(there.ledger).find(plain_key) == access.find(plain_key)
        known = there.ledger.store.source_keys([house.people[4].bytes * 2])
        assert list(known.values()) == [house.people[4]]
        # The ledger goes on where it stood, as strict as before.
        there.ingest("李雷")
        assert there.ledger.store.head() == manifest.position + 1
        with (
            psycopg.connect(elsewhere.admin_conninfo) as connection,
            pytest.raises(psycopg.errors.DatabaseError, match="append-only"),
        ):
            connection.execute("UPDATE ledger.event SET state = ''")
    finally:
        there.ledger.close()


def test_nothing_readable_and_no_master_key_is_in_a_backup(house: House, tmp_path: Path) -> None:
    house.fill(4)
    backup(house.settings, tmp_path / "backup", keys_to=tmp_path / "keys apart")
    kek = house.settings.key_encryption_key_file.read_bytes()
    secrets = (kek, bytes.fromhex(kek.decode()), "王小明".encode(), "简历".encode(), FILE[:100])
    for folder in (tmp_path / "backup", tmp_path / "keys apart"):
        for path in (path for path in folder.rglob("*") if path.is_file()):
            stored = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert not any(secret in stored for secret in secrets), path
            assert path.stat().st_mode & 0o077 == 0
    settings = json.loads((tmp_path / "backup" / "settings.json").read_text())
    assert not {"database_url", "keys_database_url", "redis_url", "role_password"} & settings.keys()
    assert not (tmp_path / "backup" / "keys").exists()
    assert (tmp_path / "keys apart" / "data_key.copy.gz").exists()


def test_keys_kept_apart_come_back(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(4)
    backup(house.settings, tmp_path / "backup", keys_to=tmp_path / "apart")
    with_kek(house, elsewhere)
    with pytest.raises(BackupDamaged):
        restore(elsewhere, tmp_path / "backup")
    assert restore(elsewhere, tmp_path / "backup", keys_from=tmp_path / "apart").manifest.position == 6


def test_every_damaged_or_missing_file_is_refused_and_leaves_the_place_empty(
    house: House, elsewhere: Settings, tmp_path: Path
) -> None:
    house.fill(4)
    backup(house.settings, tmp_path / "backup")
    with_kek(house, elsewhere)
    files = sorted(path for path in (tmp_path / "backup").rglob("*") if path.is_file())
    assert len(files) >= 10
    for path in files:
        good = path.read_bytes()
        middle = len(good) // 2
        for damaged in (good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :], good[:-1], b"", None):
            path.unlink() if damaged is None else path.write_bytes(damaged)
            with pytest.raises(BackupFault):
                restore(elsewhere, tmp_path / "backup")
        path.write_bytes(good)
    manifest = tmp_path / "backup" / "MANIFEST.json"
    good = manifest.read_bytes()
    manifest.write_bytes(good.replace(b'"lost_blobs": []', b'"lost_blobs": ["x"]'))
    with pytest.raises(BackupDamaged):
        restore(elsewhere, tmp_path / "backup")
    manifest.write_bytes(good)
    assert restore(elsewhere, tmp_path / "backup").manifest.position == 6


def test_a_place_with_anything_in_it_is_refused(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(4)
    backup(house.settings, tmp_path / "backup")
    with pytest.raises(TargetNotEmpty, match=r"ledger\."):
        restore(house.settings, tmp_path / "backup")
    with_kek(house, elsewhere)
    stray = Path(elsewhere.blobs) / "ab" / str(new_id())
    stray.parent.mkdir(parents=True)
    stray.touch()
    with pytest.raises(TargetNotEmpty, match="blobs"):
        restore(elsewhere, tmp_path / "backup")
    stray.unlink()
    with Ledger.open(elsewhere) as ledger:
        ledger.digest("lookup", "makes the secret")
    with pytest.raises(TargetNotEmpty, match=r"keys\.secret"):
        restore(elsewhere, tmp_path / "backup")


def test_the_wrong_key_encryption_key_is_named_and_none_is_made(
    house: House, elsewhere: Settings, tmp_path: Path
) -> None:
    house.fill(1)
    backup(house.settings, tmp_path / "backup")
    with pytest.raises(NoKeyEncryptionKey):
        restore(elsewhere, tmp_path / "backup")
    assert not elsewhere.key_encryption_key_file.exists()
    elsewhere.key_encryption_key_file.parent.mkdir(parents=True)
    elsewhere.key_encryption_key_file.write_text("00" * 32)
    with pytest.raises(WrongKeyEncryptionKey):
        restore(elsewhere, tmp_path / "backup")
    with pytest.raises(WrongKeyEncryptionKey):
        restore(elsewhere, tmp_path / "backup", kek_from=house.settings.key_encryption_key_file)


def test_a_backup_whose_keys_are_incomplete_is_refused(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(2)
    with psycopg.connect(house.settings.keys_admin_conninfo) as keys:
        keys.execute("ALTER TABLE keys.data_key DISABLE TRIGGER ALL")
        keys.execute("DELETE FROM keys.data_key WHERE subject = %s", (house.people[1],))
    backup(house.settings, tmp_path / "backup")
    with pytest.raises(KeysMissing, match="1 keys"):
        restore(with_kek(house, elsewhere), tmp_path / "backup")


def test_a_lost_file_is_told_and_does_not_stop_the_rest(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    house.fill(7)
    lost, changed = house.documents[0][1], house.documents[1][1]
    house.blobs.delete(lost.document)
    house.blobs.store.put(changed.document, b"something else")
    manifest = backup(house.settings, tmp_path / "backup")
    assert set(manifest.lost_blobs) == {str(lost.document), str(changed.document)}
    assert manifest.blobs == 1
    assert restore(with_kek(house, elsewhere), tmp_path / "backup").manifest.blobs == 1


def test_a_backup_of_another_schema_is_refused(
    house: House, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fill(1)
    with psycopg.connect(house.settings.admin_conninfo) as connection:
        connection.execute("UPDATE renmai_schema SET version_num = '9999'")
    backup(house.settings, tmp_path / "backup")
    with pytest.raises(BackupOfOtherVersion):
        restore(with_kek(house, elsewhere), tmp_path / "backup")


def test_a_backup_is_never_written_over_another(house: House, tmp_path: Path) -> None:
    house.fill(1)
    backup(house.settings, tmp_path / "backup")
    with pytest.raises(FolderNotEmpty):
        backup(house.settings, tmp_path / "backup")
    with pytest.raises(KeyWouldBeInside):
        backup(house.settings, tmp_path / "other", kek_to=tmp_path / "other" / "kek")


def test_what_is_no_backup_is_said_so(house: House, tmp_path: Path) -> None:
    house.fill(1)
    with pytest.raises(NoBackup):
        restore(house.settings, tmp_path)


@pytest.mark.parametrize(("number", "fault"), [(28, DiskFull), (13, NoPermission), (30, NoPermission)])
def test_a_backup_that_fails_leaves_nothing_behind(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fault: type[LedgerFault]
) -> None:
    house.fill(1)

    def fsync(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(fault):
        backup(house.settings, tmp_path / "deep" / "backup")
    assert not (tmp_path / "deep" / "backup").exists()


def test_a_restore_that_fails_at_its_end_leaves_the_place_empty(
    house: House, elsewhere: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.fill(4)
    backup(house.settings, tmp_path / "backup")
    with_kek(house, elsewhere)
    with monkeypatch.context() as patch:

        def fails(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(restoring, "_keep_kek", fails)
        with pytest.raises(DiskFull):
            restore(elsewhere, tmp_path / "backup")
    assert restore(elsewhere, tmp_path / "backup").manifest.position == 6


def test_an_empty_ledger_can_be_backed_up_and_restored(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    manifest = backup(house.settings, tmp_path / "backup")
    assert (manifest.position, manifest.keys, manifest.recorded_at) == (0, 0, None)
    assert restore(with_kek(house, elsewhere), tmp_path / "backup").manifest == manifest


def test_an_event_without_a_document_needs_no_file(house: House, elsewhere: Settings, tmp_path: Path) -> None:
    person = house.ingest("韩梅梅")
    house.append(person, 2, NoteRecorded(text="同名同姓"))
    manifest = backup(house.settings, tmp_path / "backup")
    assert (manifest.position, manifest.blobs) == (2, 0)
    assert restore(with_kek(house, elsewhere), tmp_path / "backup").manifest.position == 2
