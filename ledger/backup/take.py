"""`renmai backup`: while everybody goes on writing."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psycopg

from ledger.backup.blobs import blob_path, is_forgotten
from ledger.backup.durable import flush_folder, write_durably
from ledger.backup.faults import FolderNotEmpty, KeyWouldBeInside, NoKeyEncryptionKey, file_faults
from ledger.backup.manifest import File, Manifest, Progress, Schemas, Table
from ledger.backup.tables import EVENTS, Database, save, schema_versions, snapshot, tables_of
from ledger.backup.tombstones import TOMBSTONES, tombstones_of
from ledger.blob_store import BlobMissing, BlobStore
from ledger.documents import Named, named_documents
from ledger.key_encryption import KeyEncryptionKey
from ledger.key_file import KeyFile
from ledger.settings import Settings
from ledger.store import DURABLE, Store, pool_of

SECRET = ("database_url", "keys_database_url", "redis_url", "role_password")


def backup(
    settings: Settings,
    folder: Path,
    *,
    keys_to: Path | None = None,
    kek_to: Path | None = None,
    progress: Progress = lambda _step, _done, _total: None,
) -> Manifest:
    """Write a backup into an empty or new folder; the keys into another one where that is given.

    `kek_to`: also write the key-encryption key to this file, which may not lie in the backup.
    Raises BackupFault, and leaves nothing behind then.
    """
    if not KeyFile.of(settings).there:
        raise NoKeyEncryptionKey(str(settings.key_encryption_key_file))
    kek = KeyEncryptionKey.of(settings)
    keys_folder = keys_to or folder / "keys"
    for each in (folder, keys_folder):
        if kek_to is not None and kek_to.resolve().is_relative_to(each.resolve()):
            raise KeyWouldBeInside(str(kek_to))
    with file_faults(folder), _new_folders(folder, keys_folder, folder / "ledger", folder / "blobs"):
        manifest = _Taking(settings, folder, keys_folder, kek, progress).run()
        if kek_to is not None:
            write_durably(kek_to, ["\n".join(KeyFile.of(settings).lines()).encode()])
        manifest.write(folder, kek)
    return manifest


class _Taking:
    def __init__(self, settings: Settings, folder: Path, keys: Path, kek: KeyEncryptionKey, progress: Progress) -> None:
        self.settings = settings
        self.folder = folder
        self.keys = keys
        self.kek = kek
        self.progress = progress
        self.tables: dict[str, Table] = {}
        self.files: dict[str, File] = {}
        self.blobs = self.forgotten = 0
        self.lost: list[str] = []

    def run(self) -> Manifest:
        with snapshot(self.settings.admin_conninfo) as ledger:
            position, recorded_at = ledger.execute(
                "SELECT coalesce(max(position), 0), max(recorded_at) FROM ledger.event"
            ).fetchone() or (0, None)
            self._durable()
            ledger_schema, postgres = schema_versions(ledger), ledger.info.parameter_status("server_version")
            self._save_tables(ledger, "ledger", position)
        with snapshot(self.settings.keys_admin_conninfo) as keys:
            held, forgotten = keys.execute(
                "SELECT count(wrapped), count(*) - count(wrapped) FROM keys.data_key"
            ).fetchone() or (0, 0)
            keys_schema = schema_versions(keys)
            self._save_tables(keys, "keys", held + forgotten)
        self._save_blobs(position)
        self._save_tombstones()
        self._save_settings()
        return Manifest(
            made_at=datetime.now(UTC),
            renmai=version("renmai"),
            postgres=postgres or "",
            schemas=Schemas(ledger=ledger_schema, keys=keys_schema),
            key_encryption_key=self.kek.name,
            position=position,
            recorded_at=recorded_at,
            keys=held,
            forgotten_keys=forgotten,
            blobs=self.blobs,
            forgotten_blobs=self.forgotten,
            lost_blobs=tuple(self.lost),
            tables=self.tables,
            files=self.files,
        )

    def _durable(self) -> None:
        """The snapshot may show what is not on disk yet; nothing leaves the database before it is."""
        with psycopg.connect(self.settings.admin_conninfo, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = on")
            connection.execute(DURABLE.sql)

    def _save_tables(self, database: Database, schema: str, rows: int) -> None:
        folder = self.keys if schema == "keys" else self.folder / schema
        for name, columns in tables_of(database, schema).items():
            file = f"{name.partition('.')[2]}.copy.gz"

            def told(number: int, counted: bool = name in {EVENTS, "keys.data_key"}) -> None:
                if counted:
                    self.progress(schema, number, rows)

            saved = save(database, name, columns, f"{schema}/{file}", folder / file, told)
            self.tables[name], self.files[f"{schema}/{file}"] = saved
        self.progress(schema, rows, rows)

    def _save_blobs(self, position: int) -> None:
        store = BlobStore(self.settings.blobs)
        with (
            pool_of(self.settings.conninfo("reader"), size=2) as reader,
            psycopg.connect(self.settings.keys_admin_conninfo, autocommit=True) as keys,
        ):
            for named in named_documents(Store(reader), until=position):
                path = blob_path(self.folder, named)
                if not path.exists():
                    self._save_blob(store, keys, named, path)
                self.progress("blobs", self.blobs, self.blobs)

    def _save_blob(self, store: BlobStore, keys: Database, named: Named, path: Path) -> None:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with suppress(BlobMissing):
            if write_durably(path, store.pieces(named.document)).sha256 == named.ciphertext_sha256:
                self.blobs += 1
                return
        path.unlink()
        if is_forgotten(keys, named):
            self.forgotten += 1
        else:
            self.lost.append(str(named.document))

    def _save_tombstones(self) -> None:
        """Last, so that whoever was forgotten meanwhile is forgotten in this backup as well."""
        with psycopg.connect(self.settings.keys_admin_conninfo, autocommit=True) as keys:
            self._save_file(TOMBSTONES, tombstones_of(keys, self.kek).as_file(self.kek))

    def _save_settings(self) -> None:
        told = self.settings.model_dump(mode="json", exclude=set(SECRET))
        self._save_file("settings.json", (json.dumps(told, indent=2, sort_keys=True) + "\n").encode())

    def _save_file(self, name: str, content: bytes) -> None:
        written = write_durably(self.folder / name, [content])
        self.files[name] = File(size=written.size, sha256=written.sha256)


@contextmanager
def _new_folders(*folders: Path) -> Iterator[None]:
    """Make the folders; take away what was made in them when it fails."""
    for folder in folders[:2]:
        if folder.exists() and any(folder.iterdir()):
            raise FolderNotEmpty(str(folder))
    made = [folder for folder in folders if not folder.exists()]
    try:
        for folder in folders:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        yield
    except BaseException:
        for folder in folders[:2]:
            for path in folder.iterdir() if folder.exists() else ():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for folder in reversed(made):
            if folder.exists():
                folder.rmdir()
        raise
    for folder in (*folders, folders[0].parent):
        flush_folder(folder)
