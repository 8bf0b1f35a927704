"""Merges by a policy that a newer model would not make, and that nobody has answered: the least likely first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain.doubts import doubts
from projections.cursor import place_of, written
from projections.parts import SEEN
from projections.person import Person
from projections.projection import Table, Values, View

SHOWN = {"prior", "findings", "strong", "vetoes", "name_compatible"}
TABLE = Table(
    name="doubted_merges",
    columns=(
        *("dossier", "absorbed", "survivor", "position", "recorded_at", "policy", "model", "record", "other"),
        *("weight", "posterior", "conflict", "findings"),
    ),
    ddl="""
        CREATE TABLE doubted_merges (
            dossier     uuid   NOT NULL,
            absorbed    uuid   NOT NULL,
            survivor    uuid   NOT NULL,
            position    bigint NOT NULL,
            recorded_at timestamptz NOT NULL,
            policy      text   NOT NULL,
            model       text   NOT NULL,
            record      uuid   NOT NULL,
            other       uuid   NOT NULL,
            weight      bigint NOT NULL,
            posterior   bigint NOT NULL,
            conflict    boolean NOT NULL,
            findings    text   NOT NULL
        )
    """,
    indexes="""
        ALTER TABLE doubted_merges ADD PRIMARY KEY (position);
        CREATE INDEX doubted_merges_dossier ON doubted_merges (dossier);
        CREATE INDEX doubted_merges_order ON doubted_merges (weight, position);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    if dossier.void or dossier.erased:
        return []
    return [
        (
            *(dossier.candidate, each.absorbed, each.survivor, each.position, each.recorded_at),
            *(each.seen.policy, each.seen.model, each.seen.record, each.seen.other),
            *(each.seen.weight, each.seen.posterior, each.seen.conflict),
            orjson.dumps(each.seen.model_dump(mode="json", include=SHOWN)).decode(),
        )
        for each in doubts(dossier)
    ]


DOUBTED_MERGES = View(TABLE, 1, rows, rests_on=SEEN | {"matches", "links"})


@dataclass(frozen=True, slots=True)
class DoubtedMerge:
    candidate: UUID
    """Whose dossier it is."""
    absorbed: UUID
    survivor: UUID
    position: int
    """Of the event that questions the merge."""
    recorded_at: datetime
    policy: str
    """That merged them."""
    model: str
    """That would not."""
    record: UUID
    """Of the two records that speak most for the merge."""
    other: UUID
    weight: int
    """Thousandths of a bit."""
    posterior: int
    """Millionths."""
    conflict: bool
    findings: str
    """JSON: `prior`, `findings`, `strong`, `vetoes`, `name_compatible`, as the event has them."""


@dataclass(frozen=True, slots=True)
class DoubtedMerges:
    read_at: int
    items: list[DoubtedMerge]
    next: str | None


QUERY = """
    SELECT c.position, d.* FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT * FROM read.doubted_merges WHERE (weight, position) > (%s, %s) ORDER BY weight, position LIMIT %s
    ) d ON true
    WHERE c.projection = 'people' AND c.live ORDER BY d.weight, d.position
"""
FIRST = -(2**63)


def doubted_merges(connection: Connection[Any], *, cursor: str | None = None, limit: int = 50) -> DoubtedMerges:
    """Raises InvalidCursor."""
    weight, after = place_of(cursor, int, int) if cursor else (FIRST, 0)
    found = connection.execute(QUERY, (weight, after, limit)).fetchall()
    items = [DoubtedMerge(*row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].weight, items[-1].position]) if len(items) == limit else None
    return DoubtedMerges(found[0][0] if found else 0, items, following)
