"""How active each person is: a rank that time does not change, and what made it.

Scores are taken at the moment of asking: nothing is recomputed by the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain import activity
from domain.activity import DEFAULT, POLICIES, Band, Contribution, Point, Share
from projections.person import Person
from projections.projection import Table, Values, View

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
    indexes="ALTER TABLE activity ADD PRIMARY KEY (dossier)",
)


def rows(person: Person) -> Iterable[Values]:
    """None for those who never did anything that counts."""
    dossier = person.dossier
    if dossier.void or person.rank is None:
        return ()
    contributions = [(each.kind, each.happened_at, each.position) for each in dossier.activity]
    return [(dossier.candidate, person.rank, DEFAULT, orjson.dumps(contributions).decode())]


ACTIVITY = View(TABLE, 2, rows)


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


@dataclass(frozen=True, slots=True)
class Curve:
    read_at: int
    candidate: UUID | None
    policy: str
    points: tuple[Point, ...]
    """Rising in time."""


TOLD = """
    SELECT c.position, d.dossier, a.rank, a.policy, a.contributions
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %s
    LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    LEFT JOIN read.activity a ON a.dossier = d.dossier
    WHERE c.projection = 'people' AND c.live
"""


def explained(connection: Connection[Any], candidate: UUID, at: datetime) -> Explained | None:
    """One person's score at a moment. None before the read model was ever built."""
    row = connection.execute(TOLD, (candidate,)).fetchone()
    if row is None:
        return None
    read_at, dossier, rank, name, text = row
    name, contributions = name or DEFAULT, _contributions(text)
    policy = POLICIES[name]
    score = activity.score_at(rank, at, policy)
    shares = activity.explain(contributions, at, policy)
    return Explained(read_at, dossier, rank, score, activity.band(score, policy), name, shares)


def curve(connection: Connection[Any], candidate: UUID, until: datetime, step: timedelta, points: int) -> Curve | None:
    """One person's score at so many moments, a step apart, the last of them `until`. None as `explained`."""
    row = connection.execute(TOLD, (candidate,)).fetchone()
    if row is None:
        return None
    read_at, dossier, _, name, text = row
    moments = [until - back * step for back in reversed(range(points))]
    told = activity.curve(_contributions(text), moments, POLICIES[name or DEFAULT])
    return Curve(read_at, dossier, name or DEFAULT, tuple(told))


def _contributions(text: str | None) -> list[Contribution]:
    return [
        Contribution(kind, datetime.fromisoformat(happened_at), position)
        for kind, happened_at, position in orjson.loads(text or "[]")
    ]
