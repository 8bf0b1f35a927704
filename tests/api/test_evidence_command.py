"""`renmai evidence` writes what `verify.py` verifies."""

import json
from pathlib import Path

import pytest

from api.command_line.evidence import evidence
from domain.events import PersonalDataViewed
from domain.vocabulary import DataClass
from ledger import verify
from ledger.ledger import Ledger
from tests.ledger.proof.log import Log
from tests.servers import Database


@pytest.fixture
def settings_of(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in database.settings.model_dump().items():
        if value is not None:
            plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
            monkeypatch.setenv(f"RENMAI_{name.upper()}", str(plain))


@pytest.mark.usefixtures("settings_of")
def test_a_bundle_of_everything_and_of_a_person_verifies(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Ledger.open(database.settings, connections=2) as ledger:
        log = Log(database, ledger)
        person, _ = log.write(6, 2)
        log.seal()
        log.close()
    evidence(tmp_path / "all.zip", json=True)
    written = json.loads(capsys.readouterr().out)
    assert written["witnesses"] == {"named": 0, "wanted": 0, "behind": [], "enough": True}
    key = written["log"]
    evidence(tmp_path / "person", person=person, clear=[DataClass.IDENTITY])
    with Ledger.open(database.settings, connections=1) as ledger:
        [look] = ledger.page(ledger.store.head() - 1, 1)
    assert look.event == PersonalDataViewed(way="evidence", candidates=(person,))
    for bundle, events in (("all.zip", 6), ("person", 3)):
        capsys.readouterr()
        assert verify.main([str(tmp_path / bundle), "--log", key, "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["checks"]["state"]["passed"] == events
