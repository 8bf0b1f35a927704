"""The manifest: what a backup holds, and how its files are known to be the ones that were written."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.vocabulary import Sha256
from ledger.backup.durable import write_durably
from ledger.backup.faults import BackupDamaged, BackupOfOtherVersion, NoBackup
from ledger.faults import WrongKeyEncryptionKey
from ledger.key_encryption import NONCE, KeyEncryptionKey
from ledger.sealed_file import TAG

MANIFEST, SEAL = "MANIFEST.json", "MANIFEST.seal"
LAYOUT: Literal["renmai-backup/1"] = "renmai-backup/1"
BOUND_TO = b"renmai backup manifest"
PIECE = 1 << 20

Progress = Callable[[str, int, int], None]
"""(step, done, of how many): the steps are `STEPS`."""
STEPS = ("ledger", "keys", "blobs", "verify", "load", "check", "rebuild")


class _Noted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class File(_Noted):
    size: int
    sha256: Sha256


class Table(_Noted):
    """One table's rows, in the columns named."""

    file: str
    columns: tuple[str, ...]
    rows: int


class Schemas(_Noted):
    """The migrations that each database had seen last."""

    ledger: tuple[str, ...]
    keys: tuple[str, ...]


class Manifest(_Noted):
    layout: Literal["renmai-backup/1"] = LAYOUT
    made_at: datetime
    renmai: str
    postgres: str
    schemas: Schemas
    key_encryption_key: str
    """Its name, which tells which key it is and not the key."""
    position: int
    """The last event's. Events are 1 to this, without a gap."""
    recorded_at: datetime | None
    keys: int
    forgotten_keys: int
    blobs: int
    forgotten_blobs: int
    """Named by events, and gone with their keys."""
    lost_blobs: tuple[str, ...]
    """Named by events, and missing or damaged in the store when the backup was made: an alarm."""
    tables: dict[str, Table]
    files: dict[str, File]

    def write(self, folder: Path, kek: KeyEncryptionKey) -> None:
        """The seal first: a manifest without one is no backup."""
        text = (self.model_dump_json(indent=2) + "\n").encode()
        seal = kek.wrap(hashlib.sha256(text).digest(), BOUND_TO)
        write_durably(folder / SEAL, [(seal.hex() + "\n").encode()])
        write_durably(folder / MANIFEST, [text])


def read_manifest(folder: Path) -> tuple[Manifest, bytes]:
    """The manifest and its very bytes, not verified yet. Raises NoBackup, BackupDamaged."""
    try:
        text = (folder / MANIFEST).read_bytes()
    except FileNotFoundError as error:
        raise NoBackup(str(folder)) from error
    try:
        return Manifest.model_validate_json(text), text
    except ValidationError as error:
        if any(each["loc"] == ("layout",) for each in error.errors()):
            raise BackupOfOtherVersion(MANIFEST) from error
        raise BackupDamaged(MANIFEST) from error


def verify_seal(folder: Path, manifest: Manifest, text: bytes, kek: KeyEncryptionKey) -> None:
    """Raises WrongKeyEncryptionKey, BackupDamaged."""
    if not kek.knows(manifest.key_encryption_key):
        raise WrongKeyEncryptionKey(f"the backup's is {manifest.key_encryption_key}, this one is {kek.name}")
    try:
        written = (folder / SEAL).read_text(encoding="ascii")
        sealed = kek.unwrap(bytes.fromhex(written), BOUND_TO)
    except (FileNotFoundError, ValueError, WrongKeyEncryptionKey) as error:
        raise BackupDamaged(SEAL) from error
    if len(written) != 2 * (NONCE + 32 + TAG) + 1 or sealed != hashlib.sha256(text).digest():
        raise BackupDamaged(MANIFEST)


def verify_files(folder: Path, keys: Path, manifest: Manifest, progress: Progress) -> None:
    """Every file is the one that was written. Raises BackupDamaged with the first that is not."""
    total, done = sum(file.size for file in manifest.files.values()), 0
    for name, file in manifest.files.items():
        size, sha256 = 0, hashlib.sha256()
        for piece in pieces(place_of(folder, keys, name)):
            size += len(piece)
            sha256.update(piece)
        if (size, sha256.hexdigest()) != (file.size, file.sha256):
            raise BackupDamaged(name)
        done += size
        progress("verify", done, total)


def place_of(folder: Path, keys: Path, name: str) -> Path:
    """Where a file lies, as keys may lie apart. Raises BackupDamaged for a name that leads out."""
    top, _, rest = name.partition("/")
    root, inner = (keys, rest) if top == "keys" else (folder, name)
    path = root / inner
    if not path.resolve().is_relative_to(root.resolve()):
        raise BackupDamaged(MANIFEST)
    return path


def pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except FileNotFoundError as error:
        raise BackupDamaged(path.name) from error
