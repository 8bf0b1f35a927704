"""A read model that says something else than the events is found, whoever changed it."""

import psycopg
import pytest
from psycopg import sql

from ledger.ledger import Ledger
from projections.checkpoint import live
from projections.comparing import Difference, compare
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.projections.test_rebuild import lived
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_what_a_superuser_changes_in_a_read_model_is_found_row_by_row(
    built: Database, ledger: Ledger, scribe: Scribe, following: Following
) -> None:
    lived(ledger, scribe)
    following()
    said = everything(following.connection)
    found = compare(built.settings)
    assert (found.rows, found.differences) == (0, ())
    assert found.position == ledger.store.head()

    dossier, contact, gone = (
        said[name][number][0] for name, number in (("dossiers", 0), ("contact_log", 0), ("activity", 3))
    )
    at = {each.projection: each.schema for each in live(following.connection, ["people", "contact_log"])}
    with psycopg.connect(built.settings.admin_conninfo, autocommit=True) as superuser:

        def change(statement: str, name: str, schema: str, key: object) -> None:
            done = superuser.execute(sql.SQL(statement).format(sql.Identifier(schema, name)), (key,))
            assert done.rowcount == 1

        change("UPDATE {} SET channel = 'sms' WHERE position = %s", "contact_log", at["contact_log"], contact)
        change("UPDATE {} SET version = version + 1 WHERE dossier = %s", "dossiers", at["people"], dossier)
        change("DELETE FROM {} WHERE dossier = %s", "activity", at["people"], gone)
    found = compare(built.settings, ["dossiers", "contact_log"])
    assert set(found.differences) == {
        Difference("contact_log", f"{contact}", shown=True, columns=("channel",)),
        Difference("dossiers", f"{dossier}", shown=True, columns=("version",)),
        Difference("activity", f"{gone}", shown=False, columns=()),
    }
    assert found.rows == 3
    changed = everything(following.connection)
    assert {name for name in said if said[name] != changed[name]} == {"contact_log", "dossiers", "activity"}
