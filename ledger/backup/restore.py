"""`renmai restore`: into an empty place, all of it or nothing."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import psycopg

from ledger.backup.blobs import blobs_put, named_in
from ledger.backup.checks import check_keys, check_order, check_wrapping
from ledger.backup.durable import write_durably
from ledger.backup.faults import BackupOfOtherVersion, NoKeyEncryptionKey, TargetNotEmpty, file_faults
from ledger.backup.manifest import (
    Manifest,
    Progress,
    Schemas,
    place_of,
    read_manifest,
    verify_files,
    verify_seal,
)
from ledger.backup.tables import Database, load, schema_versions, tables_of
from ledger.backup.tombstones import bury, read_tombstones, tombstones_beside
from ledger.blob_store import BlobStore
from ledger.faults import WrongKeyEncryptionKey
from ledger.key_encryption import KeyEncryptionKey
from ledger.key_file import KeyFile
from ledger.locks import APPENDS
from ledger.migrate import migrate
from ledger.settings import Settings


class Restored(NamedTuple):
    manifest: Manifest
    destroyed_again: int
    """Keys that are in the backup and were destroyed since."""
    destroyed_until: datetime
    """The newest list of destroyed keys is of then: whoever was forgotten later can be read again."""


def restore(
    settings: Settings,
    folder: Path,
    *,
    keys_from: Path | None = None,
    kek_from: Path | None = None,
    tombstones: Path | None = None,
    rebuild: Callable[[], object] | None = None,
    progress: Progress = lambda _step, _done, _total: None,
) -> Restored:
    """Verify a backup, load it into empty databases and an empty blob store, check it, and only then keep it.

    `kek_from`: the file with the key-encryption key, which is put where the settings want it.
    `tombstones`: a list of destroyed keys, beside those of the backup itself and of the backups in the same folder.
    `rebuild` makes the read models again.
    Raises BackupFault, WrongKeyEncryptionKey, KeysMissing, BlobStoreAway.
    """
    keys_folder = keys_from or folder / "keys"
    with file_faults(folder):
        kek = _kek(settings, kek_from)
        manifest, text = read_manifest(folder)
        verify_seal(folder, manifest, text, kek)
        lists = tombstones_beside(folder, kek)
        if tombstones is not None:
            lists.append(read_tombstones(tombstones, kek))
        verify_files(folder, keys_folder, manifest, progress)
        _refuse_used(settings)
        migrate(settings.admin_conninfo, settings.keys_admin_conninfo, settings.role_secret())
        with (
            psycopg.connect(settings.keys_admin_conninfo) as keys,
            psycopg.connect(settings.admin_conninfo) as ledger,
        ):
            _refuse_other_version(ledger, keys, manifest)
            _load(ledger, keys, folder, keys_folder, manifest, progress)
            # In the transaction that brings them: no other session ever sees them whole.
            destroyed_again = sum(bury(keys, each.destroyed) for each in lists)
            check_order(ledger, manifest.position)
            check_wrapping(keys, kek)
            check_keys(ledger, keys, manifest.position, progress)
            with blobs_put(BlobStore(settings.blobs), folder, named_in(ledger), keys, manifest, progress):
                _keep_kek(settings, kek_from)
                keys.commit()
                ledger.commit()
        _analyze(settings)
    if rebuild is not None:
        progress("rebuild", 0, manifest.position)
        rebuild()
        progress("rebuild", manifest.position, manifest.position)
    return Restored(manifest, destroyed_again, max((each.made_at for each in lists), default=manifest.made_at))


def _kek(settings: Settings, kek_from: Path | None) -> KeyEncryptionKey:
    """Never made here: a new one would open nothing."""
    wanted = KeyFile.of(settings)
    if kek_from is None:
        if not wanted.there:
            raise NoKeyEncryptionKey(str(wanted.path))
        return KeyEncryptionKey.of(settings)
    if not kek_from.exists():
        raise NoKeyEncryptionKey(str(kek_from))
    found = KeyEncryptionKey(file=KeyFile(kek_from, wanted.service))
    if not wanted.there:
        return found
    ours = KeyEncryptionKey.of(settings)
    if not ours.knows(found.name):
        raise WrongKeyEncryptionKey(f"another key, {ours.name}, is where this one is to go")
    return ours


def _keep_kek(settings: Settings, kek_from: Path | None) -> None:
    wanted = KeyFile.of(settings)
    if kek_from is not None and not wanted.there:
        wanted.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_durably(wanted.path, [kek_from.read_bytes()])


def _refuse_used(settings: Settings) -> None:
    """Nothing is touched when there is anything: events, keys, secrets or files."""
    for conninfo, schema in ((settings.admin_conninfo, "ledger"), (settings.keys_admin_conninfo, "keys")):
        with psycopg.connect(conninfo) as database:
            if database.execute("SELECT to_regnamespace(%s) IS NULL", (schema,)).fetchone() == (True,):
                continue
            for name in tables_of(database, schema):
                if database.execute(f"SELECT EXISTS (SELECT FROM {name})").fetchone() == (True,):  # noqa: S608  # nosec B608 - our own table names
                    raise TargetNotEmpty(name)
    if next(BlobStore(settings.blobs).stored(), None) is not None:
        raise TargetNotEmpty("blobs")


def _refuse_other_version(ledger: Database, keys: Database, manifest: Manifest) -> None:
    here = Schemas(ledger=schema_versions(ledger), keys=schema_versions(keys))
    if here != manifest.schemas:
        raise BackupOfOtherVersion(f"made by Renmai {manifest.renmai}")


def _load(
    ledger: Database, keys: Database, folder: Path, keys_folder: Path, manifest: Manifest, progress: Progress
) -> None:
    for database in (keys, ledger):
        database.execute("SET LOCAL ROLE renmai_owner")
    ledger.execute("SELECT pg_advisory_xact_lock(%s)", (APPENDS,))  # nobody appends to a ledger that is being loaded
    for number, (name, table) in enumerate(manifest.tables.items(), 1):
        database = keys if name.startswith("keys.") else ledger
        load(database, name, table, place_of(folder, keys_folder, table.file))
        progress("load", number, len(manifest.tables))


def _analyze(settings: Settings) -> None:
    """The planner knows nothing of what COPY brought."""
    for conninfo in (settings.admin_conninfo, settings.keys_admin_conninfo):
        with psycopg.connect(conninfo, autocommit=True) as database:
            database.execute("ANALYZE")
