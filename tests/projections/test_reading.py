"""Events are read for read models faster than for decisions, and say the same."""

import random
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain.events import CandidateTagged, ContactLogged, IntentRecorded, PayExpected
from domain.person import ContactPoint, PayExpectation, PointKind
from domain.recorded import Recorded
from domain.vocabulary import Channel, DataClass, Intent
from ledger import codec
from ledger.envelope import new_id
from ledger.ledger import Ledger
from ledger.store import NewRow
from projections import reading
from projections.document import as_json
from projections.dossiers import get_dossier
from projections.parking import parked
from projections.reading import OPENED, Poison, code_of, read
from tests.projections.conftest import Following
from tests.projections.invented import people, store
from tests.projections.scribe import Scribe
from tests.servers import Database

pytestmark = pytest.mark.servers


def test_facts_and_envelope_are_what_the_ledger_says(ledger: Ledger) -> None:
    store(ledger, people(5, 40))
    rows = ledger.store.page(0, 10_000)
    for mine, theirs in zip(read(rows, ledger.keyring), ledger.read(rows), strict=True):
        assert isinstance(mine, Recorded)
        sealed = dict.fromkeys(type(theirs.event).personal)
        opened = {
            name: getattr(theirs.event, name)
            for name, mark in type(theirs.event).personal.items()
            if mark.data_class in OPENED.get(theirs.event.type, ())
        }
        assert mine.event == theirs.event.model_copy(update=sealed | opened)
        assert (mine.meta, mine.position, mine.version, mine.recorded_at) == (
            theirs.meta,
            theirs.position,
            theirs.version,
            theirs.recorded_at,
        )


def test_what_is_shown_is_what_the_ledger_would_show(
    scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    """Nothing that a document tells hides under a seal that is not opened."""
    histories = list(people(6, 30))
    store(scribe.ledger, histories)
    streams = [each[0].stream for each in histories]
    address = ContactPoint(kind=PointKind.EMAIL, value="other@example.org")
    for stream in streams[:3]:
        scribe.say(
            stream,
            PayExpected(pay=PayExpectation(currency="CNY", months_a_year=13)),
            IntentRecorded(intent=Intent.OPEN, said="in confidence"),
            ContactLogged(contact=new_id(), channel=Channel.EMAIL, address=address, said="in confidence"),
        )
    scribe.merge(streams[0], streams[1])
    following()
    for stream in streams:
        dossier, _ = scribe.ledger.dossier(stream)
        assert dossier is not None
        found = get_dossier(reader, stream)
        assert found is not None
        assert found.document == as_json(dossier).decode()


def test_keys_are_fetched_once_for_many_events(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    store(ledger, people(7, 30))
    rows = ledger.store.page(0, 10_000)
    ledger.keyring._opened.clear()
    fetched: list[int] = []
    fetch = ledger.keyring._fetch

    def counting(*arguments: Any) -> Any:
        fetched.append(1)
        return fetch(*arguments)

    monkeypatch.setattr(ledger.keyring, "_fetch", counting)
    read(rows, ledger.keyring)
    assert fetched == [1]


def test_an_older_form_is_lifted(scribe: Scribe, monkeypatch: pytest.MonkeyPatch) -> None:
    person = scribe.ingest()
    scribe.say(person, CandidateTagged(tag="java"))

    def lift(facts: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        return "candidate-tagged", facts | {"tag": "lifted"}

    monkeypatch.setitem(codec.UPCASTS, ("candidate-tagged", 1), lift)
    tagged = read(scribe.ledger.store.stream(person), scribe.ledger.keyring)[1]
    assert isinstance(tagged, Recorded)
    assert isinstance(tagged.event, CandidateTagged)
    assert tagged.event.tag == "lifted"


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        ("candidate-tagged", b"{", "jsondecode_error"),
        ("candidate-tagged", b'{"facts":{},"meta":{},"sealed":{}}', "validation_error"),
        ("candidate-ingested", b"[]", "type_error"),
    ],
)
def test_what_cannot_be_read_is_poison_with_a_code_and_no_value(
    scribe: Scribe, kind: str, state: bytes, code: str
) -> None:
    stream = new_id()
    scribe.ledger.store.append([NewRow(stream, 1, kind, state)])
    assert read(scribe.ledger.store.stream(stream), scribe.ledger.keyring) == [Poison(stream, 1, kind, code)]


def test_a_seal_that_was_moved_and_a_spoilt_key_are_one_persons_poison(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    chance = random.Random(8)
    victim, spoilt, other = scribe.ingest("Victim"), scribe.ingest("Spoilt"), scribe.ingest("Other")
    moved = scribe.ledger.store.stream(victim)[0]
    scribe.ledger.store.append([NewRow(victim, 2, moved.type, moved.state)])
    with psycopg.connect(built.keys_admin, autocommit=True) as keys:
        keys.execute(
            "UPDATE keys.data_key SET wrapped = %s WHERE subject = %s AND data_class = %s",
            (chance.randbytes(60), spoilt, DataClass.IDENTITY),
        )
    scribe.ledger.keyring._opened.clear()
    following()
    assert {(each.stream, each.code) for each in parked(reader)} == {
        (victim, "tampered_seal"),
        (spoilt, "wrong_key_encryption_key"),
    }
    assert get_dossier(reader, other).document  # type: ignore[union-attr]


def test_a_fault_is_named_by_its_code_or_its_kind() -> None:
    class FarAway(Exception):
        code = "far_away"

    assert code_of(FarAway("secret")) == "far_away"
    assert code_of(ZeroDivisionError("secret")) == "zero_division_error"
    assert reading.code_of(ValueError()) == "value_error"
