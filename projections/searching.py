"""Pages of whom a filter finds, by score, by freshness or by relevance.

Every page continues at a place (keyset), so what is shown once is not shown again while nothing changes. Relevance is
dear: it is worked out over `BLOCK` people at a time, the most active first, and each block is shown whole, its best
first, before the next one begins. Whoever finds fewer than that gets a plain order by relevance.
"""

from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import Any, Literal, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain import activity
from domain.activity import DEFAULT, POLICIES, Band
from domain.search.filter import Node
from projections.cursor import place_of, written
from projections.search_query import Where, where

Sort = Literal["relevance", "score", "freshness"]
BLOCK = 500
LAST_ID = UUID(int=2**128 - 1)
LAST_MOMENT = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Hit:
    candidate: UUID
    score: float
    band: Band
    updated_at: datetime
    relevance: float | None
    document: str
    """The dossier, as JSON."""


@dataclass(frozen=True, slots=True)
class Page:
    read_at: int
    sort: Sort
    items: list[Hit]
    next: str | None


ONE_PAGE: LiteralString = """
    SELECT c.position, s.dossier, s.rank, s.updated_at, s.relevance, s.last_rank, s.last_dossier, d.document
    FROM read.checkpoint c
    LEFT JOIN LATERAL ({found}) s ON true
    LEFT JOIN read.dossiers d ON d.dossier = s.dossier
    WHERE c.projection = 'people' AND c.live
"""
BY_SCORE: LiteralString = """
    SELECT dossier, rank, updated_at, NULL::float8 AS relevance, NULL::float8 AS last_rank, NULL::uuid AS last_dossier
    FROM read.search WHERE {asked} AND (rank, dossier) < (%(key)s, %(dossier)s)
    ORDER BY rank DESC, dossier DESC LIMIT %(limit)s
"""
BY_FRESHNESS: LiteralString = """
    SELECT dossier, rank, updated_at, NULL::float8 AS relevance, NULL::float8 AS last_rank, NULL::uuid AS last_dossier
    FROM read.search WHERE {asked} AND (updated_at, dossier) < (%(key)s, %(dossier)s)
    ORDER BY updated_at DESC, dossier DESC LIMIT %(limit)s
"""
BY_RELEVANCE: LiteralString = """
    WITH block AS MATERIALIZED (
        SELECT dossier, rank, updated_at, words
        FROM read.search WHERE {asked} AND (rank, dossier) < (%(from_rank)s, %(from_dossier)s)
        ORDER BY rank DESC, dossier DESC LIMIT %(block)s
    ), told AS (
        SELECT dossier, rank, updated_at, ts_rank(words, %(relevance)s::tsquery)::float8 AS relevance FROM block
    ), ending AS (
        SELECT rank AS last_rank, dossier AS last_dossier FROM block ORDER BY rank, dossier
        LIMIT CASE WHEN (SELECT count(*) FROM block) = %(block)s THEN 1 ELSE 0 END
    )
    SELECT told.*, ending.last_rank, ending.last_dossier FROM told LEFT JOIN ending ON true
    WHERE (relevance, rank, dossier) < (%(key)s, %(rank)s, %(dossier)s)
    ORDER BY relevance DESC, rank DESC, dossier DESC LIMIT %(limit)s
"""
ORDER: dict[Sort, LiteralString] = {
    "score": " ORDER BY s.rank DESC, s.dossier DESC",
    "freshness": " ORDER BY s.updated_at DESC, s.dossier DESC",
    "relevance": " ORDER BY s.relevance DESC, s.rank DESC, s.dossier DESC",
}
FOUND: dict[Sort, LiteralString] = {"score": BY_SCORE, "freshness": BY_FRESHNESS, "relevance": BY_RELEVANCE}


def search(
    connection: Connection[Any],
    node: Node | None,
    at: datetime,
    *,
    sort: Sort | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page:
    """A page; by relevance where text is looked for, unless said otherwise. Raises InvalidCursor."""
    asked = where(node, at)
    by = sort or ("relevance" if asked.relevance else "score")
    if by == "relevance" and not asked.relevance:
        by = "score"
    query, parameters = statement(asked, by, cursor, limit)
    # Planned with the values at hand: which index is best depends on them.
    rows = connection.execute(query, parameters, prepare=False).fetchall()
    found = [row[1:] for row in rows if row[1] is not None]
    items = [_hit(at, *row[:4], row[-1]) for row in found]
    return Page(rows[0][0] if rows else 0, by, items, _following(by, found, parameters, limit))


def statement(asked: Where, by: Sort, cursor: str | None, limit: int) -> tuple[sql.Composed, dict[str, Any]]:
    """The whole query of one page. Raises InvalidCursor."""
    found = sql.SQL(FOUND[by]).format(asked=asked.condition)
    query = sql.SQL(ONE_PAGE).format(found=found) + sql.SQL(ORDER[by])
    bounds = {"limit": limit, "block": BLOCK, "relevance": asked.relevance}
    return query, {**asked.parameters, **_place(by, cursor), **bounds}


def _place(by: Sort, cursor: str | None) -> dict[str, Any]:
    if by == "score":
        key, dossier = place_of(cursor, float, UUID) if cursor else (inf, LAST_ID)
        return {"key": key, "dossier": dossier}
    if by == "freshness":
        key, dossier = place_of(cursor, datetime, UUID) if cursor else (LAST_MOMENT, LAST_ID)
        return {"key": key, "dossier": dossier}
    names = ("from_rank", "from_dossier", "key", "rank", "dossier")
    shape = (float, UUID, float, float, UUID)
    return dict(zip(names, place_of(cursor, *shape) if cursor else FIRST, strict=True))


HIGHEST = 1e300
"""Above every rank and relevance, and a number that a cursor can hold."""
FIRST = (HIGHEST, LAST_ID, HIGHEST, HIGHEST, LAST_ID)


def _following(by: Sort, found: list[tuple[Any, ...]], place: dict[str, Any], limit: int) -> str | None:
    if not found:
        return None
    dossier, rank, updated_at, relevance, last_rank, last_dossier, _ = found[-1]
    if len(found) == limit:
        start = [place.get("from_rank"), place.get("from_dossier")]
        key = {"score": [rank], "freshness": [updated_at], "relevance": [*start, relevance, rank]}[by]
        return written([*key, dossier])
    if last_dossier is not None:
        return written([last_rank, last_dossier, HIGHEST, HIGHEST, LAST_ID])
    return None


def _hit(at: datetime, dossier: UUID, rank: float, updated_at: datetime, relevance: float | None, document: str) -> Hit:
    policy = POLICIES[DEFAULT]
    score = activity.score_at(rank, at, policy)
    return Hit(dossier, score, activity.band(score, policy), updated_at, relevance, document)
