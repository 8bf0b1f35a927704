"""The highest-scored people that a filter finds, without fetching everybody whom it finds.

No index can both intersect marks and words and keep an order. So ranks are cut into slices of half a half-life, each
a mark of its own, and people are looked for from the top: slices of high scores first, ever wider ones after them,
until there are enough. What an index has to find and fetch is then about as many people as are shown. A rank does not
change with time, so neither does its slice.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from math import floor
from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain.activity import EPOCH, policy
from projections.search_query import Where
from projections.slices import LOWEST_SLICE, NEVER, SAMPLES, sample_mark

Place = tuple[float, UUID]
HIGHEST = 1e300
"""Above every rank and relevance, and a number that a cursor can hold."""
LAST_ID = UUID(int=2**128 - 1)

STEPS = (5.5, 4.0, 2.5, 0.5, -3.0, -10.0)
"""Where one search ends and the next begins, as ranks above that of a strength of 1 now: scores of 81, 44, 19, 5, 0.5
and next to nothing. Halves and whole numbers, as slices are."""
FEW, COMMON = 1_000, 20_000
"""People. Of fewer, or ten times as many as are asked for, all are fetched: that costs less than looking slice by
slice. Where there are more, the order of ranks itself soon leads past enough of them."""

LIKELY: LiteralString = "EXPLAIN (FORMAT JSON) SELECT FROM read.search WHERE {asked}"
MANY: LiteralString = """
    SELECT count(*) FROM (
        SELECT FROM read.search WHERE {asked} AND marks @> %(sample)s::text[] LIMIT %(common)s
    ) s
"""

BEST: LiteralString = """
    SELECT rank, dossier FROM read.search
    WHERE {asked} AND {within} AND (rank, dossier) < (%(rank)s, %(dossier)s)
    ORDER BY rank DESC, dossier DESC LIMIT %(limit)s
"""


SLICED: LiteralString = "marks && %(slices)s::text[] AND rank >= %(least)s AND rank < %(below)s"
EVERY = (-HIGHEST, HIGHEST)


def best(connection: Connection[Any], asked: Where, at: datetime, after: Place, limit: int) -> list[Place]:
    """The next people after a place, by rank and then id, both falling."""
    found: list[Place] = []
    for step in steps(at, after[0]) if sliced(connection, asked, limit) else [EVERY]:
        query, given = statement(asked, step, after, limit - len(found))
        # Planned with the values at hand: which index is best depends on them.
        found += connection.execute(query, given, prepare=False).fetchall()
        if len(found) == limit:
            break
    return found


def sliced(connection: Connection[Any], asked: Where, limit: int = 50) -> bool:
    """Whether it pays: neither few nor very many fit. The planner knows how many, but for words that stand in a row."""
    few = max(FEW, 10 * limit)
    likely = connection.execute(
        sql.SQL(LIKELY).format(asked=asked.condition), asked.parameters, prepare=False
    ).fetchone()
    people = likely[0][0]["Plan"]["Plan Rows"] if likely else 0
    if people >= COMMON or not asked.said:
        return bool(few <= people < COMMON)
    given = {**asked.parameters, "sample": [sample_mark(0)], "common": COMMON // SAMPLES}
    row = connection.execute(sql.SQL(MANY).format(asked=asked.condition), given, prepare=False).fetchone()
    return row is not None and few <= row[0] * SAMPLES and row[0] < COMMON // SAMPLES


def statement(asked: Where, step: tuple[float, float], after: Place, limit: int) -> tuple[sql.Composed, dict[str, Any]]:
    """The query of one step."""
    least, below = step
    within = sql.SQL("true" if step == EVERY else SLICED)
    given = {"slices": _slices(least, below), "least": least, "below": below}
    given |= {"rank": after[0], "dossier": after[1], "limit": limit}
    return sql.SQL(BEST).format(asked=asked.condition, within=within), {**asked.parameters, **given}


def steps(at: datetime, below: float) -> Iterator[tuple[float, float]]:
    """Ranges of ranks, falling, from the one that holds `below`: each from the first until before the second."""
    now = floor((at - EPOCH) / timedelta(days=policy().half_life_days) * 2) / 2
    bounds = [HIGHEST, *(now + step for step in STEPS), -HIGHEST]
    for least, most in zip(bounds[1:], bounds, strict=False):
        if least < below or least == -HIGHEST:
            yield least, most


def _slices(least: float, below: float) -> list[str]:
    """The marks of a range. Nobody's rank is more than 60 slices above the last bound that is named."""
    lowest = LOWEST_SLICE if least == -HIGHEST else max(LOWEST_SLICE, floor(least * 2))
    highest = lowest + 60 if below == HIGHEST else floor(below * 2) - 1
    found = [f"~rank:{number}" for number in range(lowest, max(highest, lowest) + 1)]
    return [*found, NEVER] if least == -HIGHEST else found
