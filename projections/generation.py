"""Blue and green: every generation of a read model has a schema of its own, and readers have stable views.

`read.dossiers` shows `people_7.dossiers` until one transaction makes it show `people_8.dossiers`.
"""

import time
from collections.abc import Sequence
from typing import Any, LiteralString

import psycopg
from psycopg import Connection, sql

from projections.checkpoint import Checkpoint
from projections.projection import Projection, Table

READERS = (sql.Identifier("renmai_reader"), sql.Identifier("renmai_writer"))
PATIENCE_WITH_READERS = "200ms"
"""Below deadlock_timeout (1 s by default), so that it is never a reader that has to give way."""
DROP_TRIES = 20


def use(connection: Connection[Any], checkpoints: Sequence[Checkpoint]) -> None:
    """Resolve the names of tables in these generations, until the transaction ends."""
    path = sql.SQL(", ").join(sql.Identifier(each.schema) for each in checkpoints)
    connection.execute("SELECT set_config('search_path', %s, true)", (path.as_string(connection),))


def create(connection: Connection[Any], projection: Projection) -> Checkpoint:
    """A new, empty generation with tables and no indexes, not live. Call it inside a transaction."""
    row = connection.execute(
        """
        INSERT INTO read.checkpoint (projection, generation, version)
        SELECT %s, coalesce(max(generation), 0) + 1, %s FROM read.checkpoint WHERE projection = %s
        RETURNING projection, generation, version, position, moment
        """,
        (projection.name, projection.version, projection.name),
    ).fetchone()
    assert row is not None
    made = Checkpoint(*row)
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(made.schema)))
    use(connection, [made])
    for table in projection.tables:
        connection.execute(table.ddl.encode())
        _vacuum(connection, table, "SET (autovacuum_enabled = false)")
    return made


def index(connection: Connection[Any], checkpoint: Checkpoint, tables: Sequence[Table]) -> None:
    """Make the keys and indexes after the load, and let it be vacuumed. Call it inside a transaction."""
    use(connection, [checkpoint])
    for table in tables:
        connection.execute(table.indexes.encode())
        connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table.name)))
        _vacuum(connection, table, "RESET (autovacuum_enabled)")


def _vacuum(connection: Connection[Any], table: Table, setting: LiteralString) -> None:
    connection.execute(sql.SQL("ALTER TABLE {} ").format(sql.Identifier(table.name)) + sql.SQL(setting))


def show(connection: Connection[Any], projection: Projection, checkpoint: Checkpoint) -> None:
    """Let the readers' views show this generation, and make it the live one.

    Call it last in the transaction that holds the lock on the live checkpoint. Raises
    `psycopg.errors.LockNotAvailable` while somebody reads for long: roll back and try again.
    """
    _wait_briefly(connection)
    for table in projection.shown:
        _hide(connection, table)
        _show(connection, checkpoint, table)
    connection.execute(
        "UPDATE read.checkpoint SET live = false WHERE projection = %s AND live", (checkpoint.projection,)
    )
    connection.execute(
        "UPDATE read.checkpoint SET live = true WHERE projection = %s AND generation = %s",
        (checkpoint.projection, checkpoint.generation),
    )


def take_in(connection: Connection[Any], part: Projection, made: Checkpoint, live: Checkpoint) -> None:
    """Let the tables of a part take the place of those in the live generation. Call it as `show`."""
    _wait_briefly(connection)
    for table in part.shown:
        _hide(connection, table)
        connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(live.schema, table.name)))
        connection.execute(
            sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(
                sql.Identifier(made.schema, table.name), sql.Identifier(live.schema)
            )
        )
        _show(connection, live, table)


def _wait_briefly(connection: Connection[Any]) -> None:
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (PATIENCE_WITH_READERS,))


def _hide(connection: Connection[Any], table: Table) -> None:
    connection.execute(sql.SQL("DROP VIEW IF EXISTS {}").format(sql.Identifier("read", table.name)))


def _show(connection: Connection[Any], checkpoint: Checkpoint, table: Table) -> None:
    view = sql.Identifier("read", table.name)
    connection.execute(
        sql.SQL("CREATE VIEW {} AS SELECT {} FROM {}").format(
            view,
            sql.SQL(", ").join(map(sql.Identifier, table.columns)),
            sql.Identifier(checkpoint.schema, table.name),
        )
    )
    connection.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(view, sql.SQL(", ").join(READERS)))


def drop_others(connection: Connection[Any], name: str) -> int:
    """Drop every generation of this read model but the live one; answers how many are still in use.

    Only for whoever holds the rebuild lock of `name`, on an autocommit connection.
    """
    rows = connection.execute(
        "SELECT projection, generation, version, position, moment FROM read.checkpoint"
        " WHERE projection = %s AND NOT live",
        (name,),
    ).fetchall()
    left = [Checkpoint(*row) for row in rows]
    for _ in range(DROP_TRIES):
        left = [each for each in left if not _dropped(connection, each)]
        if not left:
            break
        time.sleep(0.05)
    return len(left)


def _dropped(connection: Connection[Any], checkpoint: Checkpoint) -> bool:
    try:
        with connection.transaction():
            _wait_briefly(connection)
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(checkpoint.schema)))
            connection.execute(
                "DELETE FROM read.checkpoint WHERE projection = %s AND generation = %s",
                (checkpoint.projection, checkpoint.generation),
            )
    except psycopg.errors.LockNotAvailable:
        return False
    return True
