"""`renmai pool …`: made, changed and told at the command line as over HTTP; and its owner told of who came."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.machine.problem import MachineProblem
from domain.events import CandidateIngested, CandidateTagged, IntentRecorded
from domain.person import Person
from domain.vocabulary import Intent
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections import follow
from projections.catalogue import PROJECTIONS
from projections.rebuild import rebuild
from tests.projections.scribe import Scribe
from tests.servers import Database
from tests.workers.tasks import environment
from workers.pool_alerts import tell_owners

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment(database.settings).items():
        monkeypatch.setenv(name, value)
    rebuild(database.settings, shards=0)
    return database.settings


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with Ledger.open(settings, connections=2) as ledger:
        yield ledger


def renmai(*words: str) -> Any:
    ended = CliRunner().invoke(app, ["pool", *words, "--json"], catch_exceptions=False)
    return json.loads(ended.output)


def caught_up(settings: Settings, ledger: Ledger) -> None:
    with follow.connect(settings) as connection:
        follow.catch_up(connection, PROJECTIONS, ledger.keyring)
        follow.tick(connection, PROJECTIONS, ledger.keyring)


def test_a_pool_is_made_changed_and_told_at_the_command_line(settings: Settings, ledger: Ledger) -> None:
    pool = renmai("make", "Java", "--filter", "技能:java", "--owner", "user:li")["pool"]
    assert renmai("filter", pool, "skill:java intent:open")["changed"]
    assert renmai("share", pool)["changed"]
    assert not renmai("share", pool)["changed"]
    fair = renmai("make", "Fair", "--list", "--shared")["pool"]
    scribe, person = Scribe(ledger), new_id()
    wants = IntentRecorded(intent=Intent.OPEN)
    scribe.say(person, CandidateIngested(person=Person()), wants, CandidateTagged(tag="java", facet="skill"))
    caught_up(settings, ledger)
    (java, _fair) = renmai("list")["items"]
    assert (java["filter"], java["owner"], java["sharing"]) == ("skill:java intent:open", "user:li", "shared")
    (came,) = renmai("log", pool)["items"]
    assert (came["candidate"], came["entered"], came["holds"]) == (str(person), True, ["skill:java"])
    assert [each["size"] for each in renmai("sizes", pool, "--step", "year")["items"]] == [1]
    assert renmai("close", fair)["changed"]
    for words, code in (
        (("make", "x", "--filter", "skil:java"), "unknown_field"),
        (("make", "x", "--filter", "name:王"), "name_in_pool_filter"),
        (("filter", fair, "skill:go"), "pool_closed"),
        (("log", str(new_id())), "no_such_pool"),
    ):
        with pytest.raises(MachineProblem, match=code):
            renmai(*words)


def test_an_owner_is_told_once_of_those_who_came_since_it_was_asked_for(
    settings: Settings, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(
        "workers.pool_alerts.tell", lambda _settings, words, about, _among: said.append((words, str(about)))
    )
    pool = renmai("make", "Java", "--filter", "skill:java", "--owner", "user:li")["pool"]
    scribe = Scribe(ledger)
    java = CandidateTagged(tag="java", facet="skill")
    scribe.say(scribe.ingest(), java)
    renmai("alert", pool, "--entry")
    with psycopg.connect(settings.conninfo("writer"), autocommit=True) as session:
        caught_up(settings, ledger)
        assert tell_owners(settings, session) == 0, "whoever was in it before is no news"
        scribe.say(scribe.ingest(), java)
        scribe.say(scribe.ingest(), java)
        caught_up(settings, ledger)
        assert tell_owners(settings, session) == 1
        rebuild(settings, ["people"], shards=0)
        caught_up(settings, ledger)
        assert tell_owners(settings, session) == 0
    assert said == [("Java (user:li): 2 came in · 2 人进入", pool)]
