"""The key-encryption key: it wraps the data keys, the secrets of the ledger and the seal of a backup."""

import hashlib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.faults import WrongKeyEncryptionKey
from ledger.settings import kept_secret

NONCE = 12
"""Bytes."""


class KeyEncryptionKey:
    """AES-256-GCM over other keys. `name` tells which key it is without telling the key."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.name = hashlib.sha256(b"renmai kek name" + key).hexdigest()[:16]

    @classmethod
    def from_file(cls, path: Path) -> "KeyEncryptionKey":
        """Read 64 hex digits, or make the file (0600) when there is none yet."""
        return cls(bytes.fromhex(kept_secret(path)))

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
        try:
            return self._cipher.decrypt(wrapped[:NONCE], wrapped[NONCE:], associated)
        except InvalidTag as error:
            raise WrongKeyEncryptionKey(self.name) from error
