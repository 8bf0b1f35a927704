"""The queue of pairs that may be one person: only what is open, strongest first."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection, sql

from domain.events import (
    DifferentPeopleAsserted,
    MatchAssessed,
    MatchDeferred,
    MatchFinding,
    MatchZone,
    RecordedInError,
)
from domain.vocabulary import DataClass
from projections import matches
from projections.checkpoint import live
from projections.cursor import InvalidCursor
from projections.matches import OPEN, open_matches
from projections.rebuild import rebuild
from projections.retry import retry
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers

TODAY = datetime(2026, 5, 6, 9, tzinfo=UTC)
DAY = TODAY.date()


def seen(other: UUID, bits: float = 5.0, **more: Any) -> MatchAssessed:
    finding = MatchFinding(field="email", level="same", m=6 * 10**11, u=1000, weight=round(bits * 1000) + 10_000)
    said = {"zone": MatchZone.LIKELY, "posterior": 900_000} | more
    return MatchAssessed(
        other=other, model="identity-1", prior=-10_000, weight=round(bits * 1000), findings=(finding,), **said
    )


def pair(scribe: Scribe, bits: float = 5.0, **more: Any) -> tuple[UUID, UUID]:
    """Two people, the later first, of whom the engine thinks so."""
    earlier, later = scribe.ingest(), scribe.ingest()
    scribe.say(later, seen(earlier, bits, **more))
    return later, earlier


def waiting(reader: Connection[Any], at: datetime = TODAY) -> list[tuple[UUID, UUID]]:
    return [(each.stream, each.other) for each in open_matches(reader, at).items]


def test_open_pairs_come_strongest_first_page_by_page(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    pairs = {bits: pair(scribe, bits) for bits in (3.0, 9.0, -1.0, 5.0)}
    tied = pair(scribe, 5.0)
    following()
    expected = [pairs[9.0], tied, pairs[5.0], pairs[3.0], pairs[-1.0]]
    assert waiting(reader) == expected
    paged, cursor = [], None
    while True:
        page = open_matches(reader, TODAY, cursor=cursor, limit=2)
        paged += [(each.stream, each.other) for each in page.items]
        if not (cursor := page.next):
            break
    assert paged == expected
    with pytest.raises(InvalidCursor):
        open_matches(reader, TODAY, cursor="WzFd")


def test_only_the_newest_word_on_a_pair_counts_from_whichever_side(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    later, earlier = pair(scribe, 9.0)
    scribe.say(later, seen(earlier, 4.0))
    following()
    (found,) = open_matches(reader, TODAY).items
    assert found.weight == 4000
    scribe.say(earlier, seen(later, 2.0))
    following()
    (found,) = open_matches(reader, TODAY).items
    assert (found.stream, found.weight) == (earlier, 2000)


def test_two_people_with_many_records_show_once_by_their_strongest_pair(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    one, alias, other = (scribe.ingest(name) for name in ("Ana", "Anna", "Ana L."))
    scribe.say(other, seen(one, 3.0), seen(alias, 6.0))
    following()
    assert waiting(reader) == [(other, alias), (other, one)]
    scribe.merge(one, alias)
    following()
    assert waiting(reader) == [(other, alias)]
    scribe.merge(other, one)
    following()
    assert waiting(reader) == []


def test_what_was_merged_is_answered_and_stays_so_after_a_reversal(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    later, earlier = pair(scribe)
    scribe.merge(earlier, later)
    following()
    assert waiting(reader) == []
    scribe.reverse(earlier, later)
    following()
    assert waiting(reader) == []


def test_different_people_are_asked_about_no_more_nor_is_whoever_was_merged_with_one_of_them(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    later, earlier = pair(scribe)
    alias = scribe.ingest()
    scribe.say(alias, DifferentPeopleAsserted(other=earlier))
    scribe.say(earlier, DifferentPeopleAsserted(other=alias))
    following()
    assert waiting(reader) == [(later, earlier)]
    scribe.merge(later, alias)
    following()
    assert waiting(reader) == []
    scribe.reverse(later, alias)
    following()
    assert waiting(reader) == [(later, earlier)]


def test_what_is_put_off_comes_back_on_its_day(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    later, earlier = pair(scribe)
    scribe.say(later, MatchDeferred(other=earlier, until=DAY + timedelta(days=30)))
    following()
    assert waiting(reader) == []
    assert waiting(reader, TODAY + timedelta(days=29)) == []
    assert waiting(reader, TODAY + timedelta(days=30)) == [(later, earlier)]
    scribe.say(later, MatchDeferred(other=earlier, until=date(2026, 5, 6)))
    following()
    assert waiting(reader) == [(later, earlier)]


def test_an_assessment_or_a_delay_in_error_counts_for_nothing(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    later, earlier = pair(scribe, 5.0)
    put_off = scribe.say(later, MatchDeferred(other=earlier, until=DAY + timedelta(days=9)))
    following()
    assert waiting(reader) == []
    scribe.say(later, RecordedInError(position=put_off, why="wrong-person"))
    second = scribe.say(later, seen(earlier, 7.0))
    scribe.say(later, RecordedInError(position=second, why="wrong-model"))
    following()
    (found,) = open_matches(reader, TODAY).items
    assert found.weight == 5000


@pytest.mark.parametrize("side", [0, 1])
def test_nobody_is_asked_about_a_void_an_erased_or_a_parked_person(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any], side: int
) -> None:
    void, erased, parked, kept = (pair(scribe)[side] for _ in range(4))
    following()
    assert len(waiting(reader)) == 4
    ingested = scribe.ledger.store.stream(void)[0].position
    scribe.say(void, RecordedInError(position=ingested, why="test-data"))
    scribe.poison(parked)
    following()
    scribe.ledger.keyring.destroy(erased, DataClass.IDENTITY)
    retry(built.settings, [erased])
    ((later, earlier),) = waiting(reader)
    assert kept == (later, earlier)[side]


def test_followed_one_by_one_and_rebuilt_the_rows_are_the_same(
    built: Database, scribe: Scribe, following: Following
) -> None:
    found = [pair(scribe, bits) for bits in range(6)]
    scribe.say(found[0][0], MatchDeferred(other=found[0][1], until=DAY))
    scribe.merge(*found[1])
    scribe.merge(found[2][1], found[3][1])
    scribe.reverse(found[2][1], found[3][1])
    scribe.say(found[4][0], seen(found[4][1], 9.0))
    for _ in range(20):  # a long history is kept, and not folded again
        scribe.say(found[4][0], seen(found[5][0], 8.0))
    following(1)
    followed = everything(following.connection)
    assert len(followed["matches"]) == 6
    rebuild(built.settings)
    assert everything(following.connection) == followed


def test_the_order_is_read_from_its_index_however_many_there_are(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    pair(scribe)
    following()
    (people,) = live(following.connection, ["people"])
    with psycopg.connect(built.admin, autocommit=True) as admin:
        admin.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(people.schema)))
        admin.execute("""
            INSERT INTO matches (dossier, stream, other, position, recorded_at, zone, weight, posterior,
                                 conflict, model, findings)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1000 + n, now(), 'likely', n, n,
                   false, 'identity-1', '{}'
            FROM generate_series(1, 20000) n
        """)
        admin.execute("ANALYZE matches")
    parameters = {"weight": matches.LAST, "before": matches.LAST, "day": DAY, "limit": 50}
    plan = "\n".join(row[0] for row in reader.execute(f"EXPLAIN {OPEN}".encode(), parameters))
    assert "Index Scan using matches_order" in plan
