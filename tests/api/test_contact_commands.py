"""`renmai campaign …` and `renmai due`: what they tell is what the ledger and the read models hold."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.machine.problem import MachineProblem
from domain.decisions import DraftTemplate, PublishTemplate, SetReminder
from domain.events import CandidateIngested, CandidateTagged
from domain.events.template import TemplateText
from domain.person import ContactPoint, Name, Person, PointKind
from domain.template import template_id
from domain.vocabulary import Channel, Purpose, TemplateKind
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.rebuild import rebuild
from tests.api.test_pool_commands import caught_up
from tests.projections.scribe import Scribe
from tests.servers import Database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers
LI = Origin(actor="user:li")
NEWS = "news"


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment(database.settings).items():
        monkeypatch.setenv(name, value)
    return database.settings


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings, connections=2) as ledger:
        yield ledger


def told(*words: str) -> str:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).output


def renmai(*words: str) -> Any:
    return json.loads(told(*words, "--json"))


def drafted(ledger: Ledger) -> None:
    draft = DraftTemplate(
        template=template_id(NEWS),
        name=NEWS,
        kind=TemplateKind.OTHER,
        channel=Channel.EMAIL,
        purpose=Purpose.RIGHTS_REPLY,
        texts=(TemplateText(language="en", subject="News", text="Dear {{ person.name }}, {{ said.news }}"),),
    )
    ledger.submit(draft, LI)
    ledger.submit(PublishTemplate(template=draft.template, version=1), LI)


def test_a_campaign_is_planned_tried_started_and_ended_at_the_command_line(
    settings: Settings, ledger: Ledger, tmp_path: Path
) -> None:
    rebuild(settings, shards=0)
    drafted(ledger)
    scribe, reached, unreachable = Scribe(ledger), new_id(), new_id()
    point = ContactPoint(kind=PointKind.EMAIL, value="wang@example.com")
    java = CandidateTagged(tag="java", facet="skill")
    scribe.say(reached, CandidateIngested(person=Person(name=Name(full="王小明"), points=(point,))), java)
    scribe.say(unreachable, CandidateIngested(person=Person(name=Name(full="李宝"))), java)
    pool = renmai("pool", "make", "Java", "--filter", "skill:java", "--owner", "system:command-line")["pool"]
    steps = [{"template": NEWS}]
    plan = {"name": "Spring", "pool": pool, "purpose": "rights-reply", "sender": "user:li", "steps": steps}
    file = tmp_path / "spring.json"
    file.write_text(json.dumps(plan | {"variables": {"said.news": "we moved"}}))
    campaign = renmai("campaign", "plan", str(file))["campaign"]
    caught_up(settings, ledger)

    tried = renmai("campaign", "dry-run", campaign)
    found = {each["candidate"]: (each["planned"], each["reasons"]) for each in tried["items"]}
    assert found[str(reached)] == (True, [])
    assert found[str(unreachable)][0] is False
    assert tried["counts"]["refused"] == {"address_missing": 1}
    assert "address_missing: 1" in told("campaign", "dry-run", campaign)

    assert renmai("campaign", "start", campaign)["events"] == 2
    assert renmai("campaign", "start", campaign)["events"] == 0
    renmai("campaign", "pause", campaign, "--why", "typo")
    caught_up(settings, ledger)
    shown = renmai("campaign", "show", campaign)["campaign"]
    assert (shown["state"], shown["why"], shown["size"]) == ("paused", "typo", 2)
    renmai("campaign", "resume", campaign)
    renmai("campaign", "cancel", campaign, "--why", "wrong-text")
    assert renmai("campaign", "cancel", campaign)["events"] == 0
    caught_up(settings, ledger)
    (listed,) = renmai("campaign", "list")["items"]
    assert (listed["campaign"], listed["state"]) == (campaign, "cancelled")
    assert told("campaign", "list").split()[:2] == [campaign, "cancelled"]
    for command in ("show", "dry-run", "start"):
        with pytest.raises(MachineProblem, match="no_such_campaign"):
            renmai("campaign", command, str(new_id()))


def test_what_is_due_is_told_by_day_owner_and_kind_at_the_command_line(settings: Settings, ledger: Ledger) -> None:
    with pytest.raises(MachineProblem, match="read_models_missing"):
        renmai("due")
    rebuild(settings, shards=0)
    candidate, reminder = new_id(), new_id()
    Scribe(ledger).say(candidate, CandidateIngested(person=Person(name=Name(full="王小明"))))
    ledger.submit(SetReminder(candidate=candidate, reminder=reminder, due_on=date(2199, 11, 8), owner="user:zhang"), LI)
    caught_up(settings, ledger)
    on_its_day = ("due", "--day", "2199-11-08", "--owner", "user:zhang")
    (item,) = renmai(*on_its_day)["items"]
    assert (item["item"], item["candidate"], item["kind"]) == (str(reminder), str(candidate), "reminder")
    assert str(reminder) in told(*on_its_day)
    assert renmai("due", "--day", "2199-11-08", "--owner", "user:wu")["items"] == []
    assert renmai(*on_its_day, "--kind", "birthday")["items"] == []
    assert renmai("due", "--day", "2199-11-07")["items"] == []
    (late,) = renmai("due", "--day", "2199-11-09", "--overdue")["items"]
    assert late["item"] == str(reminder)
