"""What else is asked of read models: lists, recall, changes, consents, import runs; each says where it answers from."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from psycopg import Connection

from domain.consent_register import ConsentState
from domain.events import (
    BatchFinished,
    BatchStarted,
    BatchUndone,
    CandidateTagged,
    ConsentGiven,
    ConsentWithdrawn,
    OwnerAssigned,
    TalentPoolEntered,
)
from domain.vocabulary import Channel, Purpose
from ledger.envelope import new_id
from projections import consent_register, dossiers
from projections.batches import batches
from projections.cursor import InvalidCursor
from projections.dossiers import Filter
from projections.recall import recall
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe

pytestmark = pytest.mark.servers


def ids(documents: list[str]) -> list[str]:
    return [orjson.loads(each)["candidate"] for each in documents]


def test_people_are_listed_newest_first_and_narrowed(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    people = [scribe.ingest(f"Person {number}") for number in range(7)]
    for person in people[::2]:
        scribe.say(person, CandidateTagged(tag="go"), OwnerAssigned(owner="user:zoe"))
    scribe.say(people[0], TalentPoolEntered(pool="main"))
    last = scribe.say(people[2], OwnerAssigned(owner="user:yan"))
    following()
    newest_first = [str(each) for each in people[::-1]]
    whole = dossiers.list_dossiers(reader)
    assert (whole.read_at, ids(whole.items), whole.next) == (last, newest_first, None)

    paged, cursor = [], None
    while True:
        page = dossiers.list_dossiers(reader, cursor=cursor, limit=3)
        paged += ids(page.items)
        if not (cursor := page.next):
            break
    assert paged == newest_first
    narrowed = {
        "tag": dossiers.list_dossiers(reader, only=Filter(tag="go")),
        "owner": dossiers.list_dossiers(reader, only=Filter(tag="go", owner="user:zoe")),
        "pool": dossiers.list_dossiers(reader, only=Filter(pool="main")),
        "status": dossiers.list_dossiers(reader, only=Filter(status="prospect")),
        "nobody": dossiers.list_dossiers(reader, only=Filter(status="employee")),
    }
    assert {name: len(found.items) for name, found in narrowed.items()} == {
        "tag": 4,
        "owner": 3,
        "pool": 1,
        "status": 7,
        "nobody": 0,
    }
    with pytest.raises(InvalidCursor):
        dossiers.list_dossiers(reader, cursor="WzFd")


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("王小明", "王小明"),
        ("José  Núñez", "jose nunez"),
        ("SMITH, Anna", "smith, anna"),
        ("\uff21\uff4e\uff4e\uff41", "Anna"),
    ],
)
def test_a_person_is_recalled_by_name_however_it_is_typed(
    scribe: Scribe, following: Following, reader: Connection[Any], said: str, asked: str
) -> None:
    person = scribe.ingest(said, email="some.one@example.org")
    scribe.ingest("Somebody Else")
    following()
    assert ids(recall(reader, asked).items) == [str(person)]
    assert ids(recall(reader, asked, "name").items) == [str(person)]
    assert ids(recall(reader, "Some.One@example.org", "email").items) == [str(person)]
    assert recall(reader, asked, "phone").items == []


def test_changes_are_followed_from_any_position_without_loss(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    people = [scribe.ingest() for _ in range(5)]
    following()
    first = dossiers.changes(reader, limit=2)
    rest = dossiers.changes(reader, cursor=first.next, limit=10)
    assert [each.candidate for each in (*first.items, *rest.items)] == people
    nothing = dossiers.changes(reader, cursor=rest.next)
    assert nothing.items == []
    position = scribe.say(people[1], CandidateTagged(tag="go"))
    following()
    (change,) = dossiers.changes(reader, cursor=nothing.next).items
    assert (change.candidate, change.position, change.kind) == (people[1], position, "changed")
    assert dossiers.changes(reader, since=position - 1).items == [change]
    assert dossiers.changes(reader, since=position).items == []


def test_the_consent_register_is_read_by_person_and_by_purpose(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    now = scribe.ledger.clock()
    kept, expired, taken_back = scribe.ingest(), scribe.ingest(), scribe.ingest()
    given = ConsentGiven(
        purpose=Purpose.MARKETING, channels=(Channel.EMAIL, Channel.SMS), controller="main", notice="n-1"
    )
    until_tomorrow = given.model_copy(update={"expires_on": now.date() + timedelta(days=1)})
    scribe.say(kept, given)
    scribe.say(expired, until_tomorrow)
    scribe.say(taken_back, given, ConsentWithdrawn(purpose=Purpose.MARKETING, channels=(Channel.EMAIL,)))
    following()

    lines = consent_register.of_one(reader, taken_back, now).items
    assert {(line.channel, line.state) for line in lines} == {
        (Channel.EMAIL, ConsentState.WITHDRAWN),
        (Channel.SMS, ConsentState.GIVEN),
    }
    assert {line.notice for line in lines if line.state is ConsentState.GIVEN} == {"n-1"}

    def states(days: int, **options: Any) -> dict[Any, set[ConsentState]]:
        found: dict[Any, set[ConsentState]] = {}
        cursor = None
        while True:
            page = consent_register.by_scope(
                reader,
                Purpose.MARKETING,
                Channel.EMAIL,
                now + timedelta(days=days),
                cursor=cursor,
                limit=1,
                **options,
            )
            for line in page.items:
                found.setdefault(line.candidate, set()).add(line.state)
            if not (cursor := page.next):
                return found

    given_, withdrawn, over = {ConsentState.GIVEN}, {ConsentState.WITHDRAWN}, {ConsentState.EXPIRED}
    assert states(0) == {kept: given_, expired: given_, taken_back: withdrawn}
    assert states(3) == {kept: given_, expired: over, taken_back: withdrawn}
    assert states(3, withdrawn=False) == {kept: given_, expired: over}


def test_import_runs_show_what_came_of_them(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    running, finished, undone = new_id(), new_id(), new_id()
    counts = BatchFinished(read=10, added=6, updated=1, unchanged=2, rejected=1, events=7)
    for batch in (running, finished, undone):
        scribe.say(batch, BatchStarted(format="csv", source="career-site", file_name="secret.csv"))
    scribe.say(finished, counts)
    last = scribe.say(undone, counts, BatchUndone(events=7))
    following()
    found = batches(reader)
    assert [(each.batch, each.state, each.added) for each in found.items] == [
        (undone, "undone", 6),
        (finished, "finished", 6),
        (running, "running", None),
    ]
    assert found.read_at == last
    assert [each.batch for each in batches(reader, only=finished).items] == [finished]
    page = batches(reader, limit=2)
    assert [each.batch for each in batches(reader, cursor=page.next).items] == [running]
    assert reader.execute("SELECT count(*) FROM read.dossiers").fetchone() == (0,)


def test_nobody_has_an_answer_too(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    scribe.ingest()
    following()
    nobody = new_id()
    answer = dossiers.get_dossier(reader, nobody)
    assert answer is not None
    assert (answer.read_at, answer.candidate, answer.parked) == (1, None, None)
    assert consent_register.of_one(reader, nobody, scribe.ledger.clock()).items == []
