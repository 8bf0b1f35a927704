"""Bring both databases to the newest schema: plain SQL files, run by Alembic in order, each in a transaction."""

import random
import time
from pathlib import Path

import psycopg
from alembic import op
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import NullPool, create_engine

from ledger.locks import MAKES_ROLES, MIGRATES
from ledger.settings import ROLES, login_password

MIGRATIONS = Path(__file__).parent / "migrations"
ATTEMPTS = 20
PAUSE = 0.05
MEANWHILE = psycopg.errors.UniqueViolation, psycopg.errors.DuplicateObject, psycopg.errors.InternalError_
"""How PostgreSQL says that another house on the same server was changing the same roles."""


def migrate(admin_conninfo: str, keys_admin_conninfo: str, secret: str) -> None:
    """Create what is missing: roles, schemas, tables. May run at the same time from several processes.

    Both conninfos must be of a role that may create roles. Raises `psycopg.Error` when it may not.
    """
    for conninfo in (admin_conninfo, keys_admin_conninfo):  # they may be two servers
        _create_roles(conninfo, secret)
    upgrade(admin_conninfo, MIGRATIONS / "ledger")
    upgrade(keys_admin_conninfo, MIGRATIONS / "keys")


def upgrade(conninfo: str, folder: Path) -> None:
    """Run the files of one folder that this database has not seen yet."""
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    script = ScriptDirectory.from_config(config)
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(conninfo), poolclass=NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATES})")
        with EnvironmentContext(config, script, fn=lambda seen, _: script._upgrade_revs("heads", seen)) as context:
            context.configure(connection=connection, version_table="renmai_schema")
            script.run_env()


def run_sql(revision_file: str) -> None:
    """Run the SQL file beside a revision, whole and without parameters."""
    statements = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(statements)


def _create_roles(conninfo: str, secret: str) -> None:
    """Roles belong to the whole server, so several databases may share them, and start at the same time."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                _create_roles_once(connection, secret)
            return
        except MEANWHILE:
            if attempt == ATTEMPTS:
                raise
            time.sleep(random.uniform(0, PAUSE * attempt))  # noqa: S311


def _create_roles_once(connection: psycopg.Connection, secret: str) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (MAKES_ROLES,))
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        if "renmai_owner" not in known:
            connection.execute("CREATE ROLE renmai_owner NOLOGIN")
        for role in (f"renmai_{name}" for name in ROLES):
            verb = sql.SQL("ALTER" if role in known else "CREATE")
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    verb, sql.Identifier(role), sql.Literal(login_password(secret, role))
                )
            )
        if connection.info.parameter_status("is_superuser") != "on":
            connection.execute("GRANT renmai_owner, renmai_projector TO CURRENT_USER")
        connection.execute("ALTER ROLE renmai_writer SET idle_in_transaction_session_timeout = '5s'")
