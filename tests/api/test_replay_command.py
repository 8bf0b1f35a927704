"""`renmai replay` and `renmai events`, as a person calls them."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from domain.decisions import IngestRecord, RecordInError, RecordIntent, TagCandidate
from domain.envelope import Claim, Precision
from domain.events import PersonalDataViewed
from domain.person import Name, Person
from domain.vocabulary import Intent
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from tests import processes
from tests.servers import Database, Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers


class Told:
    """A ledger with one person, whose story can be told."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.candidate = new_id()
        origin = Origin("user:zhang", reason="asked-by-mail")
        with Ledger.open(settings, connections=2) as ledger:
            self.first = ledger.submit(
                IngestRecord(candidate=self.candidate, person=Person(name=Name(full="王小明"))), origin
            ).position
            tagged = ledger.submit(TagCandidate(candidate=self.candidate, tag="wrong"), origin).position
            ledger.submit(RecordInError(candidate=self.candidate, position=tagged, why="wrong-person"), origin)
            claim = Claim(at=datetime(2023, 3, 1, tzinfo=UTC), precision=Precision.MONTH)
            ledger.submit(RecordIntent(candidate=self.candidate, intent=Intent.OPEN, occurred=claim), origin)

    def renmai(self, *words: str, language: str = "en") -> subprocess.CompletedProcess[str]:
        return processes.renmai({**environment(self.settings), "RENMAI_LANGUAGE": language}, *words)

    def replay(self, *words: str) -> dict:  # type: ignore[type-arg]
        done = self.renmai("replay", str(self.candidate), "--json", *words)
        assert done.returncode == 0, done.stderr
        found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
        return found


@pytest.fixture(scope="module")
def story(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder: Path = tmp_path_factory.mktemp("story")
    with fresh_database(servers, migrated, folder) as fresh:
        database: Database = fresh
        yield Told(database.settings)


def test_a_story_tells_who_when_why_and_how_the_person_stood(story: Told) -> None:
    done = story.renmai("replay", str(story.candidate))
    assert done.returncode == 0, done.stderr
    for word in ("candidate-ingested", "王小明", "by user:zhang", "because asked-by-mail",
                 "claimed 2023-03-01T00:00:00+00:00 (to the month)", "tags wrong"):  # fmt: skip
        assert word in done.stdout, word
    assert done.stdout.rstrip().splitlines()[-1].split(" · ") == ["  王小明", "prospect", "open"]


def test_in_json_each_event_comes_with_the_dossier_as_it_stood(story: Told) -> None:
    steps = story.replay()["steps"]
    assert [list(step["dossier"]["tags"]) for step in steps] == [[], ["wrong"], [], []]


def test_a_replay_as_of_a_position_a_moment_or_a_claim(story: Told) -> None:
    assert len(story.replay("--position", str(story.first))["steps"]) == 1
    assert story.replay("--at", "2020-01-01")["dossier"] is None
    claimed = story.replay("--clock", "occurred", "--at", "2023-12-31T00:00:00+08:00")["steps"]
    assert [step["type"] for step in claimed] == ["intent-recorded"]


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("replay", str(UUID(int=7))), "no_such_candidate", 1),
        (("replay", "not-an-id"), "usage", 2),
        (("replay", str(UUID(int=7)), "--at", "yesterday"), "usage", 2),
        (("replay", str(UUID(int=7)), "--at", "2026-01-01", "--position", "1"), "usage", 2),
        (("replay", str(UUID(int=7)), "--clock", "cuckoo"), "usage", 2),
        (("events", "--after", "-1"), "usage", 2),
    ],
)
def test_what_can_not_be_replayed_is_told_in_one_line(
    story: Told, words: tuple[str, ...], code: str, exit_code: int
) -> None:
    done = story.renmai(*words)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (exit_code, 1), done.stderr
    assert done.stderr.startswith(f"{code}: ")


def test_events_are_lines_of_json_from_any_position_on(story: Told) -> None:
    whole = [json.loads(line) for line in story.renmai("events").stdout.splitlines()]
    assert [each["position"] for each in whole] == list(range(1, len(whole) + 1))
    assert "王小明" not in json.dumps(whole, ensure_ascii=False)
    rest = story.renmai("events", "--after", str(whole[1]["position"])).stdout.splitlines()
    assert [json.loads(line) for line in rest] == whole[2:]
    of_one = story.renmai("events", "--candidate", str(story.candidate)).stdout.splitlines()
    assert {json.loads(line)["stream"] for line in of_one} == {str(story.candidate)}


def test_events_follow_the_ledger_as_it_grows(story: Told) -> None:
    command = [sys.executable, "-m", "api.command_line", "events", "--follow", "--after", str(story.first)]
    with subprocess.Popen(command, env=environment(story.settings), stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        try:
            assert json.loads(following.stdout.readline())["type"] == "candidate-tagged"
            with Ledger.open(story.settings, connections=1) as ledger:
                ledger.submit(TagCandidate(candidate=story.candidate, tag="later"), Origin("user:zhang"))
            for line in following.stdout:
                if json.loads(line)["state"]["facts"].get("tag") == "later":
                    break
        finally:
            following.terminate()


def test_what_is_shown_was_recorded_as_a_look(story: Told) -> None:
    story.replay()
    with Ledger.open(story.settings, connections=1) as ledger:
        last = ledger.page(ledger.store.head() - 1, 1)[0]
    assert last.event == PersonalDataViewed(way="replay", candidates=(story.candidate,))
    assert last.meta.actor == "system:command-line"
