"""What is due of people, by day: every moment that follows from their dossiers, past or to come.

No row changes by the clock. Whether something is due, overdue or missed is taken at the moment of asking, as ranges of
two indexes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, LiteralString
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from domain.due import HOME, RULES, automation, due
from domain.gate.policy import DEFAULT
from domain.vocabulary import DueKind
from projections.cursor import place_of, written
from projections.parts import ALL
from projections.person import Person
from projections.projection import Table, Values, View
from projections.within import bounds, of_person

TABLE = Table(
    name="due",
    columns=("dossier", "item", "kind", "due_at", "until_at", "follows", "owner", "about", "detail", "policy"),
    ddl="""
        CREATE TABLE due (
            dossier  uuid NOT NULL,
            item     uuid NOT NULL,
            kind     text NOT NULL,
            due_at   timestamptz NOT NULL,
            until_at timestamptz,
            follows  text NOT NULL,
            owner    text,
            about    uuid,
            detail   text,
            policy   text
        )
    """,
    indexes="""
        CREATE INDEX due_dossier ON due (dossier);
        CREATE INDEX due_at ON due (due_at, item);
        CREATE INDEX due_owner ON due (owner, due_at, item);
        CREATE INDEX due_until ON due (until_at, item) WHERE until_at IS NOT NULL;
        CREATE INDEX due_event ON due (due_at, item) WHERE follows = 'event';
        CREATE INDEX due_outreach ON due (due_at, item) WHERE follows = 'outreach';
    """,
)


def rows(person: Person) -> Iterable[Values]:
    return [
        (
            *(person.dossier.candidate, each.item, each.kind.value, each.due_at, each.until, each.follows.value),
            *(each.owner, each.about, each.detail, each.policy),
        )
        for each in due(person.dossier)
    ]


DUE = View(TABLE, 4, rows, rests_on=ALL - {"knowing.tags", "lists", "matches", "reading", "last_happened_at"})

State = Literal["due", "overdue", "missed"]
STATES: tuple[State, ...] = ("due", "overdue", "missed")
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Day:
    """From `begin` until before `end`, looked at at a moment between them."""

    begin: datetime
    end: datetime
    at: datetime


def day_of(day: date | None, at: datetime, zone: str = HOME) -> Day:
    """A day of this zone, looked at now; a day that is over is looked at when it ended, one to come when it begins."""
    local = ZoneInfo(zone)
    begin = datetime.combine(day or at.astimezone(local).date(), time(), local)
    end = datetime.combine(begin.date() + timedelta(days=1), time(), local)
    return Day(begin, end, min(max(at, begin), end))


@dataclass(frozen=True, slots=True)
class DueItem:
    item: UUID
    candidate: UUID
    name: str | None
    """None once it is forgotten."""
    kind: DueKind
    template: str | None
    """Of a message for it."""
    due_at: datetime
    until: datetime | None
    """From then on it is missed. None: it stays until it is done."""
    follows: str
    """`task`: somebody does it; `outreach`: a message is planned by itself; `event`: the ledger is told."""
    owner: str | None
    about: UUID | None
    """The interview, the application, the employment, the reminder."""
    detail: str | None
    """A word more: the tier, the years, the position of the consent."""
    policy: str | None
    """The cadence that it is due by; None of whatever is due by each of them."""


@dataclass(frozen=True, slots=True)
class DueList:
    read_at: int
    items: list[DueItem]
    next: str | None = None


PAGE = sql.SQL("""
    SELECT c.position, d.*
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT d.item, d.dossier, p.name, d.kind, d.due_at, d.until_at, {follows}, d.owner, d.about, d.detail, d.policy
        FROM read.due d LEFT JOIN read.dossiers p ON p.dossier = d.dossier
        WHERE {within} AND ({clock}, d.item) > (%(after)s, %(place)s)
          AND (d.policy IS NULL OR d.policy = %(policy)s) {owned} AND {seen}
          AND (%(kind)s::text IS NULL OR d.kind = %(kind)s)
        ORDER BY {clock}, d.item LIMIT %(limit)s
    ) d ON true
    WHERE c.projection = 'people' AND c.live ORDER BY {clock}, d.item
