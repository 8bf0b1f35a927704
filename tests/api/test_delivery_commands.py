"""`renmai templates`, `sink` and `dead-letters`: what the person at the machine sees of delivery."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.machine.problem import MachineProblem
from domain.decisions import ReportFailed
from domain.default_templates import DEFAULTS
from domain.outreach import again
from domain.vocabulary import Purpose
from ledger.ledger import Ledger
from ledger.settings import Settings
from ledger.sink import NoSuchMail, Sink
from projections.rebuild import rebuild
from tests.servers import Database
from tests.workers.letters import LI, House
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment(database.settings).items():
        monkeypatch.setenv(name, value)
    return database.settings


def renmai(*words: str) -> Any:
    ended = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    return json.loads(ended.output)


def test_the_templates_of_the_product_are_added_once_and_a_version_from_a_file(
    settings: Settings, tmp_path: Path
) -> None:
    assert len(renmai("templates", "install")["installed"]) == len(DEFAULTS)
    assert renmai("templates", "install")["installed"] == []
    file = tmp_path / "texts.json"
    text = {"language": "en", "subject": "Tomorrow", "text": "At {{ said.time }}"}
    file.write_text(
        json.dumps({"kind": "interview-reminder", "channel": "email", "purpose": "application", "texts": [text]})
    )
    assert renmai("templates", "draft", "interview-reminder", str(file), "--publish")["version"] == 2
    shown = renmai("templates", "show", "interview-reminder")
    assert (shown["published"], shown["versions"]["2"][0]["text"]) == (2, "At {{ said.time }}")
    with pytest.raises(MachineProblem, match="no_such_template"):
        renmai("templates", "show", "never")


def test_a_dead_letter_is_listed_and_planned_once_more(settings: Settings) -> None:
    with Ledger.open(settings, connections=2) as ledger:
        house = House(settings, ledger)
        candidate, contact = house.plan()
        ledger.submit(ReportFailed(candidate=candidate, contact=contact, code="mail_server_away"), LI)
        rebuild(settings, shards=0)
        (item,) = renmai("dead-letters")["items"]
        assert (item["contact"], item["code"], item["purpose"]) == (
            str(contact),
            "mail_server_away",
            Purpose.RIGHTS_REPLY.value,
        )
        assert renmai("dead-letters", "--unconfirmed")["items"] == []
        assert renmai("dead-letters", "--replay", str(contact))["contact"] == str(again(contact))
        assert house.state((candidate, again(contact))) == "planned"


def test_the_sink_is_shown(settings: Settings) -> None:
    name = "0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b"
    content = "To: wang@example.com\r\nFrom: hr@corp.example\r\nSubject: Hello\r\n\r\nDear 王小明\r\n"
    sink = Sink(settings.sink)
    sink.keep(f"<{name}@corp.example>", content.encode())
    sink.keep(f"<{name}@corp.example>", content.encode())
    assert [(each["name"], each["to"], each["subject"]) for each in renmai("sink")] == [
        (name, "wang@example.com", "Hello")
    ]
    assert renmai("sink", name)["headers"]["Subject"] == "Hello"
    with pytest.raises(NoSuchMail):
        sink.read("../keys/kek")
    sink.drop(name)
    assert renmai("sink") == []
    assert [path.name for path in sink.folder.iterdir()] == []
