"""The due list: ranges of indexes over what follows from the dossiers, by owner, day and state."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import Connection, sql

from domain.access import EVERYTHING
from domain.events import ContactLogged, OwnerAssigned, ReminderSet, Replied, TalentPoolEntered, TierAssigned
from domain.vocabulary import Channel, DueKind, Tier
from ledger.envelope import new_id
from projections.checkpoint import live
from projections.due import EVER, NOBODY, STATES, Day, DueItem, State, by_itself, day_of, due_list, statement, tally
from projections.within import bounds
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
LI = "user:li"


def remind(scribe: Scribe, day: date, owner: str | None = None) -> str:
    reminder = new_id()
    scribe.say(scribe.ingest(), ReminderSet(reminder=reminder, due_on=day, owner=owner))
    return str(reminder)


def listed(reader: Connection[Any], day: Day, **more: Any) -> list[DueItem]:
    """Every page."""
    found, cursor = [], None
    while True:
        page = due_list(reader, day, cursor=cursor, limit=2, **more)
        found += page.items
        if not (cursor := page.next):
            return found


def test_a_day_is_what_falls_due_on_it_and_what_is_left_over_from_before(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 1), date(2026, 6, 2)]
    reminders = [remind(scribe, day, LI if number % 2 else None) for number, day in enumerate(days)]
    following()
    today = day_of(None, NOON)
    assert {str(each.item) for each in listed(reader, today)} == set(reminders[1:4])
    assert [str(each.item) for each in listed(reader, today, state="overdue")] == reminders[:1]
    assert {str(each.item) for each in listed(reader, today, owner=LI)} == {reminders[1], reminders[3]}
    assert listed(reader, today, kind=DueKind.CADENCE) == []
    assert listed(reader, day_of(date(2026, 6, 2), NOON))[0].name == "王小明"
    assert tally(reader, today) == [(LI, 2, 0), (None, 1, 1)]


def test_what_was_over_is_missed_once_and_stands_on_no_later_list(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    contact = ContactLogged(contact=new_id(), channel=Channel.EMAIL)
    heard = Replied(contact=contact.contact, channel=Channel.EMAIL)
    person = scribe.ingest()
    scribe.say(person, contact, heard, claimed=NOON - timedelta(days=400))
    scribe.say(person, heard, claimed=NOON - timedelta(days=3, hours=1))
    following()
    before, on, after = (day_of(None, NOON + timedelta(days=days)) for days in (-1, 0, 1))
    states = [[len(listed(reader, day, state=state)) for state in STATES] for day in (before, on, after)]
    assert states == [[0, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert len(listed(reader, day_of(on.begin.date(), NOON - timedelta(hours=3)), state="missed")) == 0


def test_both_cadences_are_kept_and_one_is_shown(scribe: Scribe, following: Following, reader: Connection[Any]) -> None:
    person = scribe.ingest()
    entered = (TalentPoolEntered(), TierAssigned(tier=Tier.B), OwnerAssigned(owner=LI))
    scribe.say(person, *entered, claimed=NOON - timedelta(days=91))
    following()
    today = day_of(None, NOON)
    assert [(each.kind, each.owner) for each in listed(reader, today)] == [(DueKind.CADENCE, LI)]
    assert [each.policy for each in listed(reader, today, kind=DueKind.CADENCE)] == ["employer-1"]
    overdue = listed(reader, today, state="overdue", policy="agency-1", kind=DueKind.CADENCE)
    assert [each.due_at for each in overdue] == [NOON - timedelta(days=76)]


@pytest.mark.parametrize(
    ("state", "owner", "index"),
    [
        ("due", None, "due_at"),
        ("due", LI, "due_owner"),
        ("overdue", LI, "due_owner"),
        ("missed", None, "due_until"),
    ],
)
def test_a_page_is_a_range_of_an_index_however_many_there_are(
    state: State, owner: str | None, index: str, many: Connection[Any]
) -> None:
    today = day_of(None, NOON)
    given = {"begin": today.begin, "end": today.end, "at": today.at, "after": EVER, "place": NOBODY}
    given |= {"owner": owner, "kind": None, "policy": "employer-1", "limit": 50, **bounds(EVERYTHING)}
    given |= by_itself("listed-1")
    query = sql.SQL("EXPLAIN ") + statement(state, owner)
    plan = "\n".join(row[0] for row in many.execute(query, given, prepare=False))
    assert f"Index Scan using {index} on due" in plan, plan
    assert "Sort" not in plan.split("Limit")[-1], plan


@pytest.fixture
def many(built: Database, reader: Connection[Any]) -> Connection[Any]:
    """20,000 items over two years, of forty owners."""
    with psycopg.connect(built.admin, autocommit=True) as admin:
        (people,) = live(admin, ["people"])
        admin.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(people.schema)))
        admin.execute("""
            INSERT INTO due (dossier, item, kind, due_at, until_at, follows, owner)
            SELECT gen_random_uuid(), gen_random_uuid(), 'first-care', due_at, due_at + interval '30 days', 'task',
                CASE WHEN n % 40 = 0 THEN 'user:li' ELSE 'user:owner' || n % 40 END
            FROM (SELECT n, timestamptz '2026-01-01' + n * interval '50 minutes' AS due_at
                  FROM generate_series(1, 20000) n) made
        """)
        admin.execute("ANALYZE due")
    return reader
