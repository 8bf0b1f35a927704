"""Where sealed files lie: a folder, or anything that speaks S3. Knows bytes, not meanings."""

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from ledger.faults import LedgerFault

PIECE = 1 << 20
AT_ONCE = 5 << 20
"""Bytes that are stored in one request; more goes in parts."""


class BlobMissing(LedgerFault):
    """The store has no file under this document's id."""

    code = "blob_missing"


class BlobStoreAway(LedgerFault):
    """The store can't be reached, or refuses."""

    code = "blob_store_unavailable"


class Stored(NamedTuple):
    document: UUID
    size: int
    stored_at: datetime


class BlobStore:
    """Files under their documents' ids. Safe to share between threads.

    `url`: a folder, `file:///folder`, or `s3://bucket/prefix`, whose endpoint and credentials come from the
    usual `AWS_…` variables. Every call may raise BlobStoreAway.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.folder = folder_of(url)
        with store_faults():
            self._store = opened_store(url, self.folder)

    def put(self, document: UUID, pieces: bytes | Iterable[bytes]) -> None:
        """Durable when this returns; what fails halfway leaves nothing."""
        with store_faults(), self._there_or_away():
            obstore.put(
                self._store,
                _path(document),
                pieces if isinstance(pieces, bytes) else iter(pieces),
                chunk_size=AT_ONCE,
            )
            self._flush(document)

    def pieces(self, document: UUID) -> Iterator[bytes]:
        """Raises BlobMissing."""
        with store_faults(), self._there_or_away():
            yield from map(bytes, obstore.get(self._store, _path(document)).stream(min_chunk_size=PIECE))

    def part(self, document: UUID, start: int, end: int) -> bytes:
        """Raises BlobMissing."""
        with store_faults(), self._there_or_away():
            return bytes(obstore.get_range(self._store, _path(document), start=start, end=end))

    def size_and_sha256(self, document: UUID) -> tuple[int, str]:
        """Raises BlobMissing."""
        size, sha256 = 0, hashlib.sha256()
        for piece in self.pieces(document):
            size += len(piece)
            sha256.update(piece)
        return size, sha256.hexdigest()

    def holds(self, document: UUID) -> bool:
        try:
            with store_faults(), self._there_or_away():
                obstore.head(self._store, _path(document))
        except BlobMissing:
            return False
        return True

    def delete(self, document: UUID) -> None:
        """What is not there is no fault."""
        with suppress(BlobMissing), store_faults(), self._there_or_away():
            obstore.delete(self._store, _path(document))

    def stored(self) -> Iterator[Stored]:
        """Everything, in no order."""
        with store_faults():
            for page in obstore.list(self._store):
                for each in page:
                    if (document := _document(each["path"])) is not None:
                        yield Stored(document, each["size"], each["last_modified"])

    @contextmanager
    def _there_or_away(self) -> Iterator[None]:
        """A file is missing only where its store is there: the wrong bucket, or a folder that is not mounted, has
        none either, and whoever believed it would give up on a file, or take one for erased."""
        try:
            yield
        except FileNotFoundError as error:
            if self.folder is None:
                next(iter(obstore.list(self._store)), None)
            elif not self.folder.is_dir():
                raise NotADirectoryError(str(self.folder)) from error
            raise

    def _flush(self, document: UUID) -> None:
        """The library's local store renames into place, but leaves the flush to the system."""
        if self.folder is None:
            return
        file = self.folder / _path(document)
        for path in (file, file.parent, self.folder):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _path(document: UUID) -> str:
    """Spread by the random end of the id over 256 folders."""
    return f"{document.hex[-2:]}/{document}"


def _document(path: str) -> UUID | None:
    try:
        return UUID(path.rpartition("/")[2])
    except ValueError:
        return None


def folder_of(url: str) -> Path | None:
    """The local folder that is meant, if one is."""
    if "://" not in url:
        return Path(url).absolute()
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def opened_store(url: str, folder: Path | None) -> ObjectStore:
    if folder is None:
        return from_url(url, retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=30)})
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(folder)


@contextmanager
def store_faults() -> Iterator[None]:
    """What the store says, in the ledger's own words: its messages are long, and hold addresses."""
    try:
        yield
    except FileNotFoundError as error:
        raise BlobMissing from error
    except (BaseError, OSError) as error:
        full = getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)
        raise BlobStoreAway("disk full" if full else type(error).__name__) from error
