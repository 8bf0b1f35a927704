"""What is stored can't be changed by any role that the software uses, nor by the owner without saying so."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql

from ledger.envelope import new_id
from ledger.faults import NotAppendOnly
from ledger.settings import ROLES, Role
from ledger.store import CommandClaim, Inline, NewRow, Store, pool_of, refusal
from tests.ledger.rows import EACH_WAY
from tests.servers import Database, Servers, fresh_database

pytestmark = pytest.mark.servers

PROOF = ("tile", "checkpoint", "cosignature", "log_succession", "time_stamp")
INLINE = ("command", "source_key", "access_key", "match_record", "match_key", "match_due", "sender_hour")
LEDGER = ("event", *INLINE, *PROOF)
KEYS = ("data_key", "secret")
DENIED = psycopg.errors.InsufficientPrivilege

ADDING = ("INSERT", "COPY", "LOCK")
MAY = {
    "keyholder": set(itertools.product(KEYS, ADDING)),
    "sealer": set(itertools.product(PROOF, ADDING)),
}
"""The keyholder makes keys, and destroys them, which is tested apart. The sealer adds to the tree."""


@dataclass(frozen=True)
class Attempt:
    """An action that each role tries. `names` are filled in as identifiers."""

    says: str
    statement: str
    refusal: type[psycopg.Error] = DENIED


ON_EACH_TABLE = (
    Attempt("UPDATE", "UPDATE {table} SET {column} = {column}"),
    Attempt("DELETE", "DELETE FROM {table}"),
    Attempt("TRUNCATE", "TRUNCATE {table}"),
    Attempt("INSERT", "INSERT INTO {table} SELECT * FROM {table}"),
    Attempt("COPY", "COPY {table} FROM STDIN"),
    Attempt("LOCK", "LOCK TABLE {table} IN ROW EXCLUSIVE MODE"),
    Attempt("DROP", "DROP TABLE {table}"),
    Attempt("ALTER", "ALTER TABLE {table} DISABLE TRIGGER ALL"),
    Attempt("RULE", "CREATE RULE silent AS ON INSERT TO {table} DO INSTEAD NOTHING"),
    Attempt("TRIGGER", "CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION {refuse}()"),
)
IN_EACH_SESSION = (
    Attempt("replica", "SET session_replication_role = replica"),
    Attempt("become the owner", "SET ROLE renmai_owner"),
    Attempt("become the owner for the session", "SET SESSION AUTHORIZATION renmai_owner"),
    Attempt("a table beside", "CREATE TABLE {schema}.mine (n int)"),
    Attempt("a temporary table", "CREATE TEMPORARY TABLE event (n int)"),
    Attempt("another append", "CREATE FUNCTION {schema}.append() RETURNS int LANGUAGE sql AS 'SELECT 1'"),
    Attempt("a language of the system", "CREATE FUNCTION public.f() RETURNS int LANGUAGE c AS 'f'"),
    Attempt("another user", "CREATE ROLE mine SUPERUSER"),
    Attempt("files of the server", "COPY (SELECT 1) TO '/tmp/renmai-should-not-be-there'"),
)


def schema_of(role: Role) -> tuple[str, tuple[str, ...]]:
    return ("keys", KEYS) if role == "keyholder" else ("ledger", LEDGER)


@pytest.fixture(scope="module")
def filled(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One row in each table, so that nothing is refused or passed for want of rows. Nothing here changes it."""
    with fresh_database(servers, migrated, tmp_path_factory.mktemp("filled")) as database:
        fill(database)
        yield database


def fill(database: Database) -> None:
    with pool_of(database.writer, size=1) as pool:
        stream = new_id()
        inline = Inline(source_keys=[(b"\x01" * 32, stream)], access_keys=[(b"\x02" * 32, new_id(), "admin", None)])
        claim = CommandClaim("user:li", new_id(), b"\x03" * 32)
        Store(pool).append([NewRow(stream, 1, "written", b"{}")], command=claim, inline=inline)
    with psycopg.connect(database.keyholder) as keys:
        keys.execute(
            "INSERT INTO keys.data_key (subject, data_class, generation, wrapped, wrapped_by)"
            " VALUES (%s, 'identity', 1, 'wrapped', 'kek')",
            (stream,),
        )
        keys.execute("INSERT INTO keys.secret (name, wrapped, wrapped_by) VALUES ('lookup', 'wrapped', 'kek')")


def contents(database: Database) -> list[object]:
    """Everything that lies in the tables, read by the owner."""
    found: list[object] = []
    for conninfo, schema, tables in (
        (database.admin, "ledger", LEDGER),
        (database.keys_admin, "keys", KEYS),
    ):
        with psycopg.connect(conninfo) as connection:
            for table in tables:
                query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, table))
                found += connection.execute(query).fetchall()
    return found


def first_column(conninfo: str, table: tuple[str, str]) -> str:
    query = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1"
    with psycopg.connect(conninfo) as connection:
        found = connection.execute(query, (".".join(table),)).fetchone()
    assert found is not None
    return str(found[0])


def attempt(conninfo: str, statement: sql.Composed) -> Exception | None:
    with psycopg.connect(conninfo) as connection:
        try:
            connection.execute(statement)
        except psycopg.Error as error:
            return error
    return None


