"""Access keys: who may call, in which role, and how far they see. Each is a stream; a key itself is never stored.

A key is `rk_` and 256 random bits; the ledger keeps its SHA-256. Whether a key is good must be true at once, so
it is read from its stream, which an inline row of the append leads to, and not from a read model.
"""

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.access import EVERYTHING, Role, Scope
from domain.envelope import Meta
from domain.events import AccessKeyApproved, AccessKeyIssued, AccessKeyRevoked, AnyEvent
from domain.recorded import Recorded
from domain.vocabulary import ActorId, Code
from ledger.codec import NewEvent
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.store import NOTHING_INLINE, Inline, Receipt

BEGINS = "rk_"
CACHED_FOR = 1.0
"""Seconds for which an answer about a key is reused: a revoked key dies within them."""
LARGEST_CACHE = 10_000

State = Literal["good", "awaits-approval", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class Access:
    """What a good key, or a good token, opens."""

    actor: ActorId
    role: Role
    scope: Scope = EVERYTHING
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key as its stream tells of it."""

    key: UUID
    role: Role
    scope: Scope
    label: Code | None
    issued_at: datetime
    issued_by: tuple[ActorId, ...]
    """Whoever had a hand in it."""
    expires_at: datetime | None
    awaits_approval: bool
    approved_by: ActorId | None = None
    revoked_at: datetime | None = None
    version: int = 1

    @property
    def actor(self) -> ActorId:
        return f"key:{self.key}"

    def state(self, at: datetime) -> State:
        if self.revoked_at:
            return "revoked"
        if self.expires_at and self.expires_at <= at:
            return "expired"
        return "awaits-approval" if self.awaits_approval else "good"


class SamePerson(Exception):
    """Whoever issued a key can't be the one who approves it."""

    code = "four_eyes"


class AccessKeys:
    """Issues, approves, revokes and recognises keys. Safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._known: dict[bytes, tuple[float, KnownKey | None]] = {}

    def issue(
        self,
        role: Role | str,
        by: Origin | ActorId,
        expires_at: datetime | None = None,
        scope: Scope = EVERYTHING,
        label: Code | None = None,
        awaits_approval: bool = False,
    ) -> tuple[UUID, str]:
        """A new key's id, and the key itself: it is shown this once."""
        key, plain = new_id(), f"{BEGINS}{secrets.token_urlsafe(32)}"
        sha256 = _sha256(plain)
        event = AccessKeyIssued(
            role=Role(role),
            key_sha256=sha256.hex(),
            expires_at=expires_at,
            label=label,
            org_units=scope.units,
            level=scope.level,
            awaits_approval=awaits_approval,
        )
        inline = Inline(access_keys=[(sha256, key, event.role, expires_at)])
        self.ledger.append([NewEvent(key, 1, _meta(by), event)], inline=inline)
        return key, plain

    def approve(self, key: UUID, by: Origin | ActorId) -> Receipt | None:
        """It opens what it was issued for from now on. None when no key of this id waits for it.

        Raises SamePerson.
        """
        known, meta = self.known(key), _meta(by)
        if known is None or known.revoked_at or not known.awaits_approval:
            return None
        if set(meta.hands) & set(known.issued_by):
            raise SamePerson
        return self._append(known, meta, AccessKeyApproved())

    def revoke(self, key: UUID, by: Origin | ActorId, why: Code | None = None) -> Receipt | None:
        """No call is answered under the key afterwards. None when there is no such key, or it is revoked already."""
        known = self.known(key)
        if known is None or known.revoked_at:
            return None
        return self._append(known, _meta(by), AccessKeyRevoked(why=why), Inline(revoked_access_keys=[key]))

    def all(self) -> list[KnownKey]:
        """Every key that there ever was, the oldest first."""
        with self.ledger.store.pool.connection() as connection:
            ids = [key for (key,) in connection.execute("SELECT key FROM ledger.access_key ORDER BY key")]
        histories = self.ledger.histories(ids, unseal=False) if ids else {}
        return [known for key in ids if (known := folded(histories.get(key, ())))]

    def known(self, key: UUID) -> KnownKey | None:
        return folded(self.ledger.history(key, unseal=False))

    def find(self, plain: str) -> Access | None:
        """What the key opens now; None when it is unknown, revoked, not approved or past its time."""
        sha256 = _sha256(plain)
        now = time.monotonic()
        hit = self._known.get(sha256)
        if hit is None or hit[0] <= now:
            if len(self._known) > LARGEST_CACHE:
                self._known.clear()
            hit = (now + CACHED_FOR, self._look_up(sha256))
            self._known[sha256] = hit
        known = hit[1]
        if known is None or known.state(self.ledger.clock()) != "good":
            return None
        return Access(known.actor, known.role, known.scope, known.expires_at)

    def at_hand(self, plain: str) -> tuple[bool, Access | None]:
        """Whether `find` knows without asking the database, and if so, what: for callers that must not wait."""
        hit = self._known.get(_sha256(plain))
        if hit is None or hit[0] <= time.monotonic():
            return False, None
        return True, self.find(plain)

    def _append(self, known: KnownKey, meta: Meta, event: AnyEvent, inline: Inline = NOTHING_INLINE) -> Receipt:
        new = NewEvent(known.key, known.version + 1, meta, event)
        receipt = self.ledger.append([new], unmoved={known.key: known.version}, inline=inline)
        self._known.clear()
        return receipt

    def _look_up(self, sha256: bytes) -> KnownKey | None:
        query = "SELECT key FROM ledger.access_key WHERE key_sha256 = %s"
        with self.ledger.store.pool.connection() as connection:
            found = connection.execute(query, (sha256,)).fetchone()
        return self.known(found[0]) if found else None


def folded(history: Sequence[Recorded]) -> KnownKey | None:
    """What the events of its stream make of a key; None of another stream."""
    known: KnownKey | None = None
    for each in history:
        match each.event:
            case AccessKeyIssued() as event:
                scope = Scope(event.org_units, event.level)
                hands, waits = each.meta.hands, event.awaits_approval
                known = KnownKey(
                    *(each.stream, event.role, scope, event.label),
                    *(each.recorded_at, hands, event.expires_at, waits),
                )
            case AccessKeyApproved() if known:
                known = replace(known, awaits_approval=False, approved_by=each.meta.hands[0], version=each.version)
            case AccessKeyRevoked() if known:
                known = replace(known, revoked_at=each.recorded_at, version=each.version)
            case _:
                pass
    return known


def _sha256(plain: str) -> bytes:
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()


def _meta(by: Origin | ActorId) -> Meta:
    origin = Origin(by) if isinstance(by, str) else by
    return Meta(
        event_id=new_id(),
        command_id=new_id(),
        actor=origin.actor,
        on_behalf_of=origin.on_behalf_of,
        reason=origin.reason,
    )
