"""Who came into a pool and went out of it: when, by which event or by time alone, and by which conditions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain.access import EVERYTHING, Scope
from domain.moves import Move
from projections.cursor import place_of, written
from projections.projection import Table, Values
from projections.within import bounds, of_person

TABLE = Table(
    name="pool_moves",
    columns=("dossier", "pool", "moment", "position", "entered", "cause", "holds", "fails"),
    ddl="""
        CREATE TABLE pool_moves (
            dossier  uuid        NOT NULL,
            pool     uuid        NOT NULL,
            moment   timestamptz NOT NULL,
            position bigint,
            entered  boolean     NOT NULL,
            cause    text        NOT NULL,
            holds    text[]      NOT NULL,
            fails    text[]      NOT NULL
        )
    """,
    # At one moment time comes first, and events have positions above 0.
    indexes="""
        CREATE UNIQUE INDEX pool_moves_pool ON pool_moves (pool, moment, dossier, coalesce(position, 0));
        CREATE INDEX pool_moves_dossier ON pool_moves (dossier, pool, moment);
    """,
    kept=True,
)


def row(dossier: UUID, move: Move) -> Values:
    pool, moment, position, entered, cause, holds, fails = move
    return dossier, pool, moment, position, entered, cause, list(holds), list(fails)


@dataclass(frozen=True, slots=True)
class Moved:
    candidate: UUID
    entered: bool
    """False: they went out."""
    moment: datetime
    position: int | None
    """Of the event; null by time alone."""
    cause: str
    """The event's type, of the person or of the pool; `time`."""
    holds: list[str]
    """Conditions of the filter that hold from then on, and did not."""
    fails: list[str]
    """Those that hold no longer."""


@dataclass(frozen=True, slots=True)
class Told:
    read_at: int
    until: datetime | None
    """It is complete before this moment. Null: nothing was ever folded."""
    items: list[Moved]
    next: str | None


Order = Literal["newest", "oldest"]
WITHIN = of_person("pool_moves.dossier")
NEWEST: LiteralString = "DESC"
OLDEST: LiteralString = "ASC"
FIRST = {
    "newest": (datetime.fromisoformat("9999-01-01T00:00:00+00:00"), UUID(int=2**128 - 1), 2**62),
    "oldest": (datetime.fromisoformat("0001-01-02T00:00:00+00:00"), UUID(int=0), -1),
}
TOLD: LiteralString = """
    SELECT c.position, c.moment, told.* FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, entered, moment, position, cause, holds, fails FROM read.pool_moves
        WHERE pool = %(pool)s
          AND (moment, dossier, coalesce(position, 0)) {beyond} (%(moment)s, %(dossier)s, %(position)s)
          AND {within}
          AND (%(only)s::uuid IS NULL OR dossier = %(only)s) AND (%(settled)s IS FALSE OR moment < c.moment)
        ORDER BY moment {way}, dossier {way}, coalesce(position, 0) {way} LIMIT %(limit)s
    ) told ON true
    WHERE c.projection = 'people' AND c.live
    ORDER BY told.moment {way}, told.dossier {way}, coalesce(told.position, 0) {way}
"""


def moves(
    connection: Connection[Any],
    pool: UUID,
    *,
    scope: Scope = EVERYTHING,
    candidate: UUID | None = None,
    order: Order = "newest",
    cursor: str | None = None,
    limit: int = 50,
) -> Told:
    """A page of a pool's log. Oldest first it is for whoever follows: nothing will come before what is shown, and
    `next` stays good at the end, for what will come, and after a rebuild. Raises InvalidCursor.
    """
    moment, dossier, position = place_of(cursor, datetime, UUID, int) if cursor else FIRST[order]
    given = {
        **bounds(scope),
        "settled": order == "oldest",
        "pool": pool,
        "moment": moment,
        "dossier": dossier,
        "position": position,
        "only": candidate,
        "limit": limit,
    }
    way, beyond = (sql.SQL(NEWEST), sql.SQL("<")) if order == "newest" else (sql.SQL(OLDEST), sql.SQL(">"))
    found = connection.execute(sql.SQL(TOLD).format(way=way, beyond=beyond, within=WITHIN), given).fetchall()
    items = [Moved(*line[2:]) for line in found if line[2] is not None]
    read_at, until = found[0][:2] if found else (0, None)
    following = cursor if order == "oldest" else None
    if items and (order == "oldest" or len(items) == limit):
        following = written([items[-1].moment, items[-1].candidate, items[-1].position or 0])
    return Told(read_at, until, items, following)


@dataclass(frozen=True, slots=True)
class Size:
    at: datetime
    """The end of a day, week, month or year (UTC), or of what is told so far."""
    size: int
    entered: int
    """Within it. Whoever comes and goes counts in both."""
    left: int


@dataclass(frozen=True, slots=True)
class Sizes:
    read_at: int
    until: datetime | None
    items: list[Size]
    """From the first in which somebody came; those in which nobody moved are left out."""


Step = Literal["day", "week", "month", "year"]
SIZES: LiteralString = """
    WITH told AS (
        SELECT date_trunc(%(step)s, moment, 'UTC') AS begun,
               count(*) FILTER (WHERE entered) AS came, count(*) FILTER (WHERE NOT entered) AS went
        FROM read.pool_moves WHERE pool = %(pool)s AND {within} GROUP BY begun
    )
    SELECT c.position, c.moment, sizes.* FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT least(begun + ('1 ' || %(step)s)::interval, c.moment),
               (sum(came - went) OVER (ORDER BY begun))::bigint AS size, came, went
        FROM told ORDER BY begun DESC LIMIT %(limit)s
    ) sizes ON true
    WHERE c.projection = 'people' AND c.live ORDER BY 3
"""


def sizes(
    connection: Connection[Any], pool: UUID, step: Step = "day", limit: int = 400, *, scope: Scope = EVERYTHING
) -> Sizes:
    """How many were in it, step by step, the last `limit` steps in which somebody moved."""
    given = {"pool": pool, "step": step, "limit": limit, **bounds(scope)}
    with connection.transaction():
        connection.execute("SET LOCAL timezone = 'UTC'")
        found = connection.execute(sql.SQL(SIZES).format(within=WITHIN), given).fetchall()
    read_at, until = found[0][:2] if found else (0, None)
    return Sizes(read_at, until, [Size(*line[2:]) for line in found if line[2] is not None])
