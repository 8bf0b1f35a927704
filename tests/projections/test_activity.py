"""Scores as they are asked for: the golden figures of the default policy, explained, and in order."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from domain.activity import POLICIES, Band, put_in_force, rank
from domain.events import (
    Applied,
    CandidateTagged,
    ContactLogged,
    InterviewAttended,
    OwnerAssigned,
    Replied,
    TierAssigned,
)
from domain.vocabulary import Channel, Tier
from ledger.envelope import new_id
from projections import activity
from projections.catalogue import PEOPLE
from projections.rebuild import rebuild
from projections.run import outdated
from projections.work_list import Order, work_list
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers


def replied() -> Replied:
    return Replied(contact=new_id(), channel=Channel.EMAIL)


def went_well() -> ContactLogged:
    return ContactLogged(contact=new_id(), channel=Channel.PHONE, went_well=True)


GOLDEN = [
    ((), 0, 0.0, Band.LOW),
    ((replied(),), 0, 76.8, Band.MIDDLE),
    ((went_well(),), 0, 51.8, Band.MIDDLE),
    ((replied(), went_well()), 0, 88.8, Band.HIGH),
    ((replied(), went_well()), 60, 66.5, Band.MIDDLE),
    ((replied(), replied()), 0, 88.8, Band.HIGH),
    ((Applied(application=new_id()), InterviewAttended(application=new_id(), interview=new_id())), 0, 96.2, Band.HIGH),
    ((replied(),), 180, 16.7, Band.LOW),
]


@pytest.mark.parametrize(("happened", "days", "score", "band"), GOLDEN)
def test_the_default_policy_gives_these_scores(
    happened: tuple[Any, ...],
    days: int,
    score: float,
    band: Band,
    scribe: Scribe,
    following: Following,
    reader: Connection[Any],
) -> None:
    person = scribe.ingest()
    scribe.say(person, *happened, CandidateTagged(tag="go"))
    following()
    at = scribe.ledger.store.stream(person)[-1].recorded_at + timedelta(days=days)
    found = activity.explained(reader, person, at)
    assert found is not None
    assert (round(found.score, 1), found.band, found.policy) == (score, band, "activity-1")
    assert len(found.shares) == len(happened)
    assert sum(share.part for share in found.shares) == pytest.approx(1.0 if happened else 0.0)


def test_a_score_as_of_then_knows_nothing_of_what_came_later(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    person, now = scribe.ingest(), scribe.ledger.clock()
    for days, happened in ((90, replied()), (30, went_well()), (1, replied())):
        scribe.say(person, happened, claimed=now - timedelta(days=days))
    following()
    scores = []
    for days in (100, 60, 15, 0):
        then = now - timedelta(days=days)
        found, told = activity.explained(reader, person, then), activity.curve(reader, person, then, timedelta(1), 1)
        assert found is not None
        assert told is not None
        (point,) = told.points
        assert point.score == pytest.approx(found.score)
        assert point.band == found.band
        assert all(share.contribution.happened_at <= then for share in found.shares)
        scores.append((len(found.shares), round(found.score, 1)))
    assert scores == [(0, 0.0), (1, 64.4), (2, 70.7), (3, 91.6)]


@pytest.fixture
def _slow() -> Iterator[None]:
    put_in_force("activity-slow-1")
    yield
    put_in_force("activity-1")


def test_another_policy_ranks_anew_by_a_rebuild_and_the_old_figure_is_had_under_the_old_name(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any], request: pytest.FixtureRequest
) -> None:
    now = scribe.ledger.clock()
    steady, late = scribe.ingest("Steady"), scribe.ingest("Late")
    for days in (180, 181, 182):
        scribe.say(steady, replied(), claimed=now - timedelta(days=days))
    scribe.say(late, went_well(), claimed=now - timedelta(days=20))
    following()
    at = now + timedelta(seconds=1)
    assert [each.candidate for each in work_list(reader, at, "score").items] == [late, steady]
    before, version = activity.explained(reader, steady, at), PEOPLE.version

    request.getfixturevalue("_slow")
    assert PEOPLE.version != version
    assert outdated(following.connection, [PEOPLE]) == ["people"]
    rebuild(built.settings, ["people"], shards=0)
    first, second = work_list(reader, at, "score").items
    assert (first.candidate, second.candidate) == (steady, late)
    after = activity.explained(reader, steady, at)
    assert after is not None
    assert (after.policy, after.rank) == ("activity-slow-1", first.rank)
    assert after.rank == rank([share.contribution for share in after.shares], POLICIES["activity-slow-1"])
    assert activity.explained(reader, steady, at, "activity-1") == before


def test_the_work_list_is_in_order_and_can_be_cut_at_a_score(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    now = scribe.ledger.clock()
    people = [scribe.ingest(f"Person {number}") for number in range(12)]
    for number, person in enumerate(people[:-2]):
        scribe.say(person, replied(), claimed=now - timedelta(days=20 * number))
    scribe.say(people[3], went_well())
    following()
    at = now + timedelta(seconds=1)
    whole = work_list(reader, at, "score")
    ranks = [each.rank for each in whole.items]
    assert ranks == sorted(ranks, reverse=True)
    assert [each.band for each in whole.items[-2:]] == ["low", "low"]
    assert len(whole.items) == 12
    assert [round(each.score) for each in whole.items[:3]] == [77, 77, 69]
    assert all(each.document for each in whole.items)

    high = work_list(reader, at, "score", least_score=50).items
    assert high == [each for each in whole.items if each.score >= 50]
    assert 0 < len(high) < len(whole.items)
    later = work_list(reader, at + timedelta(days=400), "score", least_score=50).items
    assert later == []

    paged, cursor = [], None
    while True:
        page = work_list(reader, at, "score", cursor=cursor, limit=3)
        paged += page.items
        if not (cursor := page.next):
            break
    assert paged == whole.items


def test_the_work_list_goes_by_tier_and_by_who_was_left_alone_the_longest(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    now = scribe.ledger.clock()
    names = ("a", "late a", "b", "none", "fresh")
    people = dict(zip(names, (scribe.ingest(f"Person {name}") for name in names), strict=True))
    for name, tier in (("a", Tier.A), ("late a", Tier.A), ("b", Tier.B)):
        scribe.say(people[name], TierAssigned(tier=tier))
    scribe.say(people["a"], replied())
    scribe.say(people["b"], replied(), OwnerAssigned(owner="user:zoe"))
    for name, days in (("fresh", 1), ("none", 200), ("a", 30)):
        call = ContactLogged(contact=new_id(), channel=Channel.PHONE)
        scribe.say(people[name], call, claimed=now - timedelta(days=days))
    following()
    at = now + timedelta(seconds=1)

    def paged(order: Order, limit: int) -> list[str]:
        found: list[str] = []
        cursor = None
        while True:
            page = work_list(reader, at, order, cursor=cursor, limit=limit)
            found += [next(name for name, one in people.items() if one == each.candidate) for each in page.items]
            if not (cursor := page.next):
                return found

    for limit in (1, 2, 50):
        by_tier = paged("tier", limit)
        assert by_tier[:3] == ["a", "late a", "b"]
        assert set(by_tier[3:]) == {"none", "fresh"}
        alone = paged("contacted", limit)
        assert set(alone[:2]) == {"late a", "b"}
        assert alone[2:] == ["none", "a", "fresh"]
    (hers,) = work_list(reader, at, "tier", owner="user:zoe").items
    assert (hers.candidate, hers.tier, hers.last_contacted_at) == (people["b"], "b", None)
    active = work_list(reader, at, "contacted", least_score=50).items
    assert [each.candidate for each in active] == [people["b"], people["a"]]
