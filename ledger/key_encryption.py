"""The key-encryption key: it wraps the data keys, the secrets of the ledger and the seal of a backup."""

import hashlib
import os
from collections.abc import Iterable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.faults import WrongKeyEncryptionKey
from ledger.key_file import KeyFile
from ledger.settings import Settings

NONCE = 12
"""Bytes."""


class WrappingKey:
    """AES-256-GCM over other keys. `name` tells which key it is without telling the key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.name = hashlib.sha256(b"renmai kek name" + key).hexdigest()[:16]

    def wrap(self, key: bytes, associated: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, key, associated)

    def wrap_all(self, keys: Iterable[bytes], associated: Sequence[bytes]) -> list[bytes]:
        """Many at once, with one call for randomness."""
        random = os.urandom(NONCE * len(associated))
        nonces = [random[at : at + NONCE] for at in range(0, len(random), NONCE)]
        encrypt = self._cipher.encrypt
        return [
            nonce + encrypt(nonce, *each)
            for nonce, each in zip(nonces, zip(keys, associated, strict=True), strict=True)
        ]

    def unwrap(self, wrapped: bytes, associated: bytes) -> bytes:
        """Raises InvalidTag."""
        return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], associated)

    def opens(self, wrapped: bytes, associated: bytes) -> bool:
        try:
            self.unwrap(wrapped, associated)
        except InvalidTag:
            return False
        return True


class KeyEncryptionKey:
    """The newest key wraps; those before it open what they wrapped, for as long as the file holds them.

    A file that changes is read again: before anything is wrapped, and when something does not open.
    Safe to share between threads.
    """

    def __init__(self, *keys: bytes, file: KeyFile | None = None) -> None:
        self._file = file
        self._seen = file.state() if file else None
        self._keys = tuple(map(WrappingKey, keys or (file.read() if file else ())))

    @classmethod
    def of(cls, settings: Settings) -> "KeyEncryptionKey":
        """What the file of the settings holds; it is made (0600) when there is none yet. Raises KeyServiceAway."""
        return cls(file=KeyFile.of(settings))

    @property
    def name(self) -> str:
        return self.current().name

    def current(self) -> WrappingKey:
        """The one that wraps."""
        self._read_again()
        return self._keys[0]

    def knows(self, name: str) -> bool:
        """Whether the key of this name is here, be it the newest or one before it."""
        return any(each.name == name for each in self._keys)

    def wrap(self, key: bytes, associated: bytes) -> bytes:
        return self.current().wrap(key, associated)

    def unwrap(self, wrapped: bytes, associated: bytes) -> bytes:
        """Raises WrongKeyEncryptionKey."""
        try:
            return self._keys[0].unwrap(wrapped, associated)
        except InvalidTag:
            self._read_again()
        for each in self._keys:
            try:
                return each.unwrap(wrapped, associated)
            except InvalidTag:
                continue
        raise WrongKeyEncryptionKey(self._keys[0].name)

    def _read_again(self) -> None:
        state = self._file.state() if self._file else None
        if self._file and state and state != self._seen:
            self._keys = tuple(map(WrappingKey, self._file.read()))
            self._seen = state


def fresh_key() -> bytes:
    return os.urandom(32)
