"""The contact log: who, when recorded, when claimed, by which channel, and what was void."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from psycopg import Connection

from domain.events import CandidateTagged, ContactLogged, RecordedInError, Replied
from domain.vocabulary import Channel, ContactOutcome, Purpose
from ledger.envelope import new_id
from projections import contact_log, dossiers
from projections.cursor import InvalidCursor
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe

pytestmark = pytest.mark.servers

CLAIMED = datetime(2023, 3, 1, 9, 30, tzinfo=UTC)


def test_a_line_tells_what_was_recorded_and_what_was_claimed(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    person, contact = scribe.ingest(), new_id()
    event = ContactLogged(
        contact=contact,
        channel=Channel.WECOM,
        outcome=ContactOutcome.INTERESTED,
        purpose=Purpose.TALENT_POOL,
        said="the secret of the contact",
    )
    position = scribe.say(person, event, claimed=CLAIMED)
    answer = scribe.say(person, Replied(contact=contact, channel=Channel.WECOM, said="a secret answer"))
    following()

    log = contact_log.of_one(reader, person)
    replied, logged = log.items
    assert log.read_at == answer
    assert (logged.position, logged.contact, logged.inbound) == (position, contact, False)
    assert (logged.channel, logged.outcome, logged.purpose) == ("wecom", "interested", "talent-pool")
    assert (logged.claimed_at, logged.precision, logged.happened_at) == (CLAIMED, "second", CLAIMED)
    assert logged.recorded_at > CLAIMED
    assert (logged.actor, logged.controller, logged.voided_by) == ("user:anna", "main", None)
    assert (replied.type, replied.inbound, replied.claimed_at) == ("replied", True, None)
    everything = reader.execute("SELECT count(*) FROM read.contact_log l WHERE l::text LIKE '%%secret%%'").fetchone()
    assert everything == (0,)


def test_what_was_recorded_in_error_stays_visible_and_counts_for_nothing(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    person = scribe.ingest()
    wrong = scribe.say(person, ContactLogged(contact=new_id(), channel=Channel.PHONE, went_well=True))
    tag = scribe.say(person, CandidateTagged(tag="java"))
    following()
    assert reader.execute("SELECT count(*) FROM read.activity").fetchone() == (1,)

    correction = scribe.say(
        person,
        RecordedInError(position=wrong, why="wrong-person"),
        RecordedInError(position=tag, why="wrong-person"),
    )
    following()
    (line,) = contact_log.of_one(reader, person).items
    assert line.voided_by == correction - 1
    listed = dossiers.list_dossiers(reader, only=dossiers.Filter(tag="java"))
    assert listed.items == []
    assert reader.execute("SELECT count(*) FROM read.activity").fetchone() == (0,)


def test_a_person_who_was_recorded_in_error_is_told_as_void(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    person = scribe.ingest("Nobody", email="nobody@example.org")
    (row,) = scribe.ledger.store.stream(person)
    scribe.say(person, RecordedInError(position=row.position, why="test-data"))
    following()
    assert [each.kind for each in dossiers.changes(reader).items] == ["void"]
    assert dossiers.list_dossiers(reader).items == []
    assert reader.execute("SELECT count(*) FROM read.recall").fetchone() == (0,)


@pytest.mark.parametrize("clock", ["recorded", "occurred"])
def test_a_period_is_paged_by_either_clock(
    scribe: Scribe, following: Following, reader: Connection[Any], clock: contact_log.Clock
) -> None:
    people = [scribe.ingest() for _ in range(3)]
    for day in range(9):
        channel = Channel.PHONE if day % 3 else Channel.EMAIL
        contact = ContactLogged(contact=new_id(), channel=channel)
        scribe.say(people[day % 3], contact, claimed=CLAIMED - timedelta(days=day))
    following()
    now = scribe.ledger.clock()
    begin, end = (CLAIMED - timedelta(days=4), CLAIMED) if clock == "occurred" else (CLAIMED, now)
    whole = contact_log.by_period(reader, begin, end, clock=clock)
    moments = [each.happened_at if clock == "occurred" else each.recorded_at for each in whole.items]
    assert moments == sorted(moments)
    assert len(whole.items) == (4 if clock == "occurred" else 9)

    paged, cursor = [], None
    while True:
        page = contact_log.by_period(reader, begin, end, clock=clock, cursor=cursor, limit=2)
        paged += page.items
        if not (cursor := page.next):
            break
    assert paged == whole.items
    calls = contact_log.by_period(reader, begin, end, clock=clock, channel="phone").items
    assert calls == [each for each in whole.items if each.channel == "phone"]
    with pytest.raises(InvalidCursor):
        contact_log.by_period(reader, begin, end, clock=clock, cursor="bm9uc2Vuc2U")
