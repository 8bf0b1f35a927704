"""Position and time come from the server, whatever a session, a database or a clock is set to."""

import psycopg
import pytest
from psycopg import sql

from ledger.envelope import new_id
from ledger.faults import NotAppendOnly
from ledger.store import CommandClaim, NewRow, Store, pool_of, refusal
from tests.ledger.rows import EACH_WAY, claim
from tests.servers import Database

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("way", EACH_WAY)
@pytest.mark.parametrize("level", ["repeatable read", "serializable"])
def test_a_higher_isolation_level_is_refused(database: Database, level: str, way: str) -> None:
    """It would read the head as it was when the transaction began: two events got one position."""
    with psycopg.connect(database.writer, autocommit=True) as connection:
        connection.execute(f"SET default_transaction_isolation = '{level}'")
        with pytest.raises(psycopg.DatabaseError) as refused:
            connection.execute(*EACH_WAY[way])
        assert isinstance(refusal(refused.value, None), NotAppendOnly)
        assert connection.execute("SELECT count(*) FROM ledger.event").fetchone() == (0,)


def test_a_store_asks_for_read_committed_whatever_the_server_s_default(
    database: Database, admin: psycopg.Connection
) -> None:
    name = sql.Identifier(admin.info.dbname)
    for setting in ("default_transaction_isolation = 'serializable'", "synchronous_commit = off"):
        admin.execute(sql.SQL("ALTER DATABASE {} SET {}").format(name, sql.SQL(setting)))
    with pool_of(database.writer, size=1) as pool:
        assert Store(pool).append([NewRow(new_id(), 1, "written", b"{}")]).position == 1
        with pool.connection() as connection:
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


@pytest.mark.parametrize("command", [None, claim(new_id())], ids=["alone", "of a command"])
def test_recorded_at_never_falls_when_the_clock_of_the_server_does(
    store: Store, admin: psycopg.Connection, command: CommandClaim | None
) -> None:
    """The last event is from the future, as after a clock that was set back."""
    admin.execute("INSERT INTO ledger.event VALUES (1, %s, 1, 'written', now() + interval '1 hour', '{}')", (new_id(),))
    stored = store.append([NewRow(new_id(), 1, "written", b"{}")], command=command)
    [earlier, later] = store.page(0, 10)
    assert stored.recorded_at == later.recorded_at == earlier.recorded_at
