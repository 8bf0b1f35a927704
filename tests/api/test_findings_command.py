"""`renmai findings`: the auditor's first question, asked on the command line."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from api.command_line.findings import findings
from api.command_line.rebuild import rebuild
from domain.events import ContactUnconfirmed
from ledger.envelope import new_id
from ledger.ledger import Ledger
from tests.api.test_evidence_command import settings_of as settings_of
from tests.projections.metrics.golden import dispatched
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers


@pytest.mark.usefixtures("settings_of")
def test_what_is_not_as_it_should_be_is_listed_without_a_name(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    left = {"contact": new_id(), "channel": "email", "purpose": "talent-pool"}
    with Ledger.open(database.settings, connections=2) as ledger:
        person = Scribe(ledger).ingest()
        position = Scribe(ledger).say(person, dispatched(left), ContactUnconfirmed.model_validate(left))
    rebuild(json=True)
    capsys.readouterr()
    now = datetime.now(UTC)
    findings(now - timedelta(days=1), now + timedelta(days=1), json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["counts"]["dispatch-unconfirmed"] == sum(told["counts"].values()) == 1
    [item] = told["items"]
    assert (item["candidate"], item["position"]) == (f"{person}", position)
    findings(now - timedelta(days=1), now + timedelta(days=1))
    shown = capsys.readouterr().out
    assert f"dispatch-unconfirmed  {now:%Y-%m-}" in shown
    assert "王小明" not in shown
    findings(now - timedelta(days=9), now - timedelta(days=8), json=True)
    assert json.loads(capsys.readouterr().out)["items"] == []
