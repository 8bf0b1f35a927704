"""What was reported then, what the same question gives now, and which events came in between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from projections.metrics.asked import Asked
from projections.metrics.catalogue import Metric, views
from projections.metrics.engine import Engine
from projections.metrics.run import Answer, answered

SHOWN = 50
"""Events of each kind that are named; all are counted."""
LATE = """
    SELECT position, type, stream, happened_at, recorded_at, CAST(NULL AS BIGINT) AS of_position
    FROM lake
    WHERE position > :known AND happened_at <= :as_of
        AND type NOT IN ('recorded-in-error', 'candidate-merged', 'candidate-absorbed', 'merge-reversed')
    ORDER BY position
"""
CORRECTED = """
    SELECT c.position, c.type, c.stream, e.happened_at, c.recorded_at, c.of_position, e.type AS of_type
    FROM lake c
    JOIN lake e ON e.position = c.of_position
    WHERE c.type = 'recorded-in-error' AND c.position > :known AND e.happened_at <= :as_of
    ORDER BY c.position
"""
MERGED = """
    SELECT position, type, stream, happened_at, recorded_at, CAST(NULL AS BIGINT) AS of_position
    FROM lake
    WHERE position > :known AND (type = 'candidate-absorbed' OR (type = 'merge-reversed' AND stream = absorbed))
    ORDER BY position
"""


@dataclass(frozen=True, slots=True)
class Cause:
    """Events that were recorded after the report and tell of the time before it."""

    kind: str
    """`late`, `corrected` or `merged`."""
    count: int
    events: list[dict[str, Any]]
    """The first `SHOWN`."""


@dataclass(frozen=True, slots=True)
class Difference:
    then: Answer
    """As of that moment, as known then, records whose they were then."""
    rejoined: Answer
    """The same events, records whose they are now: what merges and reversals alone make of it."""
    now: Answer
    """As of the same moment, as known now."""
    causes: tuple[Cause, ...]

    @property
    def changed(self) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
        """Rows that are not the same, then and now, by group."""
        by = self.then.metric.by or (("dossier",) if self.then.metric.of_persons else ())
        before, after = (
            {tuple(row[each] for each in by): row for row in each.table.to_pylist()} for each in (self.then, self.now)
        )
        keys = list(dict.fromkeys([*before, *after]))
        return [(before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)]


def difference(running: Engine, name: str, asked: Asked, reported_at: datetime | int) -> Difference:
    """`reported_at`: when, or at which position, the number was given out. Raises as `answered` does."""
    then = answered(running, name, replace(asked, known_at=reported_at, people="then"))
    rejoined = answered(running, name, replace(asked, known_at=reported_at, people="now"))
    now = answered(running, name, replace(asked, known_at=None, people="now"))
    arguments = {"known": then.known, "as_of": then.as_of}
    types = _types(then.metric)
    causes = (
        _cause(running, "late", LATE, arguments, "type", types),
        _cause(running, "corrected", CORRECTED, arguments, "of_type", types),
        _cause(running, "merged", MERGED, arguments, "", types),
    )
    return Difference(then, rejoined, now, causes)


def _cause(running: Engine, kind: str, sql: str, arguments: dict[str, Any], column: str, types: set[str]) -> Cause:
    found = running.table(sql, arguments).to_pylist()
    relevant = [row for row in found if not column or row[column] in types]
    return Cause(kind, len(relevant), relevant[:SHOWN])


def _types(metric: Metric) -> set[str]:
    """The types of events that the definition speaks of."""
    return {found for sql in _made_of(metric.sql) for found in re.findall(r"'([a-z]+(?:-[a-z]+)*)'", sql)}


def _made_of(sql: str) -> Iterator[str]:
    yield sql
    for name, view in views().items():
        if re.search(rf"\b(FROM|JOIN) {name}\b", sql):
            yield from _made_of(view)
