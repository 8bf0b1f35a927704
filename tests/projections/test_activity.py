"""Scores as they are asked for: the golden figures of the default policy, explained, and in order."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg import Connection

from domain.activity import Band
from domain.events import Applied, CandidateTagged, ContactLogged, InterviewAttended, Replied
from domain.vocabulary import Channel
from ledger.envelope import new_id
from projections import activity
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe

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
    whole = activity.work_list(reader, at)
    ranks = [each.rank for each in whole.items]
    assert ranks == sorted(ranks, reverse=True)
    assert len(whole.items) == 10
    assert [round(each.score) for each in whole.items[:3]] == [77, 77, 69]
    assert all(each.document for each in whole.items)

    high = activity.work_list(reader, at, least_score=50).items
    assert high == [each for each in whole.items if each.score >= 50]
    assert 0 < len(high) < len(whole.items)
    later = activity.work_list(reader, at + timedelta(days=400), least_score=50).items
    assert later == []

    paged, cursor = [], None
    while True:
        page = activity.work_list(reader, at, cursor=cursor, limit=3)
        paged += page.items
        if not (cursor := page.next):
            break
    assert paged == whole.items
