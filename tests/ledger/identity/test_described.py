"""Whom an append describes, however its events are handed over."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import UUID

from domain.envelope import Meta
from domain.events import CandidateIngested, ProfileUpdated
from domain.person import ContactPoint, Name, Person, PointKind
from domain.vocabulary import DataClass
from ledger.codec import Ciphers, Draft, NewEvent, take_apart
from ledger.envelope import new_id
from ledger.first_keys import NewKey
from ledger.identity.described import Described, People, sealed_for
from ledger.keyring import KeyName

ANNA, BEN = new_id(), new_id()


def said(stream: UUID, version: int, name: str, address: str) -> Draft:
    kind = CandidateIngested if version == 1 else ProfileUpdated
    points = (ContactPoint(kind=PointKind.EMAIL, value=address),)
    meta = Meta(event_id=new_id(), command_id=new_id(), actor="system:test", source="ats")
    return take_apart(NewEvent(stream, version, meta, kind(person=Person(name=Name(full=name), points=points))))


DRAFTS = [
    said(ANNA, 1, "Anna Novak", "anna.novak@example.com"),
    said(BEN, 1, "Ben Adler", "ben.adler@example.com"),
    said(ANNA, 2, "Anna Berg", "anna.berg@example.com"),
]


def digests(label: str, values: Iterable[tuple[str, str]]) -> list[bytes]:
    return [sha256(f"{label}{kind}/{value}".encode()).digest() for kind, value in values]


def described(drafts: Sequence[Draft], at_once: int) -> tuple[list[Described], list[tuple[object, ...]]]:
    ciphers: Ciphers = {pair: (KeyName(*pair), NewKey(bytes(32))) for pair in sealed_for(drafts)}
    people = People(lambda _: None, digests)
    for place in range(0, len(drafts), at_once):
        people.take(drafts[place : place + at_once], place, ciphers)
    return people.described, [each[:3] + each[4:] for each in people.rows]


def test_what_an_append_says_of_people_is_the_same_however_many_of_its_events_come_at_once() -> None:
    whole = described(DRAFTS, 3)
    assert whole == described(DRAFTS, 1) == described(DRAFTS, 2)


def test_who_is_described_twice_is_found_once_and_by_both() -> None:
    people, rows = described(DRAFTS, 2)
    assert [(each.stream, each.event) for each in people] == [(ANNA, 2), (BEN, 1)]
    assert [row[:2] for row in rows] == [(ANNA, 2), (BEN, 1)]
    assert people[0].features.emails == ("anna.berg@example.com", "anna.novak@example.com")
    assert people[0].sealed_under == (ANNA, DataClass.IDENTITY)
