"""What an append says of people, in the form in which it is found and compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from struct import Struct
from typing import NamedTuple
from uuid import UUID

from domain.events import CandidateIngested, ProfileUpdated
from domain.identity import Features, Key, blocking_keys, terms
from domain.person import Career, Person
from domain.vocabulary import DataClass
from ledger.codec import Ciphers, Draft
from ledger.first_keys import Cipher
from ledger.identity.rows import MatchRow
from ledger.keyring import KeyName, Pair
from ledger.sealing import shut

_FIRST_8 = Struct("!q24x")
Digests = Callable[[str, Iterable[tuple[str, str]]], list[bytes]]
"""`Ledger.digests`."""
Term = tuple[str, str]
"""Kind and value."""

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


class People:
    """Whom an append describes, each once: the last description there, beside what earlier ones said.

    It is given some events at a time, so that whoever seals them finds what they hold where it just was. Each step is
    taken for all of these before the next, since what a step does has to be fetched, too.
    """

    def __init__(self, known: Callable[[UUID], Features | None], digests: Digests) -> None:
        """`known`: what was said of a record before."""
        self._known = known
        self._digests = digests
        self._terms: dict[Term, int] = {}
        self._described: dict[UUID, Described] = {}
        self._rows: dict[UUID, MatchRow] = {}

    def take(self, drafts: Sequence[Draft], place: int, ciphers: Ciphers) -> None:
        """`place`: that of the first one in the append."""
        told: dict[UUID, tuple[int, Features]] = {}
        for at, draft in enumerate(drafts, place):
            if draft.type in DESCRIBE:
                told[draft.stream] = at, self._beside_earlier(draft, told)
        described = _found([(stream, at, features) for stream, (at, features) in told.items()], self._digests)
        rows = _rows(described, ciphers, self._terms, self._digests)
        self._described |= zip(told, described, strict=True)
        self._rows |= zip(told, rows, strict=True)

    def _beside_earlier(self, draft: Draft, before: Mapping[UUID, tuple[int, Features]]) -> Features:
        features, stream = _features(draft), draft.stream
        if draft.version == 1:
            return features
        if stream in before:
            return features.with_earlier(before[stream][1])
        if stream in self._described:
            return features.with_earlier(self._described[stream].features)
        earlier = self._known(stream)
        return features if earlier is None else features.with_earlier(earlier)

    @property
    def described(self) -> list[Described]:
        return list(self._described.values())

    @property
    def rows(self) -> list[MatchRow]:
        return list(self._rows.values())


def sealed_for(drafts: Iterable[Draft]) -> list[Pair]:
    """Under which keys it is kept what these say of people."""
    return [(draft.stream, DataClass.IDENTITY) for draft in drafts if draft.type in DESCRIBE]


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


def of(stream: UUID, place: int, features: Features, digests: Digests) -> Described:
    return _found([(stream, place, features)], digests)[0]


def rows(people: Sequence[Described], ciphers: Ciphers, digests: Digests) -> list[MatchRow]:
    return _rows(people, ciphers, {}, digests)


def _found(told: Sequence[tuple[UUID, int, Features]], digests: Digests) -> list[Described]:
    keys = [blocking_keys(features) for _, _, features in told]
    hashes = [_hashed(each, "match-", digests) for each in keys]
    return [
        Described(*each, dict(zip(own, hashed, strict=True)))
        for each, own, hashed in zip(told, keys, hashes, strict=True)
    ]


def _hashed(values: Iterable[tuple[str, str]], label: str, digests: Digests) -> list[int]:
    return [first for (first,) in map(_FIRST_8.unpack, digests(label, values))]


def _rows(people: Sequence[Described], ciphers: Ciphers, known: dict[Term, int], digests: Digests) -> list[MatchRow]:
    """`known`: hashes of terms; those of others are added, since most people share a city, a school with somebody."""
    told = [[each for each in terms(person.features) if each[0] in COUNTED] for person in people]
    new = {each for own in told for each in own if each not in known}
    known |= zip(new, _hashed(new, "term-", digests), strict=True)
    return [
        _row(person, *ciphers[person.sealed_under], {known[each] for each in own})
        for person, own in zip(people, told, strict=True)
    ]


def _row(person: Described, name: KeyName, cipher: Cipher, terms: Iterable[int]) -> MatchRow:
    return MatchRow(
        person.stream,
        person.event,
        name.generation,
        shut(person.features.to_bytes(), cipher, bound_to(name.associated())),
        sorted(set(person.keys.values())),
        sorted(terms),
    )


def short(digest: bytes) -> int:
    """8 bytes of it: at 100M keys one in 200,000 look-ups meets a stranger's, and compares in vain."""
    value: int = _FIRST_8.unpack(digest)[0]
    return value


def bound_to(associated: bytes) -> bytes:
    """`associated`: the key's (`KeyName.associated`)."""
    return b"match/" + associated
