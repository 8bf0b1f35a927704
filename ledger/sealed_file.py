"""The layout of a sealed file: chunked, so that it streams, and bound so that nothing can be cut or moved.

    file  = head, chunk, chunk …                                             (numbers are big-endian)
    head  = "RNMB" | layout: uint8 = 1 | generation: uint32 | length of c: uint16 | n: 12 bytes | c
    c     = AES-256-GCM under the subject's document key of: file key (32 bytes) | file name in UTF-8
            with nonce n and associated data "blob/SUBJECT/document/GENERATION/DOCUMENT"
    chunk = AES-256-GCM under the file key of 65,536 bytes; only the last holds less (none, in an empty file)
            with nonce = number of the chunk: uint88 | 1 for the last chunk, else 0

The chunks are the STREAM construction, in the form that age made known: an order changed, a chunk taken away,
doubled or added, or an end cut off does not authenticate. The layout is permanent: `tests/ledger/golden`.
"""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.faults import LedgerFault
from ledger.first_keys import Cipher
from ledger.key_encryption import NONCE
from ledger.keyring import KeyName

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAGIC = b"RNMB\x01"
OPENING = len(MAGIC) + 4 + 2 + NONCE
"""Bytes before the sealed part of the head."""
FILE_KEY = 32
TAG = 16
CHUNK = 65_536
SEALED_CHUNK = CHUNK + TAG
AT_ONCE = 16
"""Chunks that are fetched together when a file is read."""


class TamperedBlob(LedgerFault):
    """A stored file is not the one that the ledger names: changed, cut short, or in another's place."""

    code = "tampered_blob"


@dataclass(frozen=True, slots=True)
class Place:
    """What a file is bound to."""

    key: KeyName
    document: UUID

    def associated(self) -> bytes:
        return b"blob/" + self.key.associated() + f"/{self.document}".encode()


def sealed(plain: Iterable[bytes], file_name: str, place: Place, cipher: Cipher) -> Iterator[bytes]:
    """The stored bytes of a file, as they come."""
    file_key = AESGCM.generate_key(256)
    yield head(file_key, file_name, place, cipher, os.urandom(NONCE))
    yield from chunks(plain, AESGCM(file_key))


def head(file_key: bytes, file_name: str, place: Place, cipher: Cipher, nonce: bytes) -> bytes:
    label = cipher.encrypt(nonce, file_key + file_name.encode("utf-8", "surrogatepass"), place.associated())
    return MAGIC + place.key.generation.to_bytes(4) + len(label).to_bytes(2) + nonce + label


def chunks(plain: Iterable[bytes], cipher: AESGCM) -> Iterator[bytes]:
    waiting, number = bytearray(), 0
    for part in plain:
        waiting += part
        while len(waiting) > CHUNK:
            yield cipher.encrypt(_nonce(number, last=False), waiting[:CHUNK], None)
            del waiting[:CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), waiting, None)


def generation_of(opening: bytes) -> int:
    """Which generation of the document key opens the file that begins with these bytes."""
    if len(opening) < OPENING or not opening.startswith(MAGIC):
        raise TamperedBlob("not a sealed file")
    return int.from_bytes(opening[len(MAGIC) : len(MAGIC) + 4])


class SealedFile(io.RawIOBase):
    """A sealed file, read as if it were plain: seekable, and never more than a megabyte in memory.

    `fetch(start, end)` gives stored bytes, of which there are `size`. Each chunk is checked before any byte
    of it is given out: `TamperedBlob`.
    """

    def __init__(self, fetch: Callable[[int, int], bytes], size: int, place: Place, cipher: AESGCM) -> None:
        super().__init__()
        self._fetch = fetch
        opening = fetch(0, min(OPENING, size))
        if generation_of(opening) != place.key.generation:
            raise TamperedBlob(str(place.document))
        self._body = OPENING + int.from_bytes(opening[-NONCE - 2 : -NONCE])
        label = fetch(OPENING, min(self._body, size))
        self._document = str(place.document)
        plain = self._opened(cipher, opening[-NONCE:], label, place.associated())
        self._cipher = AESGCM(plain[:FILE_KEY])
        self.file_name = plain[FILE_KEY:].decode("utf-8", "surrogatepass")
        stored = size - self._body
        self._chunks = max(1, -(-stored // SEALED_CHUNK))
        self.size = stored - self._chunks * TAG
        """Of the plain file, in bytes."""
        if self.size < 0:
            raise TamperedBlob(self._document)
        self._stored = size
        self._position = 0
        self._held = (0, b"")
        """Where in the plain file the bytes at hand begin, and the bytes."""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: "WriteableBuffer") -> int:
        if self._position >= self.size and self.size > 0:
            return 0
        begins, plain = self._held
        if not begins <= self._position < begins + len(plain):
            begins, plain = self._held = self._load(self._position // CHUNK)
        target = memoryview(buffer).cast("B")
        given = plain[self._position - begins : self._position - begins + len(target)]
        target[: len(given)] = given
        self._position += len(given)
        return len(given)

    def _load(self, first: int) -> tuple[int, bytes]:
        after = min(first + AT_ONCE, self._chunks)
        start, end = self._body + first * SEALED_CHUNK, min(self._body + after * SEALED_CHUNK, self._stored)
        stored = self._fetch(start, end)
        if len(stored) != end - start:
            raise TamperedBlob(self._document)
        plain = [
            self._opened(
                self._cipher,
                _nonce(number, last=number == self._chunks - 1),
                stored[(number - first) * SEALED_CHUNK : (number - first + 1) * SEALED_CHUNK],
                None,
            )
            for number in range(first, after)
        ]
        return first * CHUNK, b"".join(plain)

    def _opened(self, cipher: AESGCM, nonce: bytes, ciphertext: bytes, bound_to: bytes | None) -> bytes:
        try:
            return cipher.decrypt(nonce, ciphertext, bound_to)
        except InvalidTag as error:
            raise TamperedBlob(self._document) from error


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])
