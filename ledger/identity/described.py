"""What an append says of people, in the form in which it is found and compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.events import CandidateIngested, ProfileUpdated
from domain.identity import Features, Key, blocking_keys
from domain.vocabulary import DataClass
from ledger.codec import NewEvent
from ledger.identity.rows import MatchRow
from ledger.keyring import KeyName
from ledger.sealing import shut

Pair = tuple[UUID, DataClass]
Digest = Callable[[str, str], bytes]
"""`Ledger.digest`."""


class Described(NamedTuple):
    stream: UUID
    event: int
    """Its place in the append, from 0; once that is stored, its position."""
    features: Features
    keys: Mapping[Key, int]
    """With the keyed hash of each."""

    @property
    def sealed_under(self) -> Pair:
        return self.stream, DataClass.IDENTITY


def described(events: Sequence[NewEvent], known: Callable[[UUID], Features | None], digest: Digest) -> list[Described]:
    """Every record that these events describe, once. `known`: what was said of a record before."""
    found: dict[UUID, Described] = {}
    for place, new in enumerate(events):
        if isinstance(new.event, CandidateIngested | ProfileUpdated):
            own = (new.meta.source or "", new.event.external_id or "")
            features = Features.of(new.event.person, new.event.career, (own,))
            earlier = found[new.stream].features if new.stream in found else None
            if earlier is None and new.version > 1:
                earlier = known(new.stream)
            features = features if earlier is None else features.with_earlier(earlier)
            found[new.stream] = of(new.stream, place, features, digest)
    return list(found.values())


def of(stream: UUID, place: int, features: Features, digest: Digest) -> Described:
    return Described(
        stream, place, features, {key: _short(digest(f"match-{key[0]}", key[1])) for key in blocking_keys(features)}
    )


def rows(people: Iterable[Described], ciphers: Mapping[Pair, tuple[KeyName, AESGCM]]) -> list[MatchRow]:
    return [_row(each, *ciphers[each.sealed_under]) for each in people]


def _row(each: Described, name: KeyName, cipher: AESGCM) -> MatchRow:
    return MatchRow(
        each.stream,
        each.event,
        name.generation,
        shut(orjson.dumps(each.features.as_json()), cipher, bound_to(name)),
        sorted(set(each.keys.values())),
    )


def _short(digest: bytes) -> int:
    """8 bytes of it: at 100M keys one in 200,000 look-ups meets a stranger's, and compares in vain."""
    return int.from_bytes(digest[:8], "big", signed=True)


def bound_to(name: KeyName) -> bytes:
    return b"match/" + name.associated()
