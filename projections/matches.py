"""Pairs of records that may be one person's, and wait for a human: what the engine saw of each, strongest first.

A pair is a row of the person whose record was compared, and goes when a merge, an assertion or an erasure settles
it; so the order holds what is open, however much was answered before. Whom a pair joins now, and whether it is put
off, is taken at the moment of asking.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import Connection

from domain.events import MatchAssessed, MatchZone
from domain.matches import Assessed
from projections.cursor import place_of, written
from projections.parts import SEEN
from projections.person import Person
from projections.projection import Table, Values, View

TABLE = Table(
    name="matches",
    columns=(
        *("dossier", "stream", "other", "position", "recorded_at", "zone", "weight", "posterior", "conflict"),
        *("model", "findings", "until"),
    ),
    ddl="""
        CREATE TABLE matches (
            dossier     uuid   NOT NULL,
            stream      uuid   NOT NULL,
            other       uuid   NOT NULL,
            position    bigint NOT NULL,
            recorded_at timestamptz NOT NULL,
            zone        text   NOT NULL,
            weight      bigint NOT NULL,
            posterior   bigint NOT NULL,
            conflict    boolean NOT NULL,
            model       text   NOT NULL,
            findings    text   NOT NULL,
            until       date
        )
    """,
    indexes="""
        ALTER TABLE matches ADD PRIMARY KEY (position);
        CREATE INDEX matches_pair ON matches (dossier, other);
        CREATE INDEX matches_order ON matches (weight DESC, position DESC);
    """,
)


def rows(person: Person) -> Iterable[Values]:
    dossier = person.dossier
    compared = [record for record in dossier.records if record.matches.assessed and not record.void]
    if not compared or dossier.erased:
        return
    settled = {*dossier.members, *dossier.different}
    for record in compared:
        for other, each in record.matches.assessed.items():
            if other not in settled:
                until = record.matches.deferred.get(other)
                yield (dossier.candidate, record.stream, other, each.position, *_told(each), until)


def _told(assessed: Assessed) -> Values:
    seen: MatchAssessed = assessed.seen
    findings = orjson.dumps(seen.model_dump(mode="json", include=SHOWN)).decode()
    return assessed.recorded_at, seen.zone.value, seen.weight, seen.posterior, seen.conflict, seen.model, findings


SHOWN = {"prior", "findings", "strong", "vetoes", "name_compatible"}

MATCHES = View(TABLE, 1, rows, rests_on=SEEN | {"matches", "links"})


@dataclass(frozen=True, slots=True)
class OpenMatch:
    """Two people who may be one."""

    position: int
    """Of the assessment."""
    recorded_at: datetime
    stream: UUID
    """The records that were compared, the later first."""
    other: UUID
    zone: MatchZone
    weight: int
    """Thousandths of a bit."""
    posterior: int
    """Millionths."""
    conflict: bool
    model: str
    findings: str
    """JSON: `prior`, `findings`, `strong`, `vetoes`, `name_compatible`, as the event has them."""
    documents: tuple[str, str]
    """The dossiers that the two records belong to now."""


@dataclass(frozen=True, slots=True)
class OpenMatches:
    read_at: int
    items: list[OpenMatch]
    """Strongest first."""
    next: str | None


OPEN = """
    SELECT c.position, m.* FROM read.checkpoint c LEFT JOIN LATERAL (
        SELECT m.position AS at, m.recorded_at, m.stream, m.other, m.zone, m.weight, m.posterior, m.conflict,
               m.model, m.findings, one.document, two.document
        FROM read.matches m
        CROSS JOIN LATERAL (SELECT * FROM read.dossiers WHERE dossier = m.dossier OFFSET 0) one
        CROSS JOIN LATERAL (SELECT merged_into, void FROM read.dossiers WHERE dossier = m.other OFFSET 0) asked
        CROSS JOIN LATERAL (
            SELECT * FROM read.dossiers WHERE dossier = coalesce(asked.merged_into, m.other) OFFSET 0
        ) two
        CROSS JOIN LATERAL (
            SELECT position FROM (
                SELECT DISTINCT ON (least(stream, other), greatest(stream, other)) position, weight
                FROM read.matches
                WHERE dossier = one.dossier AND other = ANY(two.members)
                   OR dossier = two.dossier AND other = ANY(one.members)
                ORDER BY least(stream, other), greatest(stream, other), position DESC
            ) newest ORDER BY weight DESC, position DESC LIMIT 1
        ) strongest
        WHERE (m.weight, m.position) < (%(weight)s, %(before)s) AND (m.until IS NULL OR m.until <= %(day)s)
          AND NOT asked.void AND NOT two.void AND NOT two.erased AND m.position = strongest.position
          AND NOT (one.document::jsonb -> 'different' ?| two.members::text[])
          AND NOT (two.document::jsonb -> 'different' ?| one.members::text[])
          AND NOT EXISTS (
              SELECT FROM read.parked p
              WHERE p.projection = c.projection AND p.generation = c.generation
                AND p.stream = ANY(one.members || two.members)
          )
        ORDER BY m.weight DESC, m.position DESC LIMIT %(limit)s
    ) m ON true
    WHERE c.projection = 'people' AND c.live ORDER BY m.weight DESC, m.at DESC
"""
"""Of two people with several compared records, only the strongest pair shows, by the newest word on each."""
LAST = 2**63 - 1


def open_matches(
    connection: Connection[Any], at: datetime, *, cursor: str | None = None, limit: int = 50
) -> OpenMatches:
    """What nobody has answered, and is not put off beyond this day. Raises InvalidCursor."""
    weight, before = place_of(cursor, int, int) if cursor else (LAST, LAST)
    day: date = at.astimezone(UTC).date()
    parameters = {"weight": weight, "before": before, "day": day, "limit": limit}
    found = connection.execute(OPEN, parameters).fetchall()
    items = [_open(row[1:]) for row in found if row[1] is not None]
    following = written([items[-1].weight, items[-1].position]) if len(items) == limit else None
    return OpenMatches(found[0][0] if found else 0, items, following)


def _open(row: tuple[Any, ...]) -> OpenMatch:
    position, recorded_at, stream, other, zone, weight, posterior, conflict, model, findings, one, two = row
    numbers = {"weight": weight, "posterior": posterior, "conflict": conflict, "model": model, "findings": findings}
    return OpenMatch(position, recorded_at, stream, other, MatchZone(zone), documents=(one, two), **numbers)
