"""The two databases, the ledger's and the keys', made where they are missing."""

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from api.machine.problem import MachineProblem
from ledger.settings import Settings

MAINTENANCE = ("postgres", "template1")


def create_databases(settings: Settings) -> list[str]:
    """Make what is missing; says which. Raises `MachineProblem` for a database that can't hold every letter, and
    `psycopg.Error` when the server is away or refuses."""
    return [
        name
        for conninfo in (settings.admin_conninfo, settings.keys_admin_conninfo)
        if (name := _create(conninfo)) is not None
    ]


def _create(conninfo: str) -> str | None:
    """A refused connection carries no SQLSTATE, so ask another database of the server before giving up."""
    try:
        with psycopg.connect(conninfo) as connection:
            refuse_other_encoding(connection)
            return None
    except psycopg.OperationalError as error:
        refused = error
    name = str(conninfo_to_dict(conninfo).get("dbname") or "renmai")
    with _beside(conninfo, refused) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
            raise refused
        try:
            refuse_other_encoding(connection)  # what is made takes that of its template
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:  # another process was quicker
            return None
    return name


def refuse_other_encoding(connection: psycopg.Connection) -> None:
    """Raises `MachineProblem`. A server whose locale is C makes SQL_ASCII, which knows no letters at all."""
    if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
        raise MachineProblem(
            "database_not_utf8",
            "The database {name} is in {encoding}, and not in UTF8.",
            "Make it anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, or initdb --encoding=UTF8.",
            name=connection.info.dbname,
            encoding=encoding,
        )


def _beside(conninfo: str, refused: psycopg.OperationalError) -> psycopg.Connection:
    for database in MAINTENANCE:
        try:
            return psycopg.connect(make_conninfo(conninfo, dbname=database), autocommit=True)
        except psycopg.OperationalError:
            continue
    raise refused
