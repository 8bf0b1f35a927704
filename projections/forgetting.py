"""A person's rows in every read model, written anew without what can't be read any more; and no statistics of them."""

from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from psycopg import sql

from ledger.settings import Settings
from projections.checkpoint import NotBuilt
from projections.follow import connect
from projections.retry import retry

TOLD = """
    SELECT schemaname, tablename FROM pg_stats
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND (
        most_common_vals::text LIKE ANY (%(values)s) OR histogram_bounds::text LIKE ANY (%(values)s)
        OR most_common_elems::text LIKE ANY (%(values)s))
    GROUP BY schemaname, tablename ORDER BY schemaname, tablename
"""
MINE = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND pg_has_role(c.relowner, 'MEMBER')
        AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


def fold_anew(settings: Settings, streams: Sequence[UUID], values: Sequence[str]) -> None:
    """`values` are what the planner's statistics may have kept; without any, all of them are taken anew."""
    with suppress(NotBuilt):
        retry(settings, streams)
    with connect(settings) as connection:
        query = TOLD if values else MINE
        tables = connection.execute(query, {"values": [pattern(each) for each in values]}).fetchall()
        for table in tables:
            connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(*table)))


def pattern(text: str) -> str:
    """Of LIKE: a text that holds this one."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
