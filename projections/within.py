"""How far somebody sees, as a condition in SQL: the one place where a scope filters what is asked for."""

from typing import Any, LiteralString
from uuid import UUID

from psycopg import Connection, sql

from domain.access import Scope

MARKS: LiteralString = (
    "(%(within)s::text[] IS NULL OR {marks} && %(within)s::text[]) AND NOT {marks} && %(above)s::text[]"
)
PERSON: LiteralString = (
    "(NOT %(limited)s OR EXISTS (SELECT FROM read.dossiers seen WHERE seen.dossier = {person} AND {within}))"
)


def bearing(marks: str) -> sql.Composed:
    """Of rows with the marks of a person in this column."""
    return sql.SQL(MARKS).format(marks=sql.Identifier(*marks.split(".")))


def of_person(column: str) -> sql.Composed:
    """Of rows about the person, or the record, whose id is in this `TABLE.COLUMN`."""
    return sql.SQL(PERSON).format(person=sql.Identifier(*column.split(".")), within=bearing("seen.scope"))


def bounds(scope: Scope) -> dict[str, Any]:
    """What either is run with."""
    return {"limited": scope.limited, "within": scope.within, "above": scope.above}


ONE = sql.SQL("SELECT {within} FROM read.dossiers WHERE dossier = %(id)s").format(within=bearing("scope")).as_bytes()


def sees(connection: Connection[Any], scope: Scope, candidate: UUID) -> bool | None:
    """None where the read model knows nobody of this id."""
    row = connection.execute(ONE, {"id": candidate, **bounds(scope)}).fetchone()
    return bool(row[0]) if row else None
