"""Sealed files beside the ledger: résumés, evidence, long texts, uploads.

A file is durable before the event that names it. It lies under its document's id, sealed under the document
key of the person whom it is about (`ledger.sealed_file` has the layout): destroying that key forgets it.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from uuid import UUID

import uuid_utils.compat as uuids

from domain.events import Document
from domain.recorded import Unreadable
from domain.vocabulary import Code, DataClass
from ledger.blob_store import AT_ONCE, PIECE, BlobStore
from ledger.faults import LedgerFault
from ledger.keyring import KeyName, Keyring
from ledger.sealed_file import OPENING, Place, SealedFile, TamperedBlob, generation_of, sealed

LARGEST = 50_000_000
"""Bytes of one plain file, where the caller does not say otherwise."""
LONGEST_TEXT = 20_000
"""Letters of `domain.person.LongText`; a longer one becomes a document."""
LONGEST_NAME = 1_000
"""Letters of a file's name."""


class FileNameTooLong(LedgerFault):
    """The file's name is longer than any system allows."""

    code = "file_name_too_long"


class BlobTooLarge(LedgerFault):
    """The file is above the limit. Nothing of it is kept."""

    code = "blob_too_large"


class Blobs:
    """Puts files in and gets them out. Safe to share between threads. Every call may raise BlobStoreAway."""

    def __init__(self, store_url: str, keyring: Keyring) -> None:
        self.store = BlobStore(store_url)
        self.keyring = keyring

    def put(
        self,
        subject: UUID,
        kind: Code,
        file_name: str,
        media_type: str,
        data: bytes | BinaryIO,
        *,
        largest: int = LARGEST,
    ) -> Document:
        """Seal and store a file; when this returns, it is durable. Raises BlobTooLarge, FileNameTooLong."""
        if len(file_name) > LONGEST_NAME:
            raise FileNameTooLong(f"above {LONGEST_NAME} letters")
        name, cipher = self.keyring.for_sealing([(subject, DataClass.DOCUMENT)])[subject, DataClass.DOCUMENT]
        document = uuids.uuid7()
        plain, stored = _Counted(_pieces(data), largest), hashlib.sha256()
        ciphertext = _hashed(sealed(plain, file_name, Place(name, document), cipher), stored)
        small = isinstance(data, bytes) and len(data) < AT_ONCE
        self.store.put(document, b"".join(ciphertext) if small else ciphertext)
        return Document(
            document=document,
            kind=kind,
            media_type=media_type.replace("/", ".").lower(),
            size=plain.size,
            ciphertext_sha256=stored.hexdigest(),
        )

    def read(self, subject: UUID, document: Document) -> bytes | Unreadable:
        """The whole plain file, or why it can't be read. Raises TamperedBlob, BlobMissing."""
        found = self.open(subject, document)
        return found if isinstance(found, str) else found.read()

    def open(self, subject: UUID, document: Document) -> SealedFile | Unreadable:
        """The plain file as a stream, its hash verified, or why it can't be read. Raises as `read` does."""
        return self.open_named(subject, document.document, document.ciphertext_sha256)

    def open_named(self, subject: UUID, document: UUID, ciphertext_sha256: str) -> SealedFile | Unreadable:
        size, sha256 = self.store.size_and_sha256(document)
        if sha256 != ciphertext_sha256:
            raise TamperedBlob(str(document))

        def fetch(start: int, end: int) -> bytes:
            return self.store.part(document, start, end)

        generation = generation_of(fetch(0, min(OPENING, size)))
        name = KeyName(subject, DataClass.DOCUMENT, generation)
        cipher = self.keyring.open([name])[name]
        return cipher if isinstance(cipher, str) else SealedFile(fetch, size, Place(name, document), cipher)

    def delete(self, document: UUID) -> None:
        self.store.delete(document)


class _Counted:
    """Passes pieces on, counts their bytes, and refuses what goes above the limit."""

    def __init__(self, pieces: Iterable[bytes], largest: int) -> None:
        self.pieces = pieces
        self.largest = largest
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            self.size += len(piece)
            if self.size > self.largest:
                raise BlobTooLarge(f"above {self.largest} bytes")
            yield piece


def _pieces(data: bytes | BinaryIO) -> Iterable[bytes]:
    if isinstance(data, bytes):
        return (data,)
    return iter(lambda: data.read(PIECE), b"")


def _hashed(ciphertext: Iterable[bytes], sha256: "hashlib._Hash") -> Iterator[bytes]:
    for piece in ciphertext:
        sha256.update(piece)
        yield piece
