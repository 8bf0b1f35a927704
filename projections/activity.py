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
from domain.activity import POLICIES, Band, Contribution, Point, Share, in_force
from projections.parts import SEEN
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
        );
        ALTER TABLE activity ALTER contributions SET STATISTICS 0;
    """,
    indexes="ALTER TABLE activity ADD PRIMARY KEY (dossier)",
)


def rows(person: Person) -> Iterable[Values]:
    """None for those who never did anything that counts."""
    dossier = person.dossier
    if dossier.void or person.rank is None:
        return ()
    contributions = [(each.kind, each.happened_at, each.position) for each in dossier.activity]
    return [(dossier.candidate, person.rank, in_force(), orjson.dumps(contributions).decode())]


ACTIVITY = View(TABLE, 2, rows, ranked=True, rests_on=SEEN | {"activity"})


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
    SELECT c.position, d.dossier, a.contributions
    FROM read.checkpoint c
    LEFT JOIN read.dossiers asked ON asked.dossier = %s
    LEFT JOIN read.dossiers d ON d.dossier = coalesce(asked.merged_into, asked.dossier)
    LEFT JOIN read.activity a ON a.dossier = d.dossier
    WHERE c.projection = 'people' AND c.live
"""


def explained(
    connection: Connection[Any], candidate: UUID, at: datetime, policy: str | None = None
) -> Explained | None:
    """One person's score by what had happened until a moment, under a policy (the one in force, if none is named).

    None before the read model was ever built. Raises KeyError for a policy that nobody published.
    """
    row = connection.execute(TOLD, (candidate,)).fetchone()
    if row is None:
        return None
    read_at, dossier, text = row
    name = policy or in_force()
    weights, happened = POLICIES[name], [each for each in _contributions(text) if each.happened_at <= at]
    rank = activity.rank(happened, weights)
    score = activity.score_at(rank, at, weights)
    shares = activity.explain(happened, at, weights)
    return Explained(read_at, dossier, rank, score, activity.band(score, weights), name, shares)


def curve(
    connection: Connection[Any],
    candidate: UUID,
    until: datetime,
    step: timedelta,
    points: int,
    policy: str | None = None,
) -> Curve | None:
    """One person's score at so many moments, a step apart, the last of them `until`. None and raises as `explained`."""
    row = connection.execute(TOLD, (candidate,)).fetchone()
    if row is None:
        return None
    read_at, dossier, text = row
    name = policy or in_force()
    moments = [until - back * step for back in reversed(range(points))]
    told = activity.curve(_contributions(text), moments, POLICIES[name])
    return Curve(read_at, dossier, name, tuple(told))


def _contributions(text: str | None) -> list[Contribution]:
    return [
        Contribution(kind, datetime.fromisoformat(happened_at), position)
        for kind, happened_at, position in orjson.loads(text or "[]")
    ]
