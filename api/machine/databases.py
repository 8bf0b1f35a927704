"""The two databases, the ledger's and the keys', made where they are missing."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.settings import Settings

MAINTENANCE = ("postgres", "template1")


def create_databases(settings: Settings) -> list[str]:
    """Make what is missing; says which. Raises `psycopg.Error` when the server is away or refuses."""
    return [
        name
        for conninfo in (settings.admin_conninfo, settings.keys_admin_conninfo)
        if (name := _create(conninfo)) is not None
    ]


def _create(conninfo: str) -> str | None:
    """A refused connection carries no SQLSTATE, so ask another database of the server before giving up."""
    try:
        psycopg.connect(conninfo).close()
        return None
    except psycopg.OperationalError as error:
        refused = error
    name = str(conninfo_to_dict(conninfo).get("dbname") or "renmai")
    with _beside(conninfo, refused) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            raise refused
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:  # another process was quicker
            return None
    return name


def _beside(conninfo: str, refused: psycopg.OperationalError) -> psycopg.Connection:
    for database in MAINTENANCE:
        try:
            return psycopg.connect(make_conninfo(conninfo, dbname=database), autocommit=True)
        except psycopg.OperationalError:
            continue
    raise refused
