"""How active each person is: a rank that time does not change, and what made it.

Scores are taken at the moment of asking. Order by rank is order by score at any moment, and a least score is a
least rank, so a work list is a range of an index and nothing is recomputed by the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection, sql

from domain import activity
from domain.access import EVERYTHING, Scope
from domain.activity import DEFAULT, POLICIES, Band, Contribution, Share
from projections.cursor import place_of, written
from projections.person import Person
from projections.projection import Table, Values, View
from projections.within import bounds, of_person

TABLE = Table(
    name="activity",
    columns=("dossier", "rank", "policy", "contributions"),
    ddl="""
        CREATE TABLE activity (
            dossier       uuid   NOT NULL,
            rank          float8 NOT NULL,
            policy        text   NOT NULL,
            contributions text   NOT NULL
        )
    """,
    indexes="""
        ALTER TABLE activity ADD PRIMARY KEY (dossier);
        CREATE INDEX activity_rank ON activity (rank DESC, dossier DESC);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    """None for those who never did anything that counts."""
    dossier = person.dossier
    if dossier.void or person.rank is None:
        return ()
    contributions = [(each.kind, each.happened_at, each.position) for each in dossier.activity]
    return [(dossier.candidate, person.rank, DEFAULT, orjson.dumps(contributions).decode())]


ACTIVITY = View(TABLE, 1, rows)


@dataclass(frozen=True, slots=True)
class Explained:
    read_at: int
    candidate: UUID | None
    """The person that the id leads to; None if nobody is known."""
    rank: float | None
    score: float
    band: Band
    policy: str
    shares: tuple[Share, ...]
    """What made the score, the strongest first."""


def explained(connection: Connection[Any], candidate: UUID, at: datetime) -> Explained | None:
    """One person's score at a moment. None before the read model was ever built."""
    query = """
        SELECT c.position, d.dossier, a.rank, a.policy, a.contributions
        FROM read.checkpoint c
        LEFT JOIN read.dossiers asked ON asked.dossier = %s
        LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
        LEFT JOIN read.activity a ON a.dossier = d.dossier
        WHERE c.projection = 'people' AND c.live
    """
    row = connection.execute(query, (candidate,)).fetchone()
    if row is None:
        return None
    read_at, dossier, rank, name, text = row
    name = name or DEFAULT
    policy = POLICIES[name]
    contributions = [
        Contribution(kind, datetime.fromisoformat(happened_at), position)
        for kind, happened_at, position in orjson.loads(text or "[]")
    ]
    score = activity.score_at(rank, at, policy)
    shares = activity.explain(contributions, at, policy)
    return Explained(read_at, dossier, rank, score, activity.band(score, policy), name, shares)


@dataclass(frozen=True, slots=True)
class Ranked:
    candidate: UUID
    rank: float
    score: float
    band: Band
    document: str
    """The dossier, as JSON."""


@dataclass(frozen=True, slots=True)
class WorkList:
    read_at: int
    items: list[Ranked]
    """The most active first."""
    next: str | None


RANKED = (
    sql.SQL("""
    SELECT c.position, a.dossier, a.rank, a.policy, d.document
    FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT dossier, rank, policy FROM read.activity
        WHERE rank >= %(least)s AND (rank, dossier) < (%(rank)s, %(dossier)s) AND {within}
        ORDER BY rank DESC, dossier DESC LIMIT %(limit)s
    ) a ON true
    LEFT JOIN read.dossiers d ON d.dossier = a.dossier
    WHERE c.projection = 'people' AND c.live ORDER BY a.rank DESC, a.dossier DESC
""")
    .format(within=of_person("activity.dossier"))
    .as_bytes()
)
LAST_ID = UUID(int=2**128 - 1)


def work_list(
    connection: Connection[Any],
    at: datetime,
    *,
    least_score: float = 0.0,
    cursor: str | None = None,
    limit: int = 50,
    scope: Scope = EVERYTHING,
) -> WorkList:
    """Whoever scores `least_score` or more at this moment. Raises InvalidCursor."""
    rank, dossier = place_of(cursor, float, UUID) if cursor else (inf, LAST_ID)
    parameters = {
        "least": activity.rank_for(least_score, at, POLICIES[DEFAULT]),
        "rank": rank,
        "dossier": dossier,
        "limit": limit,
        **bounds(scope),
    }
    found = connection.execute(RANKED, parameters).fetchall()
    items = [_ranked(at, *row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].rank, items[-1].candidate]) if len(items) == limit else None
    return WorkList(found[0][0] if found else 0, items, following)


def _ranked(at: datetime, candidate: UUID, rank: float, name: str, document: str) -> Ranked:
    score = activity.score_at(rank, at, POLICIES[name])
    return Ranked(candidate, rank, score, activity.band(score, POLICIES[name]), document)