def test_these_are_all_the_tables_there_are(database: Database) -> None:
    query = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
    for conninfo, schema, tables in (
        (database.admin, "ledger", LEDGER),
        (database.keys_admin, "keys", KEYS),
    ):
        with psycopg.connect(conninfo) as connection:
            assert {name for (name,) in connection.execute(query, (schema,))} == set(tables)


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_what_is_stored(filled: Database, role: Role) -> None:
    before = contents(filled)
    conninfo = getattr(filled, role)
    admin = filled.keys_admin if role == "keyholder" else filled.admin
    schema, tables = schema_of(role)
    passed = []
    for table, each in itertools.product(tables, ON_EACH_TABLE):
        if (table, each.says) in MAY.get(role, ()):
            continue
        statement = sql.SQL(each.statement).format(
            table=sql.Identifier(schema, table),
            column=sql.Identifier(first_column(admin, (schema, table))),
            refuse=sql.Identifier(schema, "refuse_change"),
        )
        if not isinstance(attempt(conninfo, statement), each.refusal):
            passed.append((table, each.says))
    assert passed == []
    assert contents(filled) == before


@pytest.mark.parametrize("role", ROLES)
def test_no_role_steps_out_of_its_bounds(filled: Database, role: Role) -> None:
    before = contents(filled)
    schema, _ = schema_of(role)
    passed = [
        each.says
        for each in IN_EACH_SESSION
        if not isinstance(
            attempt(getattr(filled, role), sql.SQL(each.statement).format(schema=sql.Identifier(schema))),
            each.refusal,
        )
    ]
    assert passed == []
    assert contents(filled) == before


@pytest.mark.parametrize("role", ROLES)
def test_no_role_sets_recorded_at_or_a_position_of_its_own(filled: Database, role: Role) -> None:
    statement = "INSERT INTO ledger.event VALUES (99, %s, 1, 'written', '2001-01-01', '{}')"
    with psycopg.connect(getattr(filled, role)) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute(statement, (new_id(),))
    # The keyholder's database has no ledger at all.
    expected = psycopg.errors.UndefinedTable if role == "keyholder" else DENIED
    assert refused.type is expected


@pytest.mark.parametrize("way", EACH_WAY)
@pytest.mark.parametrize("role", [role for role in ROLES if role not in {"writer", "keyholder"}])
def test_only_the_writer_appends(filled: Database, role: Role, way: str) -> None:
    call, parameters = EACH_WAY[way]
    inner = {
        "several": "SELECT ledger.append(%s, %s, %s, %s, NULL, NULL, NULL, NULL, NULL, NULL)",
        "alone": "SELECT ledger.append_one(%s, %s, %s, %s)",
    }
    with psycopg.connect(getattr(filled, role), autocommit=True) as connection:
        for statement in (call, inner[way]):
            with pytest.raises(DENIED):
                connection.execute(statement, parameters)


@pytest.mark.parametrize("replication", ["origin", "replica"])
@pytest.mark.parametrize("statement", [each for each in ON_EACH_TABLE if each.says in {"UPDATE", "DELETE", "TRUNCATE"}])
def test_even_the_owner_of_the_server_is_stopped_by_the_trigger(
    filled: Database, statement: Attempt, replication: str
) -> None:
    """It takes dropping the trigger, which no statement of the software does."""
    query = sql.SQL(statement.statement).format(
        table=sql.Identifier("ledger", "event"), column=sql.Identifier("position")
    )
    with psycopg.connect(filled.admin, autocommit=True) as owner:
        owner.execute(sql.SQL("SET session_replication_role = {}").format(sql.Identifier(replication)))
        with pytest.raises(psycopg.DatabaseError) as refused:
            owner.execute(query)
        assert isinstance(refusal(refused.value, None), NotAppendOnly)


def test_a_destroyed_key_can_neither_be_brought_back_nor_removed(database: Database) -> None:
    fill(database)
    destroy = "UPDATE keys.data_key SET wrapped = NULL, destroyed_at = now()"
    revive = "UPDATE keys.data_key SET wrapped = 'again', destroyed_at = NULL"
    with psycopg.connect(database.keyholder, autocommit=True) as keys:
        keys.execute(destroy)
        with pytest.raises(psycopg.DatabaseError, match="stays destroyed"):
            keys.execute(revive)
        with pytest.raises(DENIED):
            keys.execute("UPDATE keys.data_key SET subject = subject")
    with psycopg.connect(database.keys_admin, autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        for statement in (revive, "DELETE FROM keys.data_key", "TRUNCATE keys.data_key"):
            with pytest.raises(psycopg.DatabaseError, match="stays destroyed"):
                owner.execute(statement)


def test_the_projector_writes_only_where_read_models_live(database: Database) -> None:
    fill(database)
    with psycopg.connect(database.projector, autocommit=True) as projector:
        projector.execute("CREATE SCHEMA people_7")
        projector.execute("CREATE TABLE people_7.dossier (candidate uuid)")
        assert projector.execute("SELECT count(*) FROM ledger.event").fetchone() == (1,)
        with pytest.raises(DENIED):
            projector.execute("SELECT * FROM ledger.command")
