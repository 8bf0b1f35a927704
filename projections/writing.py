"""Rows in bulk: what is stale is deleted, what is new is copied in, and what the database refuses is found out."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import psycopg
from psycopg import Connection, sql

from domain.value import value
from projections.projection import Table, Values
from projections.reading import code_of

PROGRAM_LIMIT = "54"
"""SQLSTATE class of values too large for an index: the value's fault, though psycopg calls it operational."""


class Lost(NamedTuple):
    """What a read model misses of a stream that could not be written."""

    position: int
    following: int
    """Events after that one which are missing too."""


@value
class Parcel:
    """Everything to write for one person or one stream: all of it or none."""

    streams: Mapping[UUID, Lost]
    rows: dict[str, list[Values]]
    """By table."""
    stale: Sequence[UUID] = field(default=())
    """Ids whose rows are there already."""
    anew: Sequence[UUID] = field(default=())
    """Ids whose kept rows are written anew as well."""
    settled: set[str] = field(default_factory=set)
    """Tables that have these rows already."""


@value
class Failure:
    parcel: Parcel
    code: str


def write(connection: Connection[Any], tables: Sequence[Table], parcels: Sequence[Parcel]) -> list[Failure]:
    """Write all parcels, but for those that the database refuses. Call it inside a transaction."""
    if not parcels:
        return []
    try:
        with connection.transaction():
            _delete(connection, tables, parcels)
            for table in tables:
                due = [parcel for parcel in parcels if table.name not in parcel.settled]
                copy_rows(connection, table, [row for parcel in due for row in parcel.rows.get(table.name, ())])
    except Exception as error:
        if not is_poison(error):
            raise
        if len(parcels) == 1:
            return [Failure(parcels[0], code_of(error))]
    else:
        return []
    half = len(parcels) // 2
    return write(connection, tables, parcels[:half]) + write(connection, tables, parcels[half:])


def is_poison(error: Exception) -> bool:
    """Whether the value is to blame, and not the database or the way to it."""
    if isinstance(error, psycopg.Error):
        return isinstance(error, psycopg.DataError | psycopg.IntegrityError) or (error.sqlstate or "").startswith(
            PROGRAM_LIMIT
        )
    return True


def _delete(connection: Connection[Any], tables: Sequence[Table], parcels: Sequence[Parcel]) -> None:
    """What is stale, in all tables at once: each statement is a way to the server and back."""
    emptied = {table.name: _stale(table, parcels) for table in tables}
    if any(emptied.values()):
        connection.execute(_deleting(tuple((table.name, table.columns[0]) for table in tables)), emptied)


@cache
def _deleting(tables: tuple[tuple[str, str], ...]) -> bytes:
    """By the names of tables, and of the columns that say whose a row is."""
    deletes = (
        sql.SQL("{} AS (DELETE FROM {} WHERE {} = ANY({}))").format(
            *map(sql.Identifier, (f"from_{table}", table, whose)), sql.Placeholder(table)
        )
        for table, whose in tables
    )
    return sql.SQL("WITH {} SELECT").format(sql.SQL(", ").join(deletes)).as_bytes()


def _stale(table: Table, parcels: Sequence[Parcel]) -> list[UUID]:
    if table.kept:
        return [each for parcel in parcels for each in parcel.anew]
    return [each for parcel in parcels if table.name not in parcel.settled for each in parcel.stale]


def copy_rows(connection: Connection[Any], table: Table, rows: Sequence[Values]) -> None:
    if not rows:
        return
    types = _types(connection, table)
    with connection.cursor() as cursor, cursor.copy(_copying(table.name, table.columns)) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


@cache
def _copying(table: str, columns: tuple[str, ...]) -> bytes:
    said = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)")
    return said.format(sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))).as_bytes()


BYTEA = psycopg.adapters.types["bytea"].oid
_known: dict[str, list[int]] = {}
"""How the values of columns are sent, by the DDL that made them: as the column's type, which is built in and so the
same in every database. What is UTF-8 already is sent as bytes: in its binary form a text is nothing else.
"""


def _types(connection: Connection[Any], table: Table) -> list[int]:
    if table.ddl not in _known:
        query = "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        found = dict(connection.execute(query, (table.name,)).fetchall())
        _known[table.ddl] = [BYTEA if column in table.encoded else found[column] for column in table.columns]
    return _known[table.ddl]
