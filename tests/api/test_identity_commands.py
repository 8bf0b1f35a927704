"""`renmai identity-model`, `rescore`, `matches --questioned`, `rebuild --identity`, `reviews` and `audit-identity`."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from api.command_line import app
from api.machine.problem import MachineProblem
from domain.decisions import AssertSamePerson, IngestRecord
from domain.identity import DEFAULT
from domain.person import Career, Education, PartialDate, Person
from ledger.envelope import Origin, new_id
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.rebuild import rebuild
from tests.ledger.identity.people import person
from tests.servers import Servers, fresh_database
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

RECRUITER = Origin(actor="user:li")


class House:
    """Thirty people of two records each, of which one pair was never joined; two strangers are joined by hand."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        with Ledger.open(settings, connections=2) as ledger:
            self.pairs = [(self.ingest(ledger, at), self.ingest(ledger, at)) for at in range(30)]
            self.apart = self.ingest(ledger, 30), self.ingest(ledger, 30, email="another@example.net")
            self.strangers = self.ingest(ledger, 31), self.ingest(ledger, 32)
            one, other = self.strangers
            ledger.submit(AssertSamePerson(candidate=one, other=other, by="user:li"), RECRUITER)

    def ingest(self, ledger: Ledger, number: int, email: str | None = None) -> UUID:
        given, family = GIVEN[number % len(GIVEN)], FAMILY[number * 7 % len(FAMILY)]
        born = PartialDate.model_validate({"on": f"19{60 + number}-0{number % 9 + 1}-1{number % 9}"})
        who = person(f"{given} {family}", email=email or f"{given}.{family}{number}@example.org".lower())
        said = Person(**{**who.model_dump(), "born": born})
        stream = new_id()
        career = Career(educations=(Education(school="北京大学"),)) if number == 0 else None
        ledger.submit(IngestRecord(candidate=stream, source="site", person=said, career=career), RECRUITER)
        return stream

    def said(self, *words: str) -> str:
        done = CliRunner().invoke(app, words, env=dict(environment(self.settings)), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    def json(self, *words: str) -> Any:
        return json.loads(self.said(*words, "--json"))


GIVEN = ("Petra", "Chidi", "Ingrid", "Marco", "Noor", "Tomas", "Yara", "Bram", "Leila", "Oskar", "Priya")
FAMILY = ("Okafor", "Lindqvist", "Moreau", "Castellano", "Haddad", "Novotny", "Silva", "Janssen", "Farouk", "Berg")


@pytest.fixture(scope="module")
def house(servers: Servers, migrated: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with fresh_database(servers, migrated, tmp_path_factory.mktemp("identity")) as fresh:
        settings = fresh.settings.at(identity=True)
        made = House(settings)
        rebuild(settings, shards=0)
        yield made


def test_splink_is_asked_and_names_who_does_not_belong(house: House) -> None:
    pytest.importorskip("splink")
    found = house.json("audit-identity")
    assert (found["records"], found["dossiers"]) == (64, 33)
    kinds = {(each["kind"], frozenset((each["record"], each["other_record"]))) for each in found["disagreements"]}
    assert ("would-part", frozenset(map(str, house.strangers))) in kinds
    heading, *rows = csv.reader(io.StringIO(house.said("audit-identity", "--csv")))
    assert heading[:3] == ["kind", "record", "other_record"]
    assert len(rows) == len(found["disagreements"])
    assert "example.org" not in json.dumps(found)
    for each in house.json("audit-identity", "--fields")["disagreements"]:
        fields = {field["field"]: field for field in each["fields"]}
        assert all(field["splink"] is not None or field["engine"] is not None for field in fields.values())
        if {each["record"], each["other_record"]} == set(map(str, house.strangers)):
            assert fields["given"]["engine"] < 0


def test_without_the_extra_it_says_what_to_install(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("projections.identity_audit.find_spec", lambda _name: None)
    with pytest.raises(MachineProblem, match="extra_missing"):
        house.said("audit-identity")


def test_a_model_is_shown_published_and_used_to_look_at_everybody_again(house: House, tmp_path: Path) -> None:
    shown = house.json("identity-model", "show")
    assert shown["version"] == DEFAULT.version
    file = tmp_path / "model.json"
    file.write_text(json.dumps(shown | {"version": "identity-2", "certain": 1.0}), encoding="utf-8")
    said = house.json("identity-model", "publish", str(file), "--why", "cautious", "--by", "user:li")
    assert said["published"]
    assert not house.json("identity-model", "publish", str(file), "--why", "cautious")["published"]
    assert [each["model"] for each in house.json("identity-model", "list")] == ["identity-1", "identity-2"]
    done = house.json("rescore")
    assert (done["model"], done["records"], done["questioned"]) == ("identity-2", 64, 30)
    assert "30" in house.said("rescore")
    rebuild(house.settings, ["people"], shards=0)
    items = house.json("matches", "--questioned", "--limit", "50")["items"]
    assert {(each["survivor"], each["absorbed"]) for each in items} == {tuple(map(str, pair)) for pair in house.pairs}
    file.write_text(json.dumps(shown | {"certain": 0.5}), encoding="utf-8")
    with pytest.raises(MachineProblem, match="model_version_known"):
        house.said("identity-model", "publish", str(file), "--why", "rash")
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(MachineProblem, match="broken_model"):
        house.said("identity-model", "publish", str(file), "--why", "rash")


def test_the_index_is_made_anew_and_what_waits_for_a_review_is_listed(house: House) -> None:
    assert house.json("rebuild", "--identity") == {"records": 64}
    found = house.json("reviews", "--subject", "education")
    assert found["waiting"] == {"education": 2}
    assert [UUID(each["stream"]) for each in found["items"]] == list(house.pairs[0])
