"""The list of destroyed keys, which outlives both databases: whatever is restored, they are destroyed again.

A file of two lines: the list as JSON, and its hash, sealed under the key-encryption key. One that was cut short,
changed or forged is refused.
"""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import UUID

import psycopg
from pydantic import BaseModel, ConfigDict

from domain.vocabulary import DataClass
from ledger.backup.durable import flush_folder, write_durably
from ledger.backup.faults import BackupDamaged, NoKeyEncryptionKey, NoTombstones, file_faults
from ledger.backup.tables import Database
from ledger.faults import WrongKeyEncryptionKey
from ledger.key_encryption import KeyEncryptionKey
from ledger.key_file import KeyFile
from ledger.settings import Settings

TOMBSTONES = "TOMBSTONES"
LAYOUT: Literal["renmai-tombstones/1"] = "renmai-tombstones/1"
BOUND_TO = b"renmai tombstones"


class Tombstone(NamedTuple):
    subject: UUID
    data_class: DataClass
    generation: int
    destroyed_at: datetime


class Tombstones(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    layout: Literal["renmai-tombstones/1"] = LAYOUT
    key_encryption_key: str
    """Its name, as in a manifest."""
    made_at: datetime
    """Every key that was destroyed before is named."""
    destroyed: tuple[Tombstone, ...]

    def as_file(self, kek: KeyEncryptionKey) -> bytes:
        text = self.model_dump_json().encode()
        return text + b"\n" + kek.wrap(hashlib.sha256(text).digest(), BOUND_TO).hex().encode() + b"\n"


def tombstones_of(keys: Database, kek: KeyEncryptionKey, older: Sequence[Tombstone] = ()) -> Tombstones:
    """All there are, and those of an older list."""
    made_at = datetime.now(UTC)
    rows = keys.execute("""
        SELECT subject, data_class, generation, destroyed_at FROM keys.data_key
        WHERE destroyed_at IS NOT NULL ORDER BY subject, data_class, generation
    """)
    named = [*older, *(Tombstone(subject, DataClass(name), *rest) for subject, name, *rest in rows)]
    destroyed = {each[:3]: each for each in named}
    return Tombstones(key_encryption_key=kek.name, made_at=made_at, destroyed=tuple(destroyed.values()))


def export_tombstones(settings: Settings, path: Path) -> Tombstones:
    """Write all there are, and those that an older list there names; whole or not at all. Raises BackupFault."""
    kek = _kek(settings)
    older = read_tombstones(path, kek).destroyed if path.exists() else ()
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with psycopg.connect(settings.conninfo("keyholder")) as keys, file_faults(path):
        found = tombstones_of(keys, kek, older)
        try:
            write_durably(draft, [found.as_file(kek)])
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        flush_folder(path.parent)
    return found


def apply_tombstones(settings: Settings, path: Path) -> int:
    """Destroy what a list names; answers how many keys were still there. Raises BackupFault."""
    named = read_tombstones(path, _kek(settings))
    with psycopg.connect(settings.conninfo("keyholder")) as keys:
        return bury(keys, named.destroyed)


def _kek(settings: Settings) -> KeyEncryptionKey:
    """Never made here."""
    if not KeyFile.of(settings).there:
        raise NoKeyEncryptionKey(str(settings.key_encryption_key_file))
    return KeyEncryptionKey.of(settings)


def read_tombstones(path: Path, kek: KeyEncryptionKey) -> Tombstones:
    """Raises NoTombstones, BackupDamaged, WrongKeyEncryptionKey."""
    try:
        text, _, seal = path.read_bytes().partition(b"\n")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NoTombstones(str(path)) from error
    try:
        found = Tombstones.model_validate_json(text)
        if known := kek.knows(found.key_encryption_key):
            sealed = kek.unwrap(bytes.fromhex(seal.decode("ascii")), BOUND_TO)
    except (ValueError, WrongKeyEncryptionKey) as error:
        raise BackupDamaged(str(path)) from error
    if not known:
        raise WrongKeyEncryptionKey(f"that of {path} is {found.key_encryption_key}, this one is {kek.name}")
    if sealed != hashlib.sha256(text).digest():
        raise BackupDamaged(str(path))
    return found


def tombstones_beside(folder: Path, kek: KeyEncryptionKey) -> list[Tombstones]:
    """Those of a backup and of all that lie beside it, older and newer, but for other houses'. Raises BackupDamaged."""
    found = []
    for path in sorted(folder.resolve().parent.glob(f"*/{TOMBSTONES}")):
        try:
            found.append(read_tombstones(path, kek))
        except WrongKeyEncryptionKey:
            continue
    return found


def bury(keys: Database, destroyed: Sequence[Tombstone]) -> int:
    """Destroy each key that is named and there; answers how many. The tombstones of the others are put up too."""
    update = """
        UPDATE keys.data_key k SET wrapped = NULL, destroyed_at = gone.destroyed_at
        FROM unnest(%s::uuid[], %s::text[], %s::int4[], %s::timestamptz[])
            AS gone(subject, data_class, generation, destroyed_at)
        WHERE (k.subject, k.data_class, k.generation) = (gone.subject, gone.data_class, gone.generation)
            AND k.destroyed_at IS NULL
    """
    insert = """
        INSERT INTO keys.data_key (subject, data_class, generation, made_at, destroyed_at, wrapped_by)
        SELECT subject, data_class, generation, destroyed_at, destroyed_at, ''
        FROM unnest(%s::uuid[], %s::text[], %s::int4[], %s::timestamptz[])
            AS gone(subject, data_class, generation, destroyed_at)
        ON CONFLICT DO NOTHING
    """
    columns = (
        [each.subject for each in destroyed],
        [each.data_class.value for each in destroyed],
        [each.generation for each in destroyed],
        [each.destroyed_at for each in destroyed],
    )
    again = keys.execute(update, columns).rowcount
    keys.execute(insert, columns)
    return again
