"""Many new keys on their way to the database by COPY, in its binary form: about half of what an INSERT costs it.

A COPY is all or nothing: it fails where one of the keys is there already.
"""

import struct
from collections.abc import Iterable
from uuid import UUID

import psycopg
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.vocabulary import DataClass
from ledger.session import Session

COPY = "COPY keys.data_key (subject, data_class, generation, wrapped, wrapped_by) FROM STDIN (FORMAT BINARY)"
HEAD, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
SUBJECT = struct.Struct("!hi16s")
"""How many fields there are, and the first."""
GENERATION = struct.Struct("!iii")
"""And the length of what comes after it."""
LENGTH = struct.Struct("!i")


class NewKey:
    """A key that was just made and seals once or twice. OpenSSL's context for it, 2.8 KB, lives for that call only."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def encrypt(self, nonce: bytes, plain: bytes, associated: bytes | None) -> bytes:
        return AESGCM(self._key).encrypt(nonce, plain, associated)

    def decrypt(self, nonce: bytes, ciphertext: bytes, associated: bytes | None) -> bytes:
        return AESGCM(self._key).decrypt(nonce, ciphertext, associated)


Cipher = AESGCM | NewKey


def _text(text: str) -> bytes:
    return LENGTH.pack(len(text.encode())) + text.encode()


CLASSES = {each: _text(each) for each in DataClass}


def copied(
    session: Session, names: Iterable[tuple[UUID, DataClass, int]], wrapped: Iterable[bytes], wrapped_by: str
) -> bool:
    """Whether all of them were new; else none is stored."""
    by = _text(wrapped_by)
    rows = [
        part
        for (subject, data_class, generation), key in zip(names, wrapped, strict=True)
        for part in (
            SUBJECT.pack(5, 16, subject.bytes),
            CLASSES[data_class],
            GENERATION.pack(4, generation, len(key)),
            key,
            by,
        )
    ]
    try:
        with session.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write(b"".join([HEAD, *rows, END]))
    except psycopg.errors.UniqueViolation:
        return False
    return True
