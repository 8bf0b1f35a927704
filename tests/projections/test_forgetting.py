"""Destroyed and lost keys are no poison; and what a read model does not show is never in the clear."""

from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain.events import CandidateIngested, CandidateTagged, ContactLogged, NoteRecorded
from domain.person import Name, Person
from domain.vocabulary import Channel, DataClass
from ledger.envelope import new_id
from projections import dossiers
from projections.document import document_json
from projections.parking import parked
from projections.rebuild import rebuild
from projections.records import LONG
from projections.retry import retry
from tests.projections.conftest import Following
from tests.projections.scribe import Scribe
from tests.projections.state import everything
from tests.servers import Database

pytestmark = pytest.mark.servers

CANARY = "Canary Wharfinger"


def rows_with(database: Database, text: str) -> list[str]:
    """The tables outside the ledger that hold this text."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'ledger')"
        ).fetchall()
        return [
            f"{schema}.{table}"
            for schema, table in tables
            if connection.execute(
                f'SELECT EXISTS (SELECT FROM "{schema}"."{table}" t WHERE t::text LIKE %s)'.encode(),
                (f"%{text}%",),
            ).fetchone()
            == (True,)
        ]


def test_forgotten_and_lost_keys_park_nobody(
    built: Database, scribe: Scribe, following: Following, reader: Connection[Any]
) -> None:
    forgotten, lost = scribe.ingest(CANARY), scribe.ingest(CANARY)
    for person in (forgotten, lost):
        scribe.say(person, CandidateTagged(tag="go"), NoteRecorded(text="said"))
    scribe.ledger.keyring.destroy(forgotten, DataClass.IDENTITY)
    with psycopg.connect(built.keys_admin, autocommit=True) as keys:
        keys.execute("ALTER TABLE keys.data_key DISABLE TRIGGER never_removed")
        keys.execute("DELETE FROM keys.data_key WHERE subject = %s", (lost,))
    scribe.ledger.keyring._opened.clear()
    following()

    assert parked(reader) == []
    answers = [dossiers.get_dossier(reader, each) for each in (forgotten, lost)]
    documents = [document_json().validate_json(each.document or "") for each in answers if each]
    assert [each.profile.name for each in documents] == [None, None]
    assert [each.forgotten for each in documents] == [(DataClass.IDENTITY,), ()]
    assert [each.kind for each in dossiers.changes(reader).items] == ["erased", "changed"]
    assert rows_with(built, CANARY) == []
    followed = everything(following.connection)
    rebuild(built.settings)
    assert everything(following.connection) == followed


@pytest.mark.parametrize(
    ("events", "tables"), [(1, {"people_1.dossiers"}), (LONG, {"people_1.dossiers", "people_1.records"})]
)
def test_folding_anew_after_a_key_was_destroyed_leaves_nothing_in_the_clear(
    built: Database, scribe: Scribe, following: Following, events: int, tables: set[str]
) -> None:
    person = scribe.ingest(CANARY)
    if events > 1:
        scribe.say(person, *[CandidateTagged(tag="go")] * (events - 1))
    following()
    assert set(rows_with(built, CANARY)) == tables
    assert rows_with(built, CANARY.casefold()) == ["people_1.recall"]
    scribe.ledger.keyring.destroy(person, DataClass.IDENTITY)
    assert retry(built.settings, [person]) == []
    assert rows_with(built, CANARY) == []
    assert rows_with(built, CANARY.casefold()) == []


def test_what_was_said_or_merely_kept_is_never_in_a_read_model(
    built: Database, scribe: Scribe, following: Following
) -> None:
    person = new_id()
    scribe.say(
        person,
        CandidateIngested(
            person=Person(name=Name(full="Anna")),
            unmapped={"Hobby": "collects canaries"},
            sensitive={"religion": "of canaries"},
        ),
        NoteRecorded(text="mentioned canaries"),
        ContactLogged(contact=new_id(), channel=Channel.PHONE, said="talked of canaries"),
    )
    following()
    assert rows_with(built, "Anna")
    assert rows_with(built, "canaries") == []
