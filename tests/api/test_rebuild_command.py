"""`renmai rebuild`: read models made anew, and held against the events."""

import json

import psycopg
import pytest
import typer

from api.command_line.rebuild import rebuild
from ledger.ledger import Ledger
from tests.api.test_evidence_command import settings_of as settings_of
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers


@pytest.mark.usefixtures("settings_of")
def test_what_was_changed_behind_the_back_is_told_and_made_good(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.open(database.settings, connections=2) as ledger:
        person = Scribe(ledger).ingest()
    rebuild(json=True)
    rebuild(compare=True)
    assert "0 rows are not what the events give, up to position 1." in capsys.readouterr().out
    with psycopg.connect(database.settings.admin_conninfo, autocommit=True) as superuser:
        superuser.execute("UPDATE people_1.dossiers SET name = 'Somebody Else'")
    with pytest.raises(typer.Exit) as left:
        rebuild(["dossiers"], compare=True, json=True)
    assert left.value.exit_code == 1
    told = capsys.readouterr().out
    [found] = json.loads(told)["differences"]
    assert (found["table"], found["key"], found["columns"]) == ("dossiers", f"{person}", ["name"])
    assert "王小明" not in told
    rebuild(json=True)
    rebuild(compare=True)