""")
FOLLOWS: LiteralString = """
    CASE WHEN d.follows = 'outreach' AND (d.kind <> ALL(%(automatic)s) OR d.due_at < %(at)s - %(late)s)
        THEN 'task' ELSE d.follows END
"""
"""What goes by itself by the policy, and is not too old for it; else it is somebody's."""
STANDS: LiteralString = "(d.until_at IS NULL OR d.until_at > %(at)s)"
WITHIN: dict[State, LiteralString] = {
    "due": f"d.due_at >= %(begin)s AND d.due_at < %(end)s AND {STANDS}",
    "overdue": f"d.due_at < %(begin)s AND {STANDS}",
    "missed": "d.until_at >= %(begin)s AND d.until_at < %(end)s AND d.until_at <= %(at)s",
}
EVER = datetime.min.replace(tzinfo=UTC)


def statement(state: State, owner: str | None) -> sql.Composed:
    return PAGE.format(
        follows=sql.SQL(FOLLOWS),
        within=sql.SQL(WITHIN[state]),
        clock=sql.Identifier("d", "until_at" if state == "missed" else "due_at"),
        owned=sql.SQL("" if owner is None else "AND d.owner = %(owner)s"),
        seen=of_person("d.dossier"),
    )


def due_list(
    connection: Connection[Any],
    day: Day,
    *,
    state: State = "due",
    owner: str | None = None,
    kind: DueKind | None = None,
    policy: str = DEFAULT,
    automatic: str = automation.DEFAULT,
    cursor: str | None = None,
    limit: int = 50,
    scope: Scope = EVERYTHING,
) -> DueList:
    """What falls due on a day, what did before and still stands, or what was missed on it; in order of time.

    `owner` keeps what is theirs, `policy` is the cadence. Raises InvalidCursor.
    """
    after, place = place_of(cursor, datetime, UUID) if cursor else (EVER, NOBODY)
    given = {"begin": day.begin, "end": day.end, "at": day.at, "after": after, "place": place}
    given |= {"owner": owner, "kind": kind, "policy": policy, "limit": limit, **bounds(scope), **by_itself(automatic)}
    found = connection.execute(statement(state, owner), given).fetchall()
    items = [_item(*row[1:]) for row in found if row[1] is not None]
    if len(items) < limit:
        return DueList(found[0][0] if found else 0, items)
    last = items[-1]
    moment = last.until if state == "missed" else last.due_at
    return DueList(found[0][0], items, written([moment, last.item]))


TALLY = sql.SQL("""
    SELECT d.owner, count(*) FILTER (WHERE d.due_at >= %(begin)s), count(*) FILTER (WHERE d.due_at < %(begin)s)
    FROM read.due d
    WHERE d.due_at < %(end)s AND {follows} = 'task' AND {stands} AND (d.policy IS NULL OR d.policy = %(policy)s)
    GROUP BY d.owner ORDER BY d.owner NULLS LAST
""").format(follows=sql.SQL(FOLLOWS), stands=sql.SQL(STANDS))


def tally(
    connection: Connection[Any], day: Day, policy: str = DEFAULT, automatic: str = automation.DEFAULT
) -> list[tuple[str | None, int, int]]:
    """Of each owner, and of nobody: how much falls due on the day, and how much did before and still stands."""
    given = {"begin": day.begin, "end": day.end, "at": day.at, "policy": policy, **by_itself(automatic)}
    return connection.execute(TALLY, given).fetchall()


def by_itself(policy: str) -> dict[str, Any]:
    """What `FOLLOWS` is filled with."""
    return {"automatic": [kind.value for kind in automation.AUTOMATIONS[policy]], "late": automation.LATE}


def _item(item: UUID, candidate: UUID, name: str | None, kind: str, *rest: Any) -> DueItem:
    return DueItem(item, candidate, name, DueKind(kind), RULES[DueKind(kind)].template, *rest)
