"""The sealed files of a backup: where each lies, and how it comes back."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn
from uuid import UUID

from domain.vocabulary import DataClass
from ledger.backup.checks import pages
from ledger.backup.faults import BackupDamaged
from ledger.backup.manifest import Manifest, Progress, pieces
from ledger.backup.tables import Database
from ledger.blob_store import BlobStore
from ledger.documents import FIELDS, Named, named_by


def blob_path(folder: Path, named: Named) -> Path:
    return folder / "blobs" / named.document.hex[-2:] / str(named.document)


def is_forgotten(keys: Database, named: Named) -> bool:
    """Whether every key that could open it is destroyed."""
    query = """
        SELECT count(*) > 0 AND count(wrapped) = 0 FROM keys.data_key WHERE subject = %s AND data_class = %s
    """
    return keys.execute(query, (named.subject, DataClass.DOCUMENT)).fetchone() == (True,)


def files_missing(ledger: Database, keys: Database, store: BlobStore) -> tuple[int, list[UUID]]:
    """How many files the events name, and which of them are neither in the store nor forgotten."""
    named = list(named_in(ledger))
    stored = {each.document for each in store.stored()}
    return len(named), [each.document for each in named if each.document not in stored and not is_forgotten(keys, each)]


def named_in(ledger: Database) -> Iterator[Named]:
    seen: set[UUID] = set()
    for rows in pages(ledger, list(FIELDS)):
        for named in (each for row in rows for each in named_by(row)):
            if named.document not in seen:
                seen.add(named.document)
                yield named


@contextmanager
def blobs_put(
    store: BlobStore,
    folder: Path,
    named: Iterator[Named],
    keys: Database,
    manifest: Manifest,
    progress: Progress,
) -> Iterator[None]:
    """Put each file whose hash is the one in its event; take them away again when what follows fails.

    What nobody can open any more is left out.
    """
    put: list[UUID] = []
    try:
        for each in named:
            path = blob_path(folder, each)
            if is_forgotten(keys, each):
                continue
            if path.exists():
                put.append(each.document)
                _put(store, each, path)
                progress("blobs", len(put), manifest.blobs)
            elif str(each.document) not in manifest.lost_blobs:
                _refuse(each)
        yield
    except BaseException:
        for document in put:
            store.delete(document)
        raise


def _put(store: BlobStore, named: Named, path: Path) -> None:
    sha256 = hashlib.sha256()
    store.put(named.document, _hashed(pieces(path), sha256))
    if sha256.hexdigest() != named.ciphertext_sha256:
        _refuse(named)


def _refuse(named: Named) -> NoReturn:
    raise BackupDamaged(f"blobs: {named.document}")


def _hashed(parts: Iterable[bytes], sha256: "hashlib._Hash") -> Iterator[bytes]:
    for part in parts:
        sha256.update(part)
        yield part
