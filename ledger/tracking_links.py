"""Signed links by which a message tells that it was opened, and a link in it followed.

`PERSON CONTACT NUMBER SIGNATURE`, base64url, of ids only. The signature of a link covers its target, which stands
beside it: nothing leads anywhere but to what stood in the message.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from ledger.ledger import Ledger

PURPOSE = b"renmai tracking link\0"
SHAPE = re.compile(r"[A-Za-z0-9_-]{88}")
TARGET = re.compile(r"[A-Za-z0-9_-]{1,4000}={0,2}")
OPENED = 0
"""The number of the picture; links have theirs from 1."""


@dataclass(frozen=True, slots=True)
class Tracked:
    candidate: UUID
    contact: UUID
    number: int


class TrackingLinks:
    """Makes and reads them. Safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def picture(self, candidate: UUID, contact: UUID) -> str:
        return f"o/{self._token(candidate, contact, OPENED, '')}.gif"

    def link(self, candidate: UUID, contact: UUID, number: int, target: str) -> str:
        shown = urlsafe_b64encode(target.encode()).decode().rstrip("=")
        return f"c/{self._token(candidate, contact, number, target)}/{shown}"

    def read(self, token: str, target: str = "") -> Tracked | None:
        """None for what we never signed. The comparison takes the same time always."""
        if not SHAPE.fullmatch(token):
            return None
        found = urlsafe_b64decode(token)
        body, signature = found[:34], found[34:]
        if not hmac.compare_digest(signature, self._signed(body, target)):
            return None
        return Tracked(UUID(bytes=body[:16]), UUID(bytes=body[16:32]), int.from_bytes(body[32:34]))

    def target_of(self, shown: str) -> str | None:
        if not TARGET.fullmatch(shown):
            return None
        try:
            return urlsafe_b64decode(shown + "=" * (-len(shown) % 4)).decode()
        except ValueError:
            return None

    def _token(self, candidate: UUID, contact: UUID, number: int, target: str) -> str:
        body = candidate.bytes + contact.bytes + number.to_bytes(2)
        return urlsafe_b64encode(body + self._signed(body, target)).decode()

    @cached_property
    def _secret(self) -> bytes:
        return self.ledger.keyring.secret("link")

    def _signed(self, body: bytes, target: str) -> bytes:
        return hmac.digest(self._secret, PURPOSE + body + target.encode(), hashlib.sha256)
