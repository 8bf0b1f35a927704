"""Whoever comes, in whatever order and shape: the same dossiers, and nobody drawn in by what tells nothing."""

from random import Random
from uuid import UUID

import pytest

from domain.decisions import IngestRecord
from domain.envelope import Meta
from domain.events import CandidateIngested
from domain.person import Name, Person
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from tests.ledger.identity.people import RECRUITER, arrive, dossier, kinds, person

pytestmark = pytest.mark.servers

WORLDS = (
    ("小明", "国强", "丽华", "志远"),
    ("Marco", "Ingrid", "Chidi", "Yara"),
    ("建军", "秀英", "文博", "雨桐"),
)
"""Of each world the people arrive in another order; they share nothing but surnames."""


def records_of(given: str, number: int) -> list[Person]:
    """Three records of which each shares a contact point with the next."""
    name = f"王{given}" if not given.isascii() else f"{given} Okafor"
    email, phone = f"person{number}@example.org", f"+86138172649{number:02}"
    return [person(name, email=email), person(name, email=email, phone=phone), person(name, phone=phone)]


def test_any_order_of_arrival_ends_in_the_same_dossiers(ledger: Ledger) -> None:
    for world, names in enumerate(WORLDS):
        people = [(at, said) for at, name in enumerate(names) for said in records_of(name, world * 10 + at)]
        Random(world).shuffle(people)
        arrived: dict[int, set[UUID]] = {}
        for at, said in people:
            arrived.setdefault(at, set()).add(arrive(ledger, said)[0])
        for streams in arrived.values():
            found = {dossier(ledger, each).members for each in streams}
            assert [set(each) for each in found] == [streams]
            assert dossier(ledger, next(iter(streams))).candidate == min(streams)


ODD = ("X", "伟", "anna.nowak@example.org", "🙂🙂", "محمد علي", "משה כהן", "\u202eabc", "-", "王", "N/A")


def test_names_that_tell_nothing_draw_nobody_in(ledger: Ledger) -> None:
    """Each comes twice without anything else; nothing of it is merged, and an address in the place of a name is one."""
    streams = [arrive(ledger, person(name), source)[0] for name in ODD for source in ("form", "fair")]
    streams += [nameless(ledger), nameless(ledger)]
    mailed, _ = arrive(ledger, person("Anna Nowak", email="anna.nowak@example.org"))
    assert "candidate-merged" not in kinds(ledger) or {mailed} < set(dossier(ledger, mailed).members)
    alone = [each for each in streams if dossier(ledger, each).members == (each,)]
    address = ODD.index("anna.nowak@example.org") * 2
    assert set(streams) - set(alone) <= set(streams[address : address + 2])
    for at, name in enumerate(name for name in ODD if "@" not in name):
        email = f"{at}-someone@example.net"
        one, _ = arrive(ledger, person(name, email=email))
        other, _ = arrive(ledger, person("Ingrid Lindqvist", email=email))
        assert dossier(ledger, other).members == (other,)
        assert dossier(ledger, one).members == (one,)


def nameless(ledger: Ledger) -> UUID:
    stream = new_id()
    ledger.submit(IngestRecord(candidate=stream, source="form", person=Person()), RECRUITER)
    return stream


def test_five_hundred_people_on_one_phone_stay_five_hundred(ledger: Ledger) -> None:
    events = []
    for number in range(500):
        name = f"{chr(0x4E00 + 7 * number)}{chr(0x5E00 + 3 * number)}"
        said = person(f"王{name}", phone="+8613817264953")
        meta = Meta(event_id=new_id(), command_id=new_id(), actor="user:li", source="agency")
        events.append(NewEvent(new_id(), 1, meta, CandidateIngested(person=said)))
    ledger.append(events, new_subjects=True)
    assert "candidate-merged" not in kinds(ledger)
    another, _ = arrive(ledger, person("Ingrid Lindqvist", phone="+8613817264953"))
    assert dossier(ledger, another).members == (another,)


def test_an_empty_name_is_refused_before_it_is_stored() -> None:
    with pytest.raises(ValueError, match="full"):
        Name(full="")
