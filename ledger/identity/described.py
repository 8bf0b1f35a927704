"""What an append says of people, in the form in which it is found and compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from domain.events import CandidateIngested, ProfileUpdated
from domain.identity import Features, Key, blocking_keys, terms
from domain.person import Career, Person
from domain.vocabulary import DataClass
from ledger.codec import Draft
from ledger.first_keys import Cipher
from ledger.identity.rows import MatchRow
from ledger.keyring import KeyName
from ledger.sealing import shut

_FIRST_8 = Struct("!q")
Pair = tuple[UUID, DataClass]
Digest = Callable[[str, str], bytes]
"""`Ledger.digest`."""


COUNTED = frozenset({"surname", "given", "city", "postcode", "employer", "school"})
"""Kinds of terms whose frequency among the records is looked up."""
DESCRIBE = frozenset(event.model_fields["type"].default for event in (CandidateIngested, ProfileUpdated))


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


def described(drafts: Sequence[Draft], known: Callable[[UUID], Features | None], digest: Digest) -> list[Described]:
    """Every record that these events describe, once. `known`: what was said of a record before."""
    found: dict[UUID, Described] = {}
    for place, draft in enumerate(drafts):
        if draft.type in DESCRIBE:
            features = _features(draft)
            earlier = found[draft.stream].features if draft.stream in found else None
            if earlier is None and draft.version > 1:
                earlier = known(draft.stream)
            features = features if earlier is None else features.with_earlier(earlier)
            found[draft.stream] = of(draft.stream, place, features, digest)
    return list(found.values())


def _features(draft: Draft) -> Features:
    """A draft holds models, or their JSON form."""
    identity = draft.parts.get((draft.stream, DataClass.IDENTITY), {})
    person, external_id = identity.get("person"), identity.get("external_id")
    career = draft.parts.get((draft.stream, DataClass.CAREER), {}).get("career")
    source = draft.meta["source"] if isinstance(draft.meta, dict) else draft.meta.source
    return Features.of(
        Person.model_validate(person) if isinstance(person, dict) else person,
        Career.model_validate(career) if isinstance(career, dict) else career,
        ((source or "", external_id or ""),),
    )


def of(stream: UUID, place: int, features: Features, digest: Digest) -> Described:
    return Described(
        stream, place, features, {key: short(digest(f"match-{key[0]}", key[1])) for key in blocking_keys(features)}
    )


def rows(people: Iterable[Described], ciphers: Mapping[Pair, tuple[KeyName, Cipher]], digest: Digest) -> list[MatchRow]:
    @cache  # of many people most share a surname, a city, a school with somebody
    def hashed(kind: str, term: str) -> int:
        return short(digest(f"term-{kind}", term))

    return [_row(each, *ciphers[each.sealed_under], hashed) for each in people]


def _row(each: Described, name: KeyName, cipher: Cipher, hashed: Callable[[str, str], int]) -> MatchRow:
    return MatchRow(
        each.stream,
        each.event,
        name.generation,
        shut(each.features.to_bytes(), cipher, bound_to(name.associated())),
        sorted(set(each.keys.values())),
        sorted({hashed(kind, term) for kind, term in terms(each.features) if kind in COUNTED}),
    )


def short(digest: bytes) -> int:
    """8 bytes of it: at 100M keys one in 200,000 look-ups meets a stranger's, and compares in vain."""
    value: int = _FIRST_8.unpack_from(digest)[0]
    return value


def bound_to(associated: bytes) -> bytes:
    """`associated`: the key's (`KeyName.associated`)."""
    return b"match/" + associated
