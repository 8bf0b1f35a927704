"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature), with Ed25519.

A note is a text, an empty line and signatures, `— name base64(key id ‖ signature)`. A verifier key is
`name+hex(key id)+base64(type ‖ public key)`; key id = SHA-256(name ‖ 0x0A ‖ type ‖ public key), first 4 bytes.
"""

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

DASH = "— "
LARGEST_SIZE = 2**63 - 1


class KeyType(IntEnum):
    LOG = 1
    """Ed25519 over the note's text."""
    WITNESS = 4
    """Ed25519 over `cosignature/v1`, a line with the time, and the text; the time goes before the signature."""


class BadNote(ValueError):
    """Not a note, not a checkpoint, or not a key."""


class BadSignature(ValueError):
    """The note bears this key's name, and the signature isn't its."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    name: str
    type: KeyType
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.type]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Raises BadNote."""
        name, _, rest = text.strip().partition("+")
        said_id, _, encoded = rest.partition("+")
        try:
            raw = b64decode(encoded, validate=True)
            key = cls(name, KeyType(raw[0]), raw[1:])
        except (NotBase64, ValueError, IndexError):
            raise BadNote("not a verifier key") from None
        if not _is_name(name) or len(key.public) != 32 or key.id.hex() != said_id:
            raise BadNote("not a verifier key")
        return key


@dataclass(frozen=True, slots=True)
class SignerKey:
    name: str
    type: KeyType
    seed: bytes
    """32 secret bytes."""

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.seed) != 32:
            raise BadNote("a key has a name without spaces or plus signs, and 32 bytes")

    def __repr__(self) -> str:
        return f"SignerKey({self.name})"

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.type, self._private.public_key().public_bytes_raw())

    def sign(self, text: str, at: datetime | None = None) -> str:
        """One line of signature, with its line break. A witness says when."""
        seconds = _seconds(at) if self.type == KeyType.WITNESS else b""
        signature = self._private.sign(_signed(self.type, seconds, text))
        return f"{DASH}{self.name} {b64encode(self.verifier.id + seconds + signature).decode()}\n"

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed a note, of those whose keys were at hand."""

    key: VerifierKey
    at: datetime | None
    """When, as a witness says; a log says nothing."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tree at one moment: what is signed, and all that has to be kept to hold a log to it."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Raises BadNote; also for extension lines, which we never write."""
        lines = text.split("\n")
        try:
            origin, size, root, end = lines
            found = cls(origin, int(size), b64decode(root, validate=True))
        except (NotBase64, ValueError):
            raise BadNote("not a checkpoint") from None
        if end or not origin or found.text() != text or len(found.root) != 32 or not 0 <= found.size <= LARGEST_SIZE:
            raise BadNote("not a checkpoint")
        return found


def opened(note: str, keys: Iterable[VerifierKey]) -> tuple[str, list[Signed]]:
    """The text, and which of the keys signed it. Raises BadNote, BadSignature."""
    text, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise BadNote("not a signed note")
    text += "\n"
    known = {(key.name, key.id): key for key in keys}
    found = []
    for line in signatures[:-1].split("\n"):
        name, _, encoded = line.removeprefix(DASH).partition(" ")
        try:
            raw = b64decode(encoded, validate=True)
        except (NotBase64, ValueError):
            raise BadNote("not a signature line") from None
        if not line.startswith(DASH) or not _is_name(name) or len(raw) < 5:
            raise BadNote("not a signature line")
        if key := known.get((name, raw[:4])):
            found.append(Signed(key, _checked(key, raw[4:], text)))
    return text, found


def _checked(key: VerifierKey, raw: bytes, text: str) -> datetime | None:
    seconds, signature = (raw[:8], raw[8:]) if key.type == KeyType.WITNESS else (b"", raw)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, _signed(key.type, seconds, text))
    except InvalidSignature:
        raise BadSignature(key.name) from None
    return datetime.fromtimestamp(int.from_bytes(seconds), UTC) if seconds else None


def _signed(kind: KeyType, seconds: bytes, text: str) -> bytes:
    if kind == KeyType.LOG:
        return text.encode()
    return f"cosignature/v1\ntime {int.from_bytes(seconds)}\n{text}".encode()


def _seconds(at: datetime | None) -> bytes:
    if at is None:
        raise BadNote("a witness says when")
    return int(at.timestamp()).to_bytes(8)


def _is_name(name: str) -> bool:
    return bool(name) and not any(each.isspace() or each == "+" for each in name)
