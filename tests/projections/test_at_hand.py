"""What is at hand between batches is what is stored: whatever happens, and whoever writes in between."""

import random
from uuid import UUID

import pytest

from domain.events import CandidateErased, CandidateTagged, NoteRecorded, PoolCreated, RecordedInError
from domain.vocabulary import DataClass
from ledger.envelope import new_id
from ledger.ledger import Ledger
from projections import at_hand, follow
from projections.at_hand import AtHand
from projections.batch import advance, locked
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from projections.records import LONG
from projections.retry import retry
from tests.projections.conftest import Following
from tests.projections.invented import afterwards, ingested
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.projections.test_forgetting import CANARY, rows_with
from tests.servers import Database

pytestmark = pytest.mark.servers

TAGGED = CandidateTagged(tag="go", facet="skill")


def knows(following: Following, *people: UUID) -> bool:
    return following.hand.known(people).keys() == {*people}


def happens(scribe: Scribe, chance: random.Random, people: list[UUID]) -> None:
    kind = chance.random()
    if kind < 0.15 or len(people) < 3:
        people.append(new_id())
        scribe.say(people[-1], ingested(chance, len(people)))
    elif kind < 0.22:
        scribe.merge(*chance.sample(people, 2))
    elif kind < 0.28:
        scribe.reverse(*chance.sample(people, 2))
    elif kind < 0.33:
        stream = chance.choice(people)
        row = chance.choice(scribe.ledger.store.stream(stream))
        scribe.say(stream, RecordedInError(position=row.position, why="mistake"))
    elif kind < 0.35:
        scribe.poison(chance.choice(people))
    else:
        stream = chance.choice(people)
        scribe.say(stream, *(afterwards(chance, len(people)) for _ in range(chance.choice((1, 1, 1, LONG)))))


@pytest.mark.parametrize(("seed", "most"), [(1, 5_000), (2, 4)])
def test_batch_after_batch_makes_the_rows_that_a_rebuild_makes(
    built: Database, scribe: Scribe, following: Following, monkeypatch: pytest.MonkeyPatch, seed: int, most: int
) -> None:
    monkeypatch.setattr(at_hand, "MOST", most)
    chance, people = random.Random(seed), list[UUID]()
    if seed == 1:
        scribe.say(new_id(), PoolCreated(name="x", owner="user:anna", filter="skill:java -contacted:1d"))
    for _ in range(80):
        happens(scribe, chance, people)
        if chance.random() < 0.3:
            following(chance.choice((1, 2, 1000)))
        if chance.random() < 0.03:
            retry(built.settings, chance.sample(people, 2))
    following()
    followed = everything(following.connection)
    rebuild(built.settings, shards=0)
    assert everything(following.connection) == followed


def test_one_more_event_of_a_person_at_hand_writes_what_it_changes_and_nothing_else(
    scribe: Scribe, following: Following
) -> None:
    one, other = scribe.ingest("Anna", email="a@example.org"), scribe.ingest("Ann", email="b@example.org")
    scribe.merge(one, other)
    following()
    assert knows(following, one, other)

    def written(table: str) -> set[str]:
        query = f"SELECT ctid::text FROM people_1.{table} WHERE dossier = %s"
        return {place for (place,) in following.connection.execute(query.encode(), (one,))}

    before = {table: written(table) for table in ("dossiers", "recall", "search")}
    scribe.say(other, NoteRecorded(text="called"))
    following()
    assert {table for table in before if written(table) != before[table]} == {"dossiers"}
    scribe.say(other, TAGGED)
    following()
    assert {table for table in before if written(table) != before[table]} == {"dossiers", "search"}


def test_what_a_retry_wrote_meanwhile_is_not_written_over(
    built: Database, scribe: Scribe, following: Following
) -> None:
    person, bystander = scribe.ingest(CANARY), scribe.ingest("Anna")
    following()
    assert knows(following, person, bystander)
    scribe.ledger.keyring.destroy(person, DataClass.IDENTITY)
    retry(built.settings, [person])
    assert rows_with(built, CANARY) == []
    follow.tick(following.connection, PROJECTIONS, scribe.ledger.keyring, following.hand)
    assert not following.hand.known([person, bystander])
    scribe.say(person, TAGGED)
    following()
    assert rows_with(built, CANARY) == []
    assert knows(following, person)


def test_where_somebody_is_erased_nobody_stays_at_hand(built: Database, scribe: Scribe, following: Following) -> None:
    person, bystander = scribe.ingest(CANARY), scribe.ingest("Anna")
    following()
    scribe.ledger.keyring.destroy(person, DataClass.IDENTITY)
    scribe.say(person, CandidateErased(erasure=new_id(), erased=(DataClass.IDENTITY,)))
    following()
    assert not following.hand.known([bystander])
    scribe.say(person, TAGGED)
    following()
    assert rows_with(built, CANARY) == []


def test_a_batch_that_was_rolled_back_leaves_nothing_at_hand(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    person = scribe.ingest("Anna")
    following()
    scribe.say(person, TAGGED)
    with following.connection.transaction(force_rollback=True):
        moving = locked(following.connection, PROJECTIONS)
        advance(following.connection, moving, ledger.keyring, hand=following.hand)
    following()
    followed = everything(following.connection)
    rebuild(built.settings, shards=0)
    assert everything(following.connection) == followed


def test_another_generation_has_nothing_at_hand(built: Database, scribe: Scribe, following: Following) -> None:
    person = scribe.ingest("Anna")
    following()
    rebuild(built.settings, ["people"], shards=0)
    scribe.say(person, TAGGED)
    following()
    assert knows(following, person)
    followed = everything(following.connection)
    rebuild(built.settings, shards=0)
    assert everything(following.connection) == followed


def test_nothing_stays_at_hand_for_long_of_whoever_cannot_look_at_the_checkpoint(
    scribe: Scribe, following: Following
) -> None:
    now = 0.0
    following.hand = AtHand(clock=lambda: now)
    person = scribe.ingest("Anna")
    following()
    now = 49.0
    following.hand.sweep()
    assert knows(following, person)
    follow.tick(following.connection, PROJECTIONS, scribe.ledger.keyring, following.hand)
    now = 98.0
    following.hand.sweep()
    assert knows(following, person)
    now = 99.0
    following.hand.sweep()
    assert not following.hand.known([person])
