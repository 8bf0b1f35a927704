"""A managed PostgreSQL gives no superuser: a role that may create roles and databases has to be enough."""

import secrets

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ledger.migrate import migrate
from ledger.settings import ROLES
from tests.servers import Database, Servers


@pytest.mark.servers
def test_a_role_that_may_create_roles_can_migrate(servers: Servers, database: Database) -> None:
    suffix = secrets.token_hex(4)
    role, ledger, keys = f"renmai_test_{suffix}", f"{servers.session}_{suffix}", f"{servers.session}_{suffix}_keys"
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        statement = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(role), sql.Literal(suffix)))
        # The roles are there already, made by the superuser; a managed server's owner would have made them.
        # From 16 on, whoever makes a role may hand it on, and not yet act as it.
        right = "ADMIN OPTION" if connection.info.server_version < 160000 else "ADMIN TRUE, SET FALSE, INHERIT FALSE"
        for shared in ("owner", *ROLES):
            grant = sql.SQL("GRANT {} TO {} WITH {}")
            connection.execute(grant.format(sql.Identifier(f"renmai_{shared}"), sql.Identifier(role), sql.SQL(right)))
        for name in (ledger, keys):
            made = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(role))
            connection.execute(made)
    try:
        address = make_conninfo(servers.admin, user=role, password=suffix)
        for _ in range(2):
            migrate(make_conninfo(address, dbname=ledger), make_conninfo(address, dbname=keys), servers.role_secret)
        writer = make_conninfo(database.writer, dbname=ledger)
        with psycopg.connect(writer) as connection:
            assert connection.execute("SELECT count(*) FROM ledger.event").fetchone() == (0,)
    finally:
        servers.drop(ledger)
        servers.drop(keys)
        with psycopg.connect(servers.admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))
