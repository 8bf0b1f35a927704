"""A full day's due list over a large pool: every page of it, one after the other."""

import random
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection, sql

from benchmarks.ground import Ground
from benchmarks.many_dossiers import drop_indexes
from benchmarks.row import Figure, Row
from domain.envelope import Claim, Meta
from domain.events import (
    AnyEvent,
    CandidateIngested,
    ConsentGiven,
    ContactLogged,
    OwnerAssigned,
    Replied,
    TalentPoolEntered,
    TierAssigned,
)
from domain.person import Name, PartialDate, Person
from domain.record import fold
from domain.recorded import Recorded
from domain.vocabulary import Channel, Purpose, Tier
from projections import dossiers, due
from projections.checkpoint import live
from projections.due import day_of, due_list
from projections.follow import connect
from projections.person import person
from projections.projection import Values
from projections.rebuild import rebuild
from projections.writing import copy_rows

MILLION, A_SECOND, LEAST = 1_000_000, 25_000, 10_000
DIFFERENT = 20_000
"""Lives that are made up one by one; beyond them, the same come again at other times."""
PAGE = 500
NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
OWNERS = [f"user:owner{number}" for number in range(40)]


def a_day(ground: Ground, seconds: float) -> Figure:
    """Seconds, the slowest of several readings."""
    count = min(MILLION, max(LEAST, int(seconds * A_SECOND)))
    with ground.ledger() as settings:
        rebuild(settings, shards=0)
        with connect(settings) as owner:
            items = fill(owner, count)
        with psycopg.connect(settings.conninfo("reader"), autocommit=True) as reader:
            taken: list[float] = []
            until = time.monotonic() + min(seconds, 10)
            while len(taken) < 3 or time.monotonic() < until:
                begun = time.perf_counter()
                listed = sum(1 for _ in whole_day(reader))
                taken.append(time.perf_counter() - begun)
    note = f"{count:,} dossiers, {items:,} moments; {listed:,} things due on the day, in pages of {PAGE}"
    return Figure(max(taken), None, (note, f"the slowest of {len(taken)}"))


def whole_day(reader: Connection[Any]) -> Iterator[UUID]:
    cursor: str | None = None
    day = day_of(None, NOW)
    while True:
        page = due_list(reader, day, cursor=cursor, limit=PAGE)
        yield from (each.item for each in page.items)
        if not (cursor := page.next):
            return


def fill(connection: Connection[Any], count: int, seed: int = 1) -> int:
    """Empty the live tables and fill them, indexes after the load; answers the moments. As the role that owns them."""
    schema = live(connection, ["people"])[0].schema
    made = [_rows(history) for history in lives(seed, min(count, DIFFERENT))]
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for table in (due.TABLE, dossiers.TABLE):
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(table.name)))
            drop_indexes(connection, table.name)
        copy_rows(connection, dossiers.TABLE, [row for shown, _ in made for row in shown])
        copy_rows(connection, due.TABLE, [row for _, moments in made for row in moments])
        for table in (dossiers.TABLE, due.TABLE):
            first, whole = sql.Identifier(f"first_{table.name}"), sql.Identifier(table.name)
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(first, whole))
        for number in range(1, ceil(count / DIFFERENT)):
            for query in AGAIN:
                connection.execute(query, {"number": str(number), "people": min(DIFFERENT, count - number * DIFFERENT)})
        for table in (due.TABLE, dossiers.TABLE):
            connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(f"first_{table.name}")))
            connection.execute(table.indexes.encode())
    for table in (due.TABLE, dossiers.TABLE):
        connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(schema, table.name)))
    found = connection.execute("SELECT count(*) FROM read.due").fetchone()
    return found[0] if found else 0


AGAIN = (
    """
    INSERT INTO dossiers (dossier, position, members, version, void, erased, name, tags, owners, pools, document)
    SELECT md5(dossier::text || %(number)s)::uuid, position, members, version, void, erased, name, tags, owners, pools,
        document
    FROM first_dossiers LIMIT %(people)s
    """,
    """
    INSERT INTO due (dossier, item, kind, due_at, until_at, follows, owner, about, detail, policy)
    SELECT md5(dossier::text || %(number)s)::uuid, md5(item::text || %(number)s)::uuid, kind, due_at + moved,
        until_at + moved, follows, owner, about, detail, policy
    FROM (SELECT dossier FROM first_dossiers LIMIT %(people)s) d
    JOIN (SELECT *, (random() - 0.5) * interval '60 days' AS moved FROM first_due) each USING (dossier)
    """,
)
"""The people once more, each as somebody else, with everything some days earlier or later."""


def _rows(history: list[Recorded]) -> tuple[list[Values], list[Values]]:
    """In both tables."""
    record = fold(history)
    assert record is not None
    one = person([record])
    return list(dossiers.DOSSIERS.rows(one)), list(due.DUE.rows(one))


def lives(seed: int, count: int) -> Iterator[list[Recorded]]:
    """Two years of each: four of five have a tier, three of five an owner and a consent that runs out."""
    chance = random.Random(seed)
    position = 0
    for number in range(count):
        stream = UUID(int=chance.getrandbits(128))
        born = PartialDate(on=date(1970, 1, 1) + timedelta(days=chance.randrange(11_000)))
        happened: list[AnyEvent] = [
            CandidateIngested(person=Person(name=Name(full=f"王小明{number}"), born=born)),
            TalentPoolEntered(),
        ]
        if chance.random() < 0.8:
            (tier,) = chance.choices(list(Tier), (5, 15, 40, 20))
            happened.append(TierAssigned(tier=tier))
        if chance.random() < 0.6:
            happened.append(OwnerAssigned(owner=chance.choice(OWNERS)))
            last = NOW.date() + timedelta(days=chance.randrange(700))
            happened.append(
                ConsentGiven(purpose=Purpose.TALENT_POOL, channels=(Channel.EMAIL,), controller="main", expires_on=last)
            )
        if chance.random() < 0.7:
            happened.append(ContactLogged(contact=stream, channel=Channel.PHONE))
            if chance.random() < 0.3:
                happened.append(Replied(contact=stream, channel=Channel.EMAIL))
        at = NOW - timedelta(days=chance.uniform(30, 730))
        history = []
        for version, event in enumerate(happened, start=1):
            position += 1
            at = min(at + timedelta(days=chance.expovariate(1 / 60)), NOW)
            meta = Meta(event_id=stream, command_id=stream, actor="user:anna", occurred=Claim(at=at))
            history.append(Recorded(position, stream, version, NOW, meta, event))
        yield history


ROWS = (
    Row(
        "due",
        "a full day's due list over 1,000,000 dossiers",
        "",
        "s",
        2,
        "lower",
        MILLION / A_SECOND,
        a_day,
    ),
)
