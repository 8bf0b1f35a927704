"""How active each person is: a rank that time does not change, and what made it.

Scores are taken at the moment of asking: nothing is recomputed by the clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain import activity
from domain.activity import DEFAULT, POLICIES, Band, Contribution, Share
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
