"""No command shows somebody without a look on disk; whoever adds one says here which it is."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.command_line.by_name import COMMANDS, whole
from domain.decisions import SetReminder
from domain.events import CandidateIngested, CandidateTagged, ContactLogged, PersonalDataViewed
from domain.person import Name, Person
from domain.vocabulary import Channel
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.sink import Sink
from projections.rebuild import rebuild
from tests.projections.scribe import Scribe
from tests.servers import Database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

SHOWING = {
    "search": ("search", "skill:seen"),
    "replay": ("replay", "{candidate}"),
    "due": ("due", "--day", "2199-11-08"),
    "explain": ("explain", "{candidate}", "{other}"),
    "worklist": ("worklist",),
    "pool people": ("pool", "people", "{pool}"),
    "sink": ("sink", "{mail}"),
}
"""With words that show somebody."""
SHOWN_ELSEWHERE = {"matches", "evidence", "export-people"}
"""In their own tests, for they take more than this house has. An export is an event of another kind."""
NAMING_NOBODY = {
    "activity": ("activity", "{candidate}"),
    "tier": ("tier", "{candidate}"),
    "reviews": ("reviews",),
    "events": ("events",),
    "requests": ("requests",),
    "retention": ("retention",),
    "findings": ("findings", "--from", "2020-01-01", "--to", "2100-01-01"),
    "dead-letters": ("dead-letters",),
    "erase list": ("erase", "list"),
    "erase show": ("erase", "show", "{candidate}"),
    "pool list": ("pool", "list"),
    "pool log": ("pool", "log", "{pool}"),
    "tags unknown": ("tags", "unknown"),
}
"""Of people they tell ids and codes."""
OTHERS = {
    "run", "import", "may-contact", "clusters", "rescore", "audit-identity", "export", "rebuild",
    "doctor", "orphans", "migrate", "backup", "restore", "bench", "metrics diff", "metrics list", "metrics report",
    "metrics run", "metrics show", "metrics weekly", "pool alert", "pool close", "pool filter", "pool make",
    "pool share", "pool sizes", "erase approve", "erase refuse", "erase request", "hold place", "hold propose-release",
    "hold release", "campaign cancel", "campaign dry-run", "campaign list", "campaign pause", "campaign plan",
    "campaign resume", "campaign show", "campaign start", "key issue", "key list", "key make", "key revoke",
    "rotate approve", "rotate list", "rotate request", "rotate run", "identity-model list", "identity-model publish",
    "identity-model show", "tags add", "tags confirm", "tags install", "tags list", "tags merge", "tags name",
    "tags refuse", "tags retire", "tags suggested", "templates draft", "templates install", "templates show",
    "senders describe", "senders forget", "senders list", "senders retire", "tombstones apply", "tombstones export",
    "witness key", "witness serve", "serve api", "serve projections", "serve sealer", "serve workers",
}  # fmt: skip
"""What changes something or keeps the machine; what lists pairs or steps by id."""


@dataclass(frozen=True, slots=True)
class House:
    ledger: Ledger
    name: str
    known: dict[str, UUID]

    def said(self, words: Iterable[str]) -> str:
        told = CliRunner().invoke(app, [each.format(**self.known) for each in words], catch_exceptions=False)
        assert told.exit_code in (0, 1), told.output
        return told.output


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    settings = database.settings
    for name, value in environment(settings).items():
        monkeypatch.setenv(name, value)
    name, known = f"Wanda {uuid4().hex}", {each: new_id() for each in ("candidate", "other", "mail")}
    with Ledger.open(settings, connections=1) as ledger:
        for each in ("candidate", "other"):
            called = ContactLogged(contact=new_id(), channel=Channel.PHONE, went_well=True)
            tagged = CandidateTagged(tag="seen", facet="skill")
            Scribe(ledger).say(known[each], CandidateIngested(person=Person(name=Name(full=name))), tagged, called)
        reminder = SetReminder(candidate=known["candidate"], reminder=new_id(), due_on=date(2199, 11, 8))
        ledger.submit(reminder, Origin("user:li"))
        Sink(settings.sink).keep(str(known["mail"]), f"To: {name} <w@example.org>\n\nHello".encode())
        rebuild(settings, shards=0)
        house = House(ledger, name, known)
        made = json.loads(house.said(("pool", "make", "Seen", "--filter", "skill:seen", "--json")))
        known["pool"] = UUID(made["pool"])
        rebuild(settings, shards=0)
        yield house


def test_every_command_is_known_to_show_people_or_not() -> None:
    leaves = {name: getattr(whole(name), "commands", {}) for name in COMMANDS}
    called = {f"{name} {each}".strip() for name, below in leaves.items() for each in below or [""]}
    assert called == SHOWING.keys() | SHOWN_ELSEWHERE | NAMING_NOBODY.keys() | OTHERS


def test_whoever_is_shown_at_the_command_line_was_recorded_before(house: House) -> None:
    for command, words in (SHOWING | NAMING_NOBODY).items():
        head = house.ledger.store.head()
        told = house.said(words)
        looks = [each.event for each in house.ledger.page(head, 100) if isinstance(each.event, PersonalDataViewed)]
        if command in NAMING_NOBODY:
            assert (house.name in told, looks) == (False, []), command
        else:
            assert [each.way for each in looks] == [command.split()[-1]], command
            assert (house.known["candidate"] in looks[0].candidates) == (command != "sink"), command
            assert house.name in told or command in ("replay", "explain"), command
