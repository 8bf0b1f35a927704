"""Signed tokens for the links by which people correct their own data.

A token is base64url of `u1`, the candidate's id, the link's id and an HMAC-SHA-256 of these under a secret of its
own: 66 bytes, 88 characters. Whether the link is still good (not expired, not followed by a newer one) stands in the
ledger, so a token holds no time and is the same whenever it is made again.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property
from uuid import UUID

from domain.vocabulary import ActorId
from ledger.ledger import Ledger

KIND = b"u1"
PURPOSE = b"renmai update link\0"
"""Nothing else that is signed under this secret can be taken for one."""
SHAPE = re.compile(r"[A-Za-z0-9_-]{88}")


class UpdateLinks:
    """Makes and reads tokens. Safe to share between threads."""

    def __init__(self, ledger: Ledger, kind: bytes = KIND, purpose: bytes = PURPOSE) -> None:
        self.ledger = ledger
        self.kind = kind
        self.purpose = purpose

    def token(self, candidate: UUID, link: UUID) -> str:
        body = self.kind + candidate.bytes + link.bytes
        return urlsafe_b64encode(body + self._signed(body)).decode()

    def read(self, token: str) -> tuple[UUID, UUID] | None:
        """The candidate and the link; None for what we never signed. The comparison takes the same time always."""
        if not SHAPE.fullmatch(token):
            return None
        found = urlsafe_b64decode(token)
        body, signature = found[:34], found[34:]
        if not hmac.compare_digest(signature, self._signed(body)) or body[:2] != self.kind:
            return None
        return UUID(bytes=body[2:18]), UUID(bytes=body[18:34])

    @cached_property
    def _secret(self) -> bytes:
        return self.ledger.keyring.secret("link")

    def _signed(self, body: bytes) -> bytes:
        return hmac.digest(self._secret, self.purpose + body, hashlib.sha256)


def actor_of(link: UUID) -> ActorId:
    """Whoever follows a link acts as it."""
    return f"link:{link}"
