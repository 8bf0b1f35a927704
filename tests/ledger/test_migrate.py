"""Migrations: from nothing, again, and from several processes at once, always to the same schema."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from ledger.envelope import new_id
from ledger.migrate import MIGRATIONS, migrate, upgrade
from ledger.settings import ROLES
from ledger.store import NewRow, Store, pool_of
from tests.ledger.own_cluster import OwnCluster
from tests.processes import PROCESSES
from tests.servers import Database, Servers

pytestmark = pytest.mark.servers

SCHEMA = """
    SELECT 'relation', n.nspname, c.relname, c.relkind::text, c.relacl::text, c.relowner::regrole::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('ledger', 'keys', 'read', 'work')
    UNION ALL
    SELECT 'function', n.nspname, p.proname, p.prosecdef::text, p.proacl::text, p.proconfig::text
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname IN ('ledger', 'keys', 'read', 'work')
    UNION ALL
    SELECT 'trigger', t.tgrelid::regclass::text, t.tgname, t.tgenabled::text, '', ''
    FROM pg_trigger t WHERE NOT t.tgisinternal
    ORDER BY 1, 2, 3, 4, 5
"""


@contextmanager
def empty(servers: Servers) -> Iterator[tuple[str, str]]:
    """Two empty databases: for a ledger and for its keys."""
    names = [f"{servers.session}_{secrets.token_hex(4)}" for _ in range(2)]
    try:
        with psycopg.connect(servers.admin, autocommit=True) as connection:
            for name in names:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield servers.database(names[0]), servers.database(names[1])
    finally:
        for name in names:
            servers.drop(name)


def schema(conninfo: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute(SCHEMA).fetchall()


def revision(conninfo: str) -> list[tuple[object, ...]]:
    with psycopg.connect(conninfo) as connection:
        return connection.execute("SELECT version_num FROM renmai_schema").fetchall()


def newest(folder: str) -> str:
    return max(path.stem[:4] for path in (MIGRATIONS / folder / "versions").glob("*.sql"))


def test_an_empty_database_gets_the_newest_schema(servers: Servers, database: Database) -> None:
    with empty(servers) as (ledger, keys):
        migrate(ledger, keys, servers.role_secret)
        assert schema(ledger) == schema(database.admin)
        assert schema(keys) == schema(database.keys_admin)
        assert revision(ledger) == [(newest("ledger"),)]
        assert revision(keys) == [(newest("keys"),)]


def test_a_second_run_changes_nothing_and_keeps_what_is_stored(servers: Servers, database: Database) -> None:
    with pool_of(database.writer, size=1) as pool:
        Store(pool).append([NewRow(new_id(), 1, "written", b"{}")])
        before = schema(database.admin), schema(database.keys_admin)
        for _ in range(2):
            migrate(database.admin, database.keys_admin, servers.role_secret)
        assert (schema(database.admin), schema(database.keys_admin)) == before
        assert Store(pool).head() == 1


def together(*calls: tuple[Callable[..., None], tuple[str, ...]]) -> list[int | None]:
    """Run each in a process of its own, all at once; their exit codes."""
    processes = [PROCESSES.Process(target=call, args=given) for call, given in calls]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


def test_four_processes_that_start_at_once_agree(servers: Servers, database: Database) -> None:
    with empty(servers) as (ledger, keys):
        started = (migrate, (ledger, keys, servers.role_secret))
        assert together(started, started, started, started) == [0, 0, 0, 0]
        assert schema(ledger) == schema(database.admin)
        assert schema(keys) == schema(database.keys_admin)


def test_four_houses_on_a_new_server_may_start_at_once_and_again(own_server: OwnCluster) -> None:
    """Login roles belong to the server, so they all make, and then change, the same ones."""
    with psycopg.connect(own_server.postgres.conninfo(), autocommit=True) as connection:
        for name in "abcdefgh":
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    address = own_server.postgres.conninfo
    started = [(migrate, (address(name), address(keys), "secret")) for name, keys in ("ab", "cd", "ef", "gh")]
    for _ in range(2):
        assert together(*started) == [0, 0, 0, 0]


@pytest.fixture
def own_server() -> Iterator[OwnCluster]:
    """A server on which no role was ever made."""
    with ExitStack() as ending:
        cluster = OwnCluster(ending)
        cluster.start()
        yield cluster


def test_keys_on_a_server_of_their_own_get_their_roles_there(own_server: OwnCluster, servers: Servers) -> None:
    with psycopg.connect(own_server.postgres.conninfo(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE elsewhere")
    with empty(servers) as (ledger, _):
        migrate(ledger, own_server.postgres.conninfo("elsewhere"), servers.role_secret)
        keyholder = own_server.settings.at(
            keys_database_url=own_server.postgres.conninfo("elsewhere"), role_password=servers.role_secret
        ).conninfo("keyholder")
        with psycopg.connect(keyholder) as connection:
            assert connection.execute("SELECT count(*) FROM keys.data_key").fetchone() == (0,)


def test_a_migration_that_fails_leaves_nothing_behind_and_is_tried_again(servers: Servers, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (tmp_path / "env.py").write_text((MIGRATIONS / "ledger" / "env.py").read_text(encoding="utf-8"), encoding="utf-8")
    module = (MIGRATIONS / "ledger" / "versions" / "0001_events.py").read_text(encoding="utf-8")
    (versions / "0001_events.py").write_text(module, encoding="utf-8")
    file = versions / "0001_events.sql"
    with empty(servers) as (ledger, _):
        file.write_text("CREATE SCHEMA half; SELECT 1 / 0;", encoding="utf-8")
        with pytest.raises(Exception, match="division by zero"):
            upgrade(ledger, tmp_path)
        with psycopg.connect(ledger) as connection:
            assert not connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'half'").fetchall()
        file.write_text("CREATE SCHEMA whole;", encoding="utf-8")
        upgrade(ledger, tmp_path)
        assert revision(ledger) == [("0001",)]


def test_a_new_secret_changes_the_passwords_of_all_roles(own_cluster: OwnCluster) -> None:
    settings = own_cluster.settings
    changed = settings.at(role_password="another")
    migrate(settings.admin_conninfo, settings.keys_admin_conninfo, changed.role_secret())
    for role in ROLES:
        psycopg.connect(changed.conninfo(role)).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(settings.conninfo(role))


@pytest.mark.parametrize("folder", ["ledger", "keys"])
def test_every_revision_is_plain_sql_with_one_before_it(folder: str) -> None:
    files = sorted((MIGRATIONS / folder / "versions").glob("*.sql"))
    assert [path.stem[:4] for path in files] == [f"{number:04}" for number in range(1, len(files) + 1)]
    for number, path in enumerate(files):
        said = path.with_suffix(".py").read_text(encoding="utf-8")
        before = f'"{number:04}"' if number else "None"
        assert f'\nrevision = "{number + 1:04}"\ndown_revision = {before}\n' in said
