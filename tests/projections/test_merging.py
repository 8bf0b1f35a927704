"""Merges and reversals as readers see them: every id ever given out keeps leading to its person."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from psycopg import Connection

from domain.decisions import MergeCandidates, SplitRecord, WithdrawConsent
from domain.events import (
    CandidateAbsorbed,
    CandidateIngested,
    CandidateMerged,
    CandidateTagged,
    ConsentWithdrawn,
    ContactLogged,
)
from domain.person import Name, Person
from domain.vocabulary import Channel
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.ledger import Origin
from projections import consent_register, contact_log, dossiers
from projections.dossiers import Found
from projections.recall import recall
from tests.projections.conftest import Following
from tests.projections.invented import meta
from tests.projections.scribe import Scribe

pytestmark = pytest.mark.servers


def found(reader: Connection[Any], candidate: UUID) -> Found:
    answer = dossiers.get_dossier(reader, candidate)
    assert answer is not None
    return answer


def test_an_absorbed_id_leads_to_the_survivor_and_says_so(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    survivor, absorbed = scribe.ingest("Anna", email="a@example.org"), scribe.ingest("Ann", email="b@example.org")
    scribe.say(absorbed, CandidateTagged(tag="go"))
    following()
    merged = scribe.merge(survivor, absorbed)
    following()

    answer = found(reader, absorbed)
    assert (answer.candidate, answer.position) == (survivor, merged)
    document = orjson.loads(answer.document or "")
    assert {each["value"] for each in document["profile"]["points"]} == {"a@example.org", "b@example.org"}
    assert [each["stream"] for each in document["records"]] == [str(survivor), str(absorbed)]
    assert set(document["tags"]) == {"go"}
    for address in ("a@example.org", "b@example.org"):
        (one,) = recall(reader, address).items
        assert orjson.loads(one)["candidate"] == str(survivor)
    kinds = {each.candidate: (each.kind, each.merged_into) for each in dossiers.changes(reader).items}
    assert kinds == {survivor: ("changed", None), absorbed: ("merged", survivor)}
    assert len(dossiers.list_dossiers(reader).items) == 1


def test_a_reversal_gives_both_back(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    survivor, absorbed = scribe.ingest("Anna"), scribe.ingest("Ann")
    following()
    before = {each: found(reader, each).document for each in (survivor, absorbed)}
    scribe.merge(survivor, absorbed)
    following()
    position = scribe.reverse(survivor, absorbed)
    following()

    for each in (survivor, absorbed):
        answer = found(reader, each)
        assert answer.candidate == each
        names = [orjson.loads(document or "")["profile"]["name"] for document in (before[each], answer.document)]
        assert names[0] == names[1]
    since = dossiers.changes(reader, since=position - 2)
    assert {(each.candidate, each.kind) for each in since.items} == {(survivor, "changed"), (absorbed, "changed")}


def test_merges_of_merged_people_lead_to_the_last_survivor_and_back(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    one, two, three = (scribe.ingest(name) for name in ("One", "Two", "Three"))
    scribe.merge(two, three)
    following()
    scribe.merge(one, two)
    following()
    assert {found(reader, each).candidate for each in (one, two, three)} == {one}
    position = scribe.reverse(one, two)
    following()
    assert [found(reader, each).candidate for each in (one, two, three)] == [one, two, two]
    moved = {each.candidate: each.merged_into for each in dossiers.changes(reader, since=position - 2).items}
    assert moved == {one: None, two: None, three: two}


def test_what_follows_on_any_member_belongs_to_the_person(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    survivor, absorbed = scribe.ingest("Anna"), scribe.ingest("Ann")
    scribe.merge(survivor, absorbed)
    for stream in (survivor, absorbed):
        scribe.say(stream, ContactLogged(contact=new_id(), channel=Channel.PHONE), ConsentWithdrawn())
    following()
    log = contact_log.of_one(reader, absorbed)
    assert {each.stream for each in log.items} == {survivor, absorbed}
    pages = [contact_log.of_one(reader, survivor, limit=1)]
    pages.append(contact_log.of_one(reader, survivor, limit=1, cursor=pages[0].next))
    assert [page.items[0] for page in pages] == log.items
    lines = consent_register.of_one(reader, absorbed, scribe.ledger.clock()).items
    assert {line.candidate for line in lines} == {survivor}
    assert len(lines) == 2


@pytest.mark.parametrize("shape", ["star", "chain"])
def test_five_hundred_records_are_one_person_grow_and_are_taken_apart(
    scribe: Scribe, following: Following, reader: Connection[Any], shape: str
) -> None:
    many = [new_id() for _ in range(500)]
    pairs = [(many[0] if shape == "star" else many[place], other) for place, other in enumerate(many[1:])]
    versions = dict.fromkeys(many, 1)
    ingested = CandidateIngested(person=Person(name=Name(full="王小明")))
    events = [NewEvent(each, 1, meta(), ingested) for each in many]
    for survivor, absorbed in pairs:
        for stream, event in (
            (survivor, CandidateMerged(absorbed=absorbed)),
            (absorbed, CandidateAbsorbed(survivor=survivor)),
        ):
            versions[stream] += 1
            events.append(NewEvent(stream, versions[stream], meta(), event))
    scribe.ledger.append(events, new_subjects=True)
    following()
    assert {found(reader, each).candidate for each in (many[0], many[250], many[-1])} == {many[0]}

    one = scribe.ingest("Anna")
    by = Origin(actor="user:chen")
    scribe.ledger.submit(MergeCandidates(candidate=one, absorbed=many[0]), by)
    assert scribe.ledger.submit(WithdrawConsent(candidate=many[-1]), by).events == 501
    scribe.ledger.submit(SplitRecord(candidate=one, record=many[0]), by)
    following()
    assert found(reader, many[0]).candidate == many[0]
    assert {found(reader, each).candidate for each in (one, many[1], many[-1])} == {one}
    document = orjson.loads(found(reader, many[-1]).document or "")
    assert len(document["records"]) == 500
    assert str(many[0]) in document["different"]
