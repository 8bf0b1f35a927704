"""Whom to turn to, in an order: the most active, the best tier, or the longest left alone; of one owner or of all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain import activity
from domain.access import EVERYTHING, Scope
from domain.activity import Band
from domain.search.conditions import Condition
from domain.search.filter import All, Node, Not, Term
from domain.vocabulary import Tier
from projections.by_score import HIGHEST, TOP, best
from projections.checkpoint import reached
from projections.cursor import place_of, written
from projections.likely import Likely
from projections.search_query import Where, where

Order = Literal["score", "tier", "contacted"]
FIRST_ID = UUID(int=0)
LONG_AGO = datetime.fromisoformat("0001-01-02T00:00:00+00:00")
"""Of whoever was never contacted."""


@dataclass(frozen=True, slots=True)
class Turn:
    candidate: UUID
    rank: float
    score: float
    band: Band
    tier: Tier | None
    last_contacted_at: datetime | None
    document: str
    """The dossier, as JSON."""


@dataclass(frozen=True, slots=True)
class Turns:
    read_at: int
    items: list[Turn]
    next: str | None


def work_list(
    connection: Connection[Any],
    at: datetime,
    order: Order,
    *,
    owner: str | None = None,
    least_score: float = 0.0,
    cursor: str | None = None,
    limit: int = 50,
    scope: Scope = EVERYTHING,
) -> Turns:
    """A page. Raises InvalidCursor, NotBuilt."""
    node = Term(field="owner", value=owner) if owner else None
    least, common = activity.rank_for(least_score, at, activity.policy()), Likely(connection).common
    asked = partial(_where, at=at, scope=scope, common=common, least=least)
    read_at = reached(connection, ["people"])
    match order:
        case "tier":
            people, following = _by_tier(connection, node, asked, at, cursor, limit)
        case "contacted":
            people, following = _longest_alone(connection, node, asked, at, cursor, limit)
        case "score":
            people, following = _by_score(connection, node, asked, at, cursor, limit)
    return Turns(read_at, list(_turns(connection, people, at)), following)


def _where(node: Node | None, at: datetime, scope: Scope, common: Callable[[Condition], bool], least: float) -> Where:
    """Whom the filter finds, of at least this rank."""
    made = where(node, at, scope, common)
    if least > -HIGHEST:
        made.condition = sql.SQL("({} AND rank >= %(least_rank)s)").format(made.condition)
        made.parameters["least_rank"] = min(least, HIGHEST)
    return made


Asks = Callable[[Node | None], Where]
Page = tuple[list[UUID], str | None]


def _by_score(
    connection: Connection[Any],
    node: Node | None,
    asks: Asks,
    at: datetime,
    cursor: str | None,
    limit: int,
) -> Page:
    after = place_of(cursor, float, UUID) if cursor else TOP
    found = best(connection, asks(node), at, (after[0], after[1]), limit)
    return [each.dossier for each in found], written(found[-1].place) if len(found) == limit else None


def _by_tier(
    connection: Connection[Any],
    node: Node | None,
    asks: Asks,
    at: datetime,
    cursor: str | None,
    limit: int,
) -> Page:
    """Tier after tier, each by score; whoever is in none comes last."""
    tiers = [*Tier, None]
    place = place_of(cursor, int, float, UUID) if cursor else (0, *TOP)
    after, people = (place[1], place[2]), list[UUID]()
    for number in range(place[0], len(tiers)):
        of_tier = All.model_construct(all=(*((node,) if node else ()), _in(tiers[number])))
        found = best(connection, asks(of_tier), at, after, limit - len(people))
        people += [each.dossier for each in found]
        if len(people) == limit:
            return people, written([number, *found[-1].place])
        after = TOP
    return people, None


def _in(tier: Tier | None) -> Node:
    return (
        Term(field="tier", value=tier) if tier else Not.model_validate({"not": Term(field="tier", value=tuple(Tier))})
    )


ALONE: LiteralString = """
    SELECT coalesce(last_outbound_at, %(never)s) AS contacted, dossier FROM read.search
    WHERE {asked} AND (coalesce(last_outbound_at, '0001-01-02 00:00:00+00'), dossier) > (%(at)s, %(dossier)s)
    ORDER BY coalesce(last_outbound_at, '0001-01-02 00:00:00+00'), dossier LIMIT %(limit)s
"""


def _longest_alone(
    connection: Connection[Any], node: Node | None, asks: Asks, _at: datetime, cursor: str | None, limit: int
) -> Page:
    asked = asks(node)
    after = place_of(cursor, datetime, UUID) if cursor else (LONG_AGO, FIRST_ID)
    given = {**asked.parameters, "never": LONG_AGO, "at": after[0], "dossier": after[1], "limit": limit}
    found = connection.execute(sql.SQL(ALONE).format(asked=asked.condition), given, prepare=False).fetchall()
    return [dossier for _, dossier in found], written(list(found[-1])) if len(found) == limit else None


TURNS = """
    SELECT s.dossier, s.rank, s.last_outbound_at,
           (SELECT substr(mark, 6) FROM unnest(s.marks) mark WHERE starts_with(mark, 'tier:') LIMIT 1), d.document
    FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked(dossier, place)
    JOIN read.search s USING (dossier) JOIN read.dossiers d USING (dossier) ORDER BY asked.place
"""


def _turns(connection: Connection[Any], people: list[UUID], at: datetime) -> Iterator[Turn]:
    policy = activity.policy()
    for dossier, rank, contacted, tier, document in connection.execute(TURNS, (people,)):
        score = activity.score_at(rank, at, policy)
        band = activity.band(score, policy)
        yield Turn(dossier, rank, score, band, Tier(tier) if tier else None, contacted, document)
