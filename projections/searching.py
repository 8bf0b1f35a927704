"""Pages of whom a filter finds, by score, by freshness or by relevance.

Every page continues at a place (keyset), so what is shown once is not shown again while nothing changes. Relevance is
dear: it is worked out over `BLOCK` people at a time, the most active first, and each block is shown whole, its best
first, before the next one begins. Whoever finds fewer than that gets a plain order by relevance.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain import activity
from domain.access import EVERYTHING, Scope
from domain.activity import Band
from domain.search.filter import Node
from projections.by_score import HIGHEST, LAST_ID, TOP, Ranked, best
from projections.checkpoint import reached
from projections.cursor import place_of, written
from projections.likely import Likely
from projections.search_query import Where, where

Sort = Literal["relevance", "score", "freshness"]
BLOCK = 500
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


@dataclass(frozen=True, slots=True)
class _Found:
    people: list[Ranked]
    next: str | None


def search(
    connection: Connection[Any],
    node: Node | None,
    at: datetime,
    *,
    sort: Sort | None = None,
    cursor: str | None = None,
    limit: int = 50,
    scope: Scope = EVERYTHING,
) -> Page:
    """A page; by relevance where text is looked for, unless said otherwise. Raises InvalidCursor, NotBuilt."""
    asked = where(node, at, scope, common=Likely(connection).common)
    by = sort or ("relevance" if asked.relevance else "score")
    read_at = reached(connection, ["people"])
    if by == "freshness":
        found = _freshest(connection, asked, cursor, limit)
    elif by == "relevance" and asked.relevance:
        found = _most_relevant(connection, asked, at, cursor, limit)
    else:
        by, found = "score", _best(connection, asked, at, cursor, limit)
    return Page(read_at, by, _hits(connection, found.people, at), found.next)


def _best(connection: Connection[Any], asked: Where, at: datetime, cursor: str | None, limit: int) -> _Found:
    after = place_of(cursor, float, UUID) if cursor else TOP
    found = best(connection, asked, at, (after[0], after[1]), limit, "document")
    return _Found(found, written(found[-1].place) if len(found) == limit else None)


FRESHEST: LiteralString = """
    SELECT rank, dossier, updated_at, NULL FROM read.search
    WHERE {asked} AND (updated_at, dossier) < (%(at)s, %(dossier)s)
    ORDER BY updated_at DESC, dossier DESC LIMIT %(limit)s
"""


def freshest(asked: Where, after: tuple[datetime, UUID], limit: int) -> tuple[sql.Composed, dict[str, Any]]:
    """The query of a page by freshness."""
    given = {**asked.parameters, "at": after[0], "dossier": after[1], "limit": limit}
    return sql.SQL(FRESHEST).format(asked=asked.condition), given


def _freshest(connection: Connection[Any], asked: Where, cursor: str | None, limit: int) -> _Found:
    after = place_of(cursor, datetime, UUID) if cursor else (LAST_MOMENT, LAST_ID)
    rows = connection.execute(*freshest(asked, (after[0], after[1]), limit), prepare=False).fetchall()
    found = [Ranked(*row) for row in rows]
    return _Found(found, written([found[-1].updated_at, found[-1].dossier]) if len(found) == limit else None)


FIRST = (*TOP, HIGHEST, *TOP)
"""Where the block begins, by score; and the place in it."""


def _most_relevant(connection: Connection[Any], asked: Where, at: datetime, cursor: str | None, limit: int) -> _Found:
    place = place_of(cursor, float, UUID, float, float, UUID) if cursor else FIRST
    block = best(connection, asked, at, (place[0], place[1]), BLOCK, "relevance")
    told = sorted(block, key=_relevance, reverse=True)
    found = [each for each in told if _relevance(each) < tuple(place[2:])][:limit]
    following = None
    if len(found) == limit:
        following = written([*place[:2], *_relevance(found[-1])])
    elif len(block) == BLOCK:
        following = written([*block[-1].place, *FIRST[2:]])
    return _Found(found, following)


def _relevance(each: Ranked) -> tuple[float, float, UUID]:
    return each.relevance or 0.0, each.rank, each.dossier


DOCUMENTS = "SELECT dossier, document FROM read.dossiers WHERE dossier = ANY(%s) AND NOT (void OR erased)"


def _hits(connection: Connection[Any], found: list[Ranked], at: datetime) -> list[Hit]:
    """Whoever was forgotten meanwhile is left out."""
    policy = activity.policy()
    documents: dict[UUID, str | None] = {each.dossier: each.document for each in found if each.document}
    if len(documents) < len(found):
        asked = [each.dossier for each in found if not each.document]
        documents.update(connection.execute(DOCUMENTS, (asked,)).fetchall())
    hits = []
    for rank, dossier, updated_at, relevance, _ in found:
        if document := documents.get(dossier):
            score = activity.score_at(rank, at, policy)
            hits.append(Hit(dossier, score, activity.band(score, policy), updated_at, relevance, document))
    return hits


def everybody(
    connection: Connection[Any], node: Node | None, at: datetime, scope: Scope = EVERYTHING
) -> tuple[int, list[UUID]]:
    """All whom a filter finds, by id, at one position. Raises NotBuilt."""
    asked = where(node, at, scope)
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        read_at = reached(connection, ["people"])
        query = sql.SQL("SELECT dossier FROM read.search WHERE {asked} ORDER BY dossier").format(asked=asked.condition)
        found = connection.execute(query, asked.parameters, prepare=False).fetchall()
    return read_at, [dossier for (dossier,) in found]
