"""A database that can't hold every letter is refused before anything is made in it, or beside it."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from api.machine.databases import create_databases
from api.machine.problem import MachineProblem
from ledger.settings import Settings
from tests.processes import renmai
from tests.servers import Database, Servers
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.fixture
def in_ascii(servers: Servers, database: Database) -> Iterator[Settings]:
    """As `initdb` makes one where no locale is set."""
    name = f"{servers.session}_{secrets.token_hex(4)}"
    make = sql.SQL("CREATE DATABASE {} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute(make.format(sql.Identifier(name)))
    yield database.settings.at(database_url=servers.database(name), keys_database_url=servers.database(f"{name}_keys"))
    servers.drop(name, f"{name}_keys")


def test_a_database_of_another_encoding_is_named_with_what_to_do(in_ascii: Settings) -> None:
    with pytest.raises(MachineProblem) as caught:
        create_databases(in_ascii)
    assert caught.value.code == "database_not_utf8"
    told = renmai(environment(in_ascii.at(language="zh_CN")), "migrate")
    assert told.returncode == 1
    assert told.stderr.startswith("database_not_utf8: 数据库")
    assert "SQL_ASCII" in told.stderr
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(in_ascii.keys_admin_conninfo)
