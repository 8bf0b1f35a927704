"""Every row of every live read model, to be compared."""

from typing import Any

from psycopg import Connection, sql

from projections.catalogue import PROJECTIONS
from projections.checkpoint import live

PARKED = """
    SELECT p.projection, p.stream, p.position, p.code, p.skipped
    FROM read.parked p JOIN read.checkpoint c USING (projection, generation)
    WHERE c.live ORDER BY p.projection, p.stream
"""


def everything(connection: Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """Table by table, in a settled order, as the projector sees them."""
    at = {each.projection: each for each in live(connection, [each.name for each in PROJECTIONS])}
    found = {"parked": connection.execute(PARKED).fetchall()}
    for projection in PROJECTIONS:
        for table in projection.tables:
            rows = connection.execute(
                sql.SQL("SELECT {} FROM {}").format(
                    sql.SQL(", ").join(map(sql.Identifier, table.columns)),
                    sql.Identifier(at[projection.name].schema, table.name),
                )
            )
            found[table.name] = sorted(rows, key=repr)
    return found
