"""The highest-scored people that a filter finds, without fetching everybody whom it finds.

No index can both intersect marks and words and keep an order. So ranks are cut into slices, each a mark of its own,
and people are looked for from the top, in as many slices as are likely to hold enough of them; where these hold fewer,
in as many more as that tells. What an index has to find and fetch is then about as many people as are shown. A rank
does not change with time, so neither does its slice. What very many fit is found sooner along the order of ranks.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any, Literal, LiteralString, NamedTuple
from uuid import UUID

from psycopg import Connection, sql

from domain.activity import EPOCH, policy
from projections.likely import Likely
from projections.search_query import Where
from projections.slices import LOWEST_SLICE, WIDTHS, covering, slice_of

Place = tuple[float, UUID]
HIGHEST = 1e300
"""Above every rank and relevance, and a number that a cursor can hold."""
LAST_ID = UUID(int=2**128 - 1)
TOP = (HIGHEST, LAST_ID)

FEW, NEAR = 300, 1_200
"""People beyond those who are wanted. Of no more than so few all are fetched; and no more than so many are passed by
along the order of ranks. Either costs as much as looking in slices."""
ABOVE_ALL = 16
"""Half-lives by which no rank is above that of a strength of 1 now, whatever somebody does each day (2^15.5)."""
DEEP = 0.5
"""Of all people. Who has to look further down looks everywhere."""


class Ranked(NamedTuple):
    rank: float
    dossier: UUID
    updated_at: datetime
    relevance: float | None
    document: str | None = None
    """The dossier, as JSON, where it was asked for at once; none of who was forgotten meanwhile."""

    @property
    def place(self) -> Place:
        return self.rank, self.dossier


@dataclass(frozen=True, slots=True)
class Slices:
    """From the first until before the second."""

    least: int
    below: int


@dataclass(frozen=True, slots=True)
class Along:
    """The order of ranks, past so many people at most."""

    people: int


Told = Literal["dossier", "document", "relevance"]
"""Of each person: the id alone, the document as well, or how relevant the text is that was looked for."""
Step = Slices | Along | None
"""None is everywhere."""

BEST: LiteralString = """
    SELECT rank, dossier, updated_at, {relevance} FROM read.search WHERE {asked} AND {within} AND {after}
    ORDER BY rank DESC, dossier DESC LIMIT %(limit)s
"""
ALONG: LiteralString = """
    SELECT rank, dossier, updated_at, {relevance} FROM (
        SELECT * FROM read.search WHERE (rank, dossier) < (%(rank)s, %(dossier)s)
        ORDER BY rank DESC, dossier DESC LIMIT %(passed)s
    ) passed WHERE {asked} ORDER BY rank DESC, dossier DESC LIMIT %(limit)s
"""
SHOWN: LiteralString = """
    SELECT found.*, d.document FROM ({found}) found
    LEFT JOIN read.dossiers d ON d.dossier = found.dossier AND NOT (d.void OR d.erased)
    ORDER BY found.rank DESC, found.dossier DESC
"""
SLICED: LiteralString = "marks && %(slices)s::text[] AND floor(rank * 2) >= %(least)s"
"""The second says the same as the first to `search_top`, and to no other index."""
AFTER: LiteralString = "((rank, dossier) < (%(rank)s, %(dossier)s)) IS TRUE"
"""Told so that no index is asked for it: of those who are found nearly everybody comes after."""
RELEVANCE: LiteralString = "ts_rank(words, %(relevance)s::tsquery)::float8"


def best(
    connection: Connection[Any], asked: Where, at: datetime, after: Place, limit: int, told: Told = "dossier"
) -> list[Ranked]:
    """The next people after a place, by rank and then id, both falling."""
    likely = Likely(connection)
    share = likely.share(asked)
    found: list[Ranked] = []
    step = first(likely, share, at, after, limit)
    while True:
        place = found[-1].place if found else after
        query, given = statement(asked, step, place, limit - len(found), told)
        # Planned with the values at hand: which index is best depends on them.
        rows = connection.execute(query, given, prepare=False, binary=True).fetchall()
        more = [Ranked(*row) for row in rows]
        found += more
        if step is None or len(found) >= limit:
            return found
        step, share = _further(likely, step, len(more), at, after, limit - len(found))


def first(likely: Likely, share: float, at: datetime, after: Place, limit: int) -> Step:
    """Where to look, if this share of all people fits."""
    wanted = _wanted(limit)
    if share * likely.people <= FEW + wanted:
        return None
    if limit <= share * (NEAR + wanted):
        return Along(round(wanted / share * 2))
    return _slices(likely, share, _top(at) if after == TOP else slice_of(after[0]) + 1, limit)


def _further(
    likely: Likely, step: Slices | Along, found: int, at: datetime, after: Place, limit: int
) -> tuple[Step, float]:
    """Where to look next, and the share that fits by what was found."""
    if isinstance(step, Along):
        share = (found + 0.5) / step.people
        return _slices(likely, share, _top(at) if after == TOP else slice_of(after[0]) + 1, limit), share
    passed = likely.above(step.least / 2) - likely.above(step.below / 2)
    share = (found + 0.5) / max(1.0, passed * likely.people)
    return _slices(likely, share, step.least, limit), share


def _slices(likely: Likely, share: float, below: int, limit: int) -> Step:
    deep = likely.above(below / 2) + _wanted(limit) / max(1.0, share * likely.people)
    if deep > DEEP:
        return None
    low, high = LOWEST_SLICE, below - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if likely.above(middle / 2) >= deep else (low, middle - 1)
    return Slices(low, below)


def _wanted(limit: int) -> float:
    """So many are looked for that there are rarely fewer than the limit, by chance alone."""
    return limit + 4 * sqrt(limit)


def _top(at: datetime) -> int:
    widest = WIDTHS[0]
    return (slice_of((at - EPOCH) / timedelta(days=policy().half_life_days) + ABOVE_ALL) // widest + 1) * widest


def statement(
    asked: Where, step: Step, after: Place, limit: int, told: Told = "dossier"
) -> tuple[sql.Composed, dict[str, Any]]:
    """The query of one step."""
    given: dict[str, Any] = {**asked.parameters, "rank": after[0], "dossier": after[1], "limit": limit}
    parts = {"asked": asked.condition, "relevance": sql.SQL(RELEVANCE if told == "relevance" else "NULL")}
    if told == "relevance":
        given["relevance"] = asked.relevance
    if isinstance(step, Along):
        given["passed"] = step.people
        query = sql.SQL(ALONG).format(**parts)
    else:
        if step is not None:
            given |= {"slices": covering(step.least, step.below), "least": step.least}
        within = sql.SQL("true" if step is None else SLICED)
        query = sql.SQL(BEST).format(**parts, within=within, after=sql.SQL("true" if after == TOP else AFTER))
    return sql.SQL(SHOWN).format(found=query) if told == "document" else query, given
