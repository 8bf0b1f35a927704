"""Tables to files and back, by binary COPY: every value comes back bit for bit, on any PostgreSQL."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection, IsolationLevel, sql

from ledger.backup.durable import durable_file
from ledger.backup.faults import BackupDamaged
from ledger.backup.manifest import File, Table

PIECE = 1 << 20
EVENTS = "ledger.event"
TOLD_EVERY = 10_000
"""Rows between two reports of progress."""

Database = Connection[Any]


@contextmanager
def snapshot(conninfo: str) -> Iterator[Database]:
    """One moment of a database, however long it takes to read."""
    with psycopg.connect(conninfo) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def tables_of(database: Database, schema: str) -> dict[str, tuple[str, ...]]:
    """Each table of a schema with its stored columns: what a migration adds is in the backup by itself."""
    query = """
        SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)::text[]
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            AND NOT a.attisdropped AND a.attgenerated = ''
        WHERE c.relkind = 'r' AND c.relnamespace = %s::regnamespace
        GROUP BY c.relname ORDER BY c.relname
    """
    return {f"{schema}.{name}": tuple(columns) for name, columns in database.execute(query, (schema,))}


def schema_versions(database: Database) -> tuple[str, ...]:
    found = database.execute("SELECT version_num FROM renmai_schema ORDER BY 1").fetchall()
    return tuple(version for (version,) in found)


def save(
    database: Database,
    name: str,
    columns: tuple[str, ...],
    file: str,
    path: Path,
    told: Callable[[int], None],
) -> tuple[Table, File]:
    """One table to one file, events in the order of their positions."""
    order = sql.SQL(" ORDER BY position") if name == EVENTS else sql.SQL("")
    query = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT (FORMAT BINARY)").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*name.split(".")), order
    )
    cursor = database.cursor()
    with durable_file(path) as hashed:
        # No name and no time in the file's head: the same rows give the same bytes.
        packed = gzip.GzipFile("", "wb", compresslevel=1, fileobj=hashed, mtime=0)
        with packed, cursor.copy(query) as rows:
            for number, row in enumerate(rows, 1):
                packed.write(row)
                if number % TOLD_EVERY == 0:
                    told(number)
    return Table(file=file, columns=columns, rows=cursor.rowcount), File(size=hashed.size, sha256=hashed.sha256)


def load(database: Database, name: str, table: Table, path: Path) -> None:
    """One file into one table. Raises BackupDamaged."""
    query = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(*name.split(".")), sql.SQL(", ").join(map(sql.Identifier, table.columns))
    )
    cursor = database.cursor()
    try:
        with gzip.open(path) as packed, cursor.copy(query) as rows:
            while piece := packed.read(PIECE):
                rows.write(piece)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupDamaged(table.file) from error
    if cursor.rowcount != table.rows:
        raise BackupDamaged(table.file)
