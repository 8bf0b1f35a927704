"""What dashboards need at once, from the read models: the live twins of metrics of the same names (docs/metrics.md).

`read.search` has a row for each person who can be found, and is folded as events come in. A test holds each number
against its definition on the lake.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from domain import activity
from domain.activity import rank_for
from projections.metrics.months import months_before

QUERY = """
    SELECT c.position, m.*
    FROM read.checkpoint c CROSS JOIN LATERAL (
        SELECT
            count(*) AS people,
            count(*) FILTER (WHERE last_inbound_at > %(six_months_ago)s) AS active,
            count(*) FILTER (WHERE last_outbound_at > %(a_year_ago)s) AS covered,
            count(*) FILTER (WHERE (last_inbound_at > %(a_year_ago)s OR last_outbound_at > %(a_year_ago)s)
                IS NOT TRUE) AS dormant,
            count(*) FILTER (WHERE updated_at > %(a_year_ago)s) AS fresh,
            count(*) FILTER (WHERE rank >= %(high)s) AS high,
            count(*) FILTER (WHERE rank >= %(middle)s AND rank < %(high)s) AS middle,
            count(*) FILTER (WHERE rank < %(middle)s) AS low
        FROM read.search
        WHERE NOT marks @> '{status:employee}' AND (
            CASE WHEN %(pool)s::text IS NULL THEN EXISTS (SELECT FROM unnest(marks) mark WHERE mark LIKE 'pool:%%')
            ELSE marks @> ARRAY['pool:' || %(pool)s] END)
    ) m
    WHERE c.projection = 'people' AND c.live
"""
METRICS = {
    "pool-size": "people",
    "activity-rate": "active",
    "coverage": "covered",
    "dormant-share": "dormant",
    "update-rate": "fresh",
}
"""Each with its number here, which the metric's column of the same name has, too."""
WITHIN = (("people", "high", "middle", "low"),)
"""A number, and those that make it up (`domain.small_groups`)."""


@dataclass(frozen=True, slots=True)
class Live:
    """Of the people in the pool at this moment, by all that is folded."""

    read_at: int
    people: int
    active: int
    covered: int
    dormant: int
    fresh: int
    high: int
    """By the band of their score, as are the next two."""
    middle: int
    low: int


def live(connection: Connection[Any], at: datetime, pool: str | None = None) -> Live | None:
    """None before the read model was ever built."""
    policy = activity.policy()
    parameters = {
        "pool": pool,
        "six_months_ago": months_before(at, 6),
        "a_year_ago": months_before(at, 12),
        "high": rank_for(policy.high, at, policy),
        "middle": rank_for(policy.middle, at, policy),
    }
    row = connection.execute(QUERY, parameters).fetchone()
    return Live(*row) if row else None
