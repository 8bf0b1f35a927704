"""The log of who came into pools and went out of them is right at every place, and the same after a rebuild."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain.events import (
    CandidateIngested,
    CandidateListed,
    CandidateTagged,
    CandidateUnlisted,
    ContactLogged,
    PoolClosed,
    PoolCreated,
    PoolFilterChanged,
    RecordedInError,
    TagTermAdded,
    TagTermNamed,
)
from domain.events.tag_vocabulary import TermName
from domain.person import Name, Person
from domain.pool import asks_for
from domain.tag_vocabulary import STREAM as VOCABULARY
from domain.vocabulary import Channel, TagFacet
from ledger.codec import NewEvent
from ledger.envelope import new_id
from projections import follow
from projections.batch import locked, pass_time
from projections.catalogue import PROJECTIONS
from projections.checkpoint import live
from projections.moving import Until
from projections.pool_moves import Moved, moves, sizes
from projections.rebuild import rebuild
from projections.retry import retry
from projections.searching import everybody
from tests.projections.conftest import Following
from tests.projections.invented import afterwards, ingested, meta
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers

JAVA = CandidateTagged(tag="java", facet="skill")
FILTERS = (
    *("skill:java", "skill:go or skill:sales", "-skill:java", "active:1d", "-contacted:1d has:email", "score>=77"),
    *("intent:open skill:python,java", "consent:marketing", "engineer -stage:applied", "updated:1d band:high"),
)


class Told:
    """What the log tells, by the names that tests give people."""

    def __init__(self, scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
        self.scribe, self.following, self.reader = scribe, following, reader
        self.names: dict[UUID, str] = {}

    def pool(self, text: str | None) -> UUID:
        pool = new_id()
        self.scribe.say(pool, PoolCreated(name="x", owner="user:anna", filter=text))
        return pool

    def person(self, name: str, *events: Any) -> UUID:
        stream = new_id()
        self.names[stream] = name
        self.scribe.say(stream, CandidateIngested(person=Person(name=Name(full=name))), *events)
        return stream

    def contacted(self, stream: UUID, ago: timedelta) -> None:
        event = ContactLogged(contact=new_id(), channel=Channel.PHONE)
        self.scribe.say(stream, event, claimed=datetime.now(UTC) - ago)

    def log(self, pool: UUID) -> list[Moved]:
        self.following()
        return moves(self.reader, pool, limit=200).items[::-1]

    def short(self, pool: UUID) -> list[tuple[str, str, str]]:
        return [(self.names[each.candidate], "+" if each.entered else "-", each.cause) for each in self.log(pool)]

    def pass_until(self, moment: datetime) -> None:
        """As if it were later. Nothing may be written afterwards."""
        self.following()
        connection = self.following.connection
        with connection.transaction():
            (at,) = live(connection, ["people"])
            pass_time(connection, locked(connection, PROJECTIONS), Until(at.position, moment), self.keyring)

    def id(self, name: str) -> UUID:
        return next(stream for stream, called in self.names.items() if called == name)

    @property
    def keyring(self) -> Any:
        return self.following.ledger.keyring


@pytest.fixture
def told(scribe: Scribe, following: Following, reader: Connection[Any]) -> Told:
    return Told(scribe, following, reader)


def test_the_log_says_who_came_and_went_by_what_and_why(told: Told, built: Database) -> None:
    early = told.person("early", JAVA)
    java, quiet, chosen = told.pool("skill:java"), told.pool("skill:java -contacted:1y"), told.pool(None)
    late = told.person("late")
    told.following()
    told.contacted(late, timedelta(days=3))
    tagged = told.scribe.say(late, JAVA)
    told.contacted(early, timedelta(days=200))
    told.scribe.say(early, CandidateListed(pool=chosen), CandidateUnlisted(pool=chosen))
    told.scribe.say(java, PoolFilterChanged(filter="skill:java contacted:1m"))
    assert told.short(java) == [
        ("early", "+", "pool-created"),
        ("late", "+", "candidate-tagged"),
        ("early", "-", "pool-filter-changed"),
    ]
    assert told.log(java)[1].position == tagged
    assert told.log(java)[1].holds == ["skill:java"]
    assert told.short(chosen) == [("early", "+", "candidate-listed"), ("early", "-", "candidate-unlisted")]

    told.scribe.say(late, RecordedInError(position=tagged, why="mistake"))
    told.scribe.say(chosen, PoolClosed())
    assert told.short(quiet) == [("early", "+", "pool-created"), ("early", "-", "contact-logged")]
    assert told.short(java)[3:] == [("late", "-", "recorded-in-error")]

    later = datetime.now(UTC) + timedelta(days=400)
    told.pass_until(later)
    last = told.log(quiet)[-1]
    assert (last.candidate, last.entered, last.cause, last.position) == (early, True, "time", None)
    assert (last.holds, last.fails) == ([], ["contacted:1y"])
    assert abs(last.moment - (datetime.now(UTC) + timedelta(days=165))) < timedelta(days=2)
    *first, last_day = sizes(told.reader, quiet).items  # of one day, or of two if midnight came between
    assert (first[-1].size, sum(each.entered for each in first), sum(each.left for each in first)) == (0, 1, 1)
    assert (last_day.size, last_day.entered, last_day.left) == (1, 1, 0)
    before = everything(told.following.connection)
    rebuild(built.settings, ["people"], shards=0)
    assert everything(told.following.connection) == before


def test_merging_and_parting_move_people_and_are_told_the_same_whole(told: Told, built: Database) -> None:
    both = told.pool("skill:java skill:go")
    one, other = told.person("one", JAVA), told.person("other", CandidateTagged(tag="go", facet="skill"))
    merged = told.scribe.merge(one, other)
    told.following()
    told.scribe.reverse(one, other)
    told.scribe.say(other, JAVA)
    assert told.short(both) == [
        ("one", "+", "candidate-merged"),
        ("one", "-", "merge-reversed"),
        ("other", "+", "candidate-tagged"),
    ]
    assert told.log(both)[0].position in (merged - 1, merged)
    before = everything(told.following.connection)
    assert retry(built.settings, [one]) == retry(built.settings, [other]) == []
    assert everything(told.following.connection) == before
    rebuild(built.settings, ["people"], shards=0)
    assert everything(told.following.connection) == before


def test_a_pool_asks_for_a_tag_in_every_spelling_from_when_the_vocabulary_knows_it(told: Told, built: Database) -> None:
    cloud, native = told.pool("skill:cloud-native"), told.pool("skill:原生")
    told.person("early", CandidateTagged(tag="云原生", facet="skill"))
    told.following()
    names = (TermName(language="zh", text="云原生"),)
    told.scribe.say(VOCABULARY, TagTermAdded(facet=TagFacet.SKILL, term="cloud-native", names=names))
    told.person("late", CandidateTagged(tag="云原生", facet="skill"))
    told.scribe.say(VOCABULARY, TagTermNamed(facet=TagFacet.SKILL, term="cloud-native", names=()))
    assert told.short(cloud) == [
        ("early", "+", "tag-term-added"),
        ("late", "+", "candidate-tagged"),
        *sorted([("early", "-", "tag-term-named"), ("late", "-", "tag-term-named")], key=lambda each: told.id(each[0])),
    ]
    assert told.log(cloud)[1].holds == ["skill:cloud-native"]
    assert told.log(native) == []
    before = everything(told.following.connection)
    rebuild(built.settings, ["people"], shards=0)
    assert everything(told.following.connection) == before


def test_whoever_follows_the_log_misses_nothing(told: Told) -> None:
    """The events of one append have one moment, and may come in two batches, in any order of people."""
    java = told.pool("skill:java")
    people = sorted(told.person(name) for name in "abc")
    told.following()
    told.scribe.ledger.append([NewEvent(each, 2, meta(), JAVA) for each in reversed(people)])
    seen, cursor = list[UUID](), None
    for _ in range(3):
        follow.step(told.following.connection, PROJECTIONS, told.keyring, 1)
        page = moves(told.reader, java, order="oldest", cursor=cursor)
        seen, cursor = [*seen, *(each.candidate for each in page.items)], page.next
    follow.tick(told.following.connection, PROJECTIONS, told.keyring)
    page = moves(told.reader, java, order="oldest", cursor=cursor, limit=2)
    assert (seen, [each.candidate for each in page.items]) == ([], people[:2])
    page = moves(told.reader, java, order="oldest", cursor=page.next, limit=2)
    assert [each.candidate for each in page.items] == people[2:]
    assert moves(told.reader, java, order="oldest", cursor=page.next).next == page.next


def _happens(told: Told, chance: random.Random, people: list[UUID], pools: list[UUID]) -> None:
    """Somebody does something. Some things end a day after they are claimed, in a moment."""
    kind = chance.random()
    soon = datetime.now(UTC) - timedelta(days=1) + timedelta(milliseconds=chance.randrange(400))
    if kind < 0.2 or len(people) < 2:
        people.append(new_id())
        told.scribe.say(people[-1], ingested(chance, len(people)), claimed=soon)
    elif kind < 0.3:
        pools.append(told.pool(chance.choice(FILTERS)))
    elif kind < 0.36:
        edit = PoolClosed() if chance.random() < 0.2 else PoolFilterChanged(filter=chance.choice(FILTERS))
        told.scribe.say(chance.choice(pools), edit)
    elif kind < 0.42:
        told.scribe.merge(*chance.sample(people, 2))
    elif kind < 0.46:
        told.scribe.reverse(*chance.sample(people, 2))
    elif kind < 0.52:
        stream = chance.choice((*people, *pools))
        row = chance.choice(told.scribe.ledger.store.stream(stream)[1:] or told.scribe.ledger.store.stream(stream))
        told.scribe.say(stream, RecordedInError(position=row.position, why="mistake"))
    else:
        claimed = soon if chance.random() < 0.7 else None
        told.scribe.say(chance.choice(people), afterwards(chance, len(people)), claimed=claimed)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_log_agrees_with_the_filters_and_with_itself_made_anew(
    told: Told, built: Database, seed: int
) -> None:
    chance = random.Random(seed)
    people: list[UUID] = []
    pools = [told.pool(text) for text in ("skill:java", "active:1d", *chance.sample(FILTERS, 3))]
    for _ in range(90):
        _happens(told, chance, people, pools)
        if chance.random() < 0.15:
            told.following(chance.choice((1, 3, 1000)))
    told.following()
    agrees(told, pools, None)
    told.pass_until(datetime.now(UTC) + timedelta(hours=30))
    agrees(told, pools, datetime.now(UTC) + timedelta(hours=30))
    before = everything(told.following.connection)
    assert "time" in {row[5] for row in before["pool_moves"]}
    retry(built.settings, people)
    assert everything(told.following.connection) == before
    rebuild(built.settings, ["people"], shards=0)
    assert everything(told.following.connection) == before


def agrees(told: Told, pools: list[UUID], at: datetime | None) -> None:
    (reached,) = live(told.reader, ["people"])
    assert reached.moment is not None
    known: dict[UUID, str | None] = dict(told.reader.execute(NOW_ASKED).fetchall())
    for pool in pools:
        now = [each.candidate for each in moves(told.reader, pool, limit=10_000).items]
        inside = {each for each in now if moves(told.reader, pool, candidate=each, limit=1).items[0].entered}
        asked = known.get(pool)
        found = everybody(told.reader, asks_for(pool, asked), reached.moment)[1] if asked else []
        assert inside == set(found), asked


NOW_ASKED = "SELECT DISTINCT ON (pool) pool, filter FROM read.pool_filters ORDER BY pool, position DESC"
