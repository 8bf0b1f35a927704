"""Access keys: who may call, in which role. Each is a stream of its own; the keys themselves are never stored.

A key is `rk_` and 256 random bits; the ledger keeps its SHA-256. Whether a key is good must be true at once, so
it is read from an inline row of the append and not from a read model.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.envelope import Meta
from domain.events import AccessKeyIssued, AccessKeyRevoked
from domain.vocabulary import ActorId, Code
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.store import Inline, Receipt

AccessRole = Literal["recruiter", "auditor", "analyst", "admin"]

CACHED_FOR = 1.0
"""Seconds for which an answer about a key is reused: a revoked key dies within them."""
LARGEST_CACHE = 10_000


@dataclass(frozen=True, slots=True)
class Access:
    """What a good key opens."""

    key: UUID
    role: AccessRole
    expires_at: datetime | None = None

    @property
    def actor(self) -> ActorId:
        return f"key:{self.key}"


class AccessKeys:
    """Issues, revokes and recognises keys. Safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._known: dict[bytes, tuple[float, Access | None]] = {}

    def issue(self, role: AccessRole, by: ActorId, expires_at: datetime | None = None) -> tuple[UUID, str]:
        """A new key's id, and the key itself: it is shown this once."""
        key, plain = new_id(), f"rk_{secrets.token_urlsafe(32)}"
        sha256 = _sha256(plain)
        event = AccessKeyIssued(role=role, key_sha256=sha256.hex(), expires_at=expires_at)
        inline = Inline(access_keys=[(sha256, key, role, expires_at)])
        self.ledger.append([NewEvent(key, 1, _meta(by), event)], inline=inline)
        return key, plain

    def revoke(self, key: UUID, by: ActorId, why: Code | None = None) -> Receipt | None:
        """No call is answered under the key afterwards. None when there is no such key, or it is revoked already."""
        history = self.ledger.history(key)
        if len(history) != 1 or not isinstance(history[0].event, AccessKeyIssued):
            return None
        event = NewEvent(key, 2, _meta(by), AccessKeyRevoked(why=why))
        receipt = self.ledger.append([event], unmoved={key: 1}, inline=Inline(revoked_access_keys=[key]))
        self._known.clear()
        return receipt

    def find(self, plain: str) -> Access | None:
        """What the key opens now; None when it is unknown, revoked or past its time."""
        sha256 = _sha256(plain)
        now = time.monotonic()
        hit = self._known.get(sha256)
        if hit is None or hit[0] <= now:
            if len(self._known) > LARGEST_CACHE:
                self._known.clear()
            hit = (now + CACHED_FOR, self._look_up(sha256))
            self._known[sha256] = hit
        access = hit[1]
        if access and access.expires_at and access.expires_at <= self.ledger.clock():
            return None
        return access

    def at_hand(self, plain: str) -> tuple[bool, Access | None]:
        """Whether `find` knows without asking the database, and if so, what: for callers that must not wait."""
        hit = self._known.get(_sha256(plain))
        if hit is None or hit[0] <= time.monotonic():
            return False, None
        return True, self.find(plain)

    def _look_up(self, sha256: bytes) -> Access | None:
        query = "SELECT key, role, expires_at FROM ledger.access_key WHERE key_sha256 = %s AND revoked_at IS NULL"
        with self.ledger.store.pool.connection() as connection:
            found = connection.execute(query, (sha256,)).fetchone()
        return Access(*found) if found else None


def _sha256(plain: str) -> bytes:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()


def _meta(by: ActorId) -> Meta:
    return Meta(event_id=new_id(), command_id=new_id(), actor=by)
