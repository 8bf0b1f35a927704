"""How many people a filter finds, about: from what the planner knows of each of its conditions.

Of words in a row the planner takes each for itself, which is wrong by up to a hundred times: here a phrase is taken to
be as common as its rarest word. What was asked is remembered for ten minutes.
"""

import time
from dataclasses import replace
from datetime import datetime
from math import floor, prod
from typing import Any, LiteralString

from psycopg import Connection, sql

from domain.access import Scope
from domain.search.conditions import Allowed, Both, Condition, Lacks, Marked, Said, Within, conditions
from domain.search.filter import All, Any_, Node, Not, Term
from projections.search_query import Where, of_condition, of_scope

REMEMBERED = 600.0
"""Seconds."""
COMMON = 0.5
MOST = 10_000
"""Conditions that are remembered."""
LIKELY: LiteralString = "EXPLAIN (FORMAT JSON) SELECT FROM read.search WHERE {asked}"

Leaf = Condition | Scope | None
"""None is everybody."""
_known: dict[tuple[bytes, bytes, bytes, Leaf], tuple[float, float]] = {}
"""By database: people, and until when that is believed."""


class Likely:
    """Of the database that is asked. Shares are of all people, from 0 to 1."""

    def __init__(self, connection: Connection[Any]) -> None:
        self.connection = connection
        self.database = (connection.pgconn.host, connection.pgconn.port, connection.pgconn.db)
        self.people = max(1.0, self._people(None))

    def share(self, asked: Where) -> float:
        found = 1.0 if asked.node is None else self._of_node(asked.node, asked.at)
        return found * self._of_leaf(asked.scope) if asked.scope.limited else found

    def above(self, rank: float) -> float:
        """Those who have this rank, which is a half or a whole number, or a higher one."""
        return self._of_leaf(Within("rank", rank, None))

    def common(self, condition: Condition) -> bool:
        """Whether an index that is asked for it as well has more to read than it spares."""
        return self._of_condition(condition) >= COMMON

    def _of_node(self, node: Node, at: datetime) -> float:
        match node:
            case Not():
                return 1 - self._of_node(node.none, at)
            case All():
                return prod(self._of_node(each, at) for each in node.all)
            case Any_():
                return 1 - prod(1 - self._of_node(each, at) for each in node.any)
            case Term():
                return 1 - prod(1 - self._of_condition(each) for each in conditions(node, at))

    def _of_condition(self, condition: Condition) -> float:
        match condition:
            case Both(marked, within):
                return self._of_condition(marked) * self._of_condition(within)
            case Lacks(lacked):
                return 1 - self._of_condition(lacked)
            case Allowed(scope, _):
                return self._of_leaf(Marked((f"consent:{scope}",)))
            case Said(phrase, _):
                return min(self._of_leaf(Said((step._replace(offset=0),), None)) for step in phrase)
            case Within():
                return self._of_leaf(replace(condition, begin=_rough(condition.begin), end=_rough(condition.end)))
            case Marked():
                return self._of_leaf(condition)

    def _of_leaf(self, leaf: Leaf) -> float:
        return min(1.0, self._people(leaf) / self.people)

    def _people(self, leaf: Leaf) -> float:
        now, key = time.monotonic(), (*self.database, leaf)
        people, until = _known.get(key, (0.0, 0.0))
        if until < now:
            people = self._planned(leaf)
            if len(_known) >= MOST:
                _known.clear()
            _known[key] = people, now + REMEMBERED
        return people

    def _planned(self, leaf: Leaf) -> float:
        asked = of_scope(leaf) if leaf is None or isinstance(leaf, Scope) else of_condition(leaf)
        query = sql.SQL(LIKELY).format(asked=asked.condition)
        row = self.connection.execute(query, asked.parameters, prepare=False).fetchone()
        return float(row[0][0]["Plan"]["Plan Rows"]) if row else 0.0


def _rough(bound: Any) -> Any:
    """Near enough, and the same for a while."""
    if isinstance(bound, datetime):
        return bound.replace(hour=0, minute=0, second=0, microsecond=0)
    return floor(bound * 2) / 2 if isinstance(bound, float) else bound
