"""`renmai doctor --ledger` finds what is wrong with what is stored, and nothing where all is well."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from api.command_line.doctor import Finding, examine
from domain.default_templates import DEFAULTS
from domain.envelope import Meta
from domain.events import CandidateIngested, DocumentAttached
from domain.person import Name, Person
from domain.vocabulary import DataClass
from ledger.blobs import Blobs
from ledger.codec import NewEvent
from ledger.ledger import Ledger, new_id
from ledger.settings import Settings
from ledger.templates import install_defaults
from projections.rebuild import rebuild
from tests.servers import Database

pytestmark = pytest.mark.servers


@pytest.fixture
def settings(database: Database) -> Settings:
    """A house with two people who have a file each; one file is forgotten and gone."""
    with Ledger.open(database.settings, connections=2) as ledger:
        blobs = Blobs(database.settings.blobs, ledger.keyring)
        for _ in range(2):
            stream, meta = new_id(), Meta(event_id=new_id(), command_id=new_id(), actor="user:test")
            document = blobs.put(stream, "resume", "cv.pdf", "application/pdf", b"%PDF")
            ingested = CandidateIngested(person=Person(name=Name(full="王小明")))
            attached = DocumentAttached(document=document, file_name="cv.pdf")
            ledger.append([NewEvent(stream, 1, meta, ingested), NewEvent(stream, 2, meta, attached)])
        ledger.keyring.destroy(stream, DataClass.DOCUMENT)
        blobs.delete(document.document)
        install_defaults(ledger)
    rebuild(database.settings, shards=0)
    return database.settings


def stored(settings: Settings) -> dict[str, Finding]:
    """By name, what `--ledger` adds."""
    machine = {each.name for each in examine(settings)}
    return {each.name: each for each in examine(settings, stored=True) if each.name not in machine}


def test_a_sound_house_is_found_sound(settings: Settings) -> None:
    assert {name: (each.good, each.found) for name, each in stored(settings).items()} == {
        "order": (True, f"{4 + 2 * len(DEFAULTS)} events, positions and versions without a gap"),
        "sealed": (True, "0 events, each the one that was sealed"),
        "keys": (True, "3 keys, and 1 destroyed"),
        "files": (True, "2 files, all in the store or forgotten"),
        "read models": (True, "10 read models, 0 positions behind at most"),
        "clock": (True, "it has not ticked yet; it does while `renmai run` or `renmai serve workers` runs"),
        "templates": (True, "all that come with the product are there"),
        "witnesses": (True, "none is named: nobody outside can tell whether history was written anew"),
        "time stamps": (True, "nobody is asked for any"),
    }
    assert not stored(settings.at(time_stamps="https://tsa.example"))["time stamps"].good  # without certificates


def past_the_ledger(conninfo: str, *statements: str) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in statements:
            connection.execute(statement.encode())


def a_row_taken_out(settings: Settings) -> None:
    past_the_ledger(
        settings.admin_conninfo,
        "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
        "DELETE FROM ledger.event WHERE position = 2",
    )


def a_row_stamped_anew(settings: Settings) -> None:
    past_the_ledger(
        settings.admin_conninfo,
        "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
        "UPDATE ledger.event SET recorded_at = recorded_at - interval '1 day' WHERE position = 3",
    )


def a_key_taken_out(settings: Settings) -> None:
    past_the_ledger(
        settings.keys_admin_conninfo,
        "ALTER TABLE keys.data_key DISABLE TRIGGER ALL",
        "DELETE FROM keys.data_key WHERE data_class = 'identity' AND subject = (SELECT min(subject::text)::uuid"
        " FROM keys.data_key)",
    )


def a_file_taken_out(settings: Settings) -> None:
    next(path for path in Path(settings.blobs).rglob("*") if path.is_file()).unlink()


def nobody_follows(settings: Settings) -> None:
    past_the_ledger(settings.admin_conninfo, "UPDATE read.checkpoint SET position = 1 WHERE projection = 'people'")


def nobody_ever_followed(settings: Settings) -> None:
    past_the_ledger(settings.admin_conninfo, "UPDATE read.checkpoint SET live = false")


def an_event_not_folded(settings: Settings) -> None:
    past_the_ledger(
        settings.admin_conninfo,
        "INSERT INTO read.parked (projection, generation, stream, position, code)"
        " SELECT projection, generation, gen_random_uuid(), 1, 'broken' FROM read.checkpoint LIMIT 1",
    )


def a_template_too_few(settings: Settings) -> None:
    """As after an update, before what it brings was installed: the last one is not there yet."""
    past_the_ledger(
        settings.admin_conninfo,
        "ALTER TABLE ledger.event DISABLE TRIGGER ALL",
        "DELETE FROM ledger.event WHERE position > (SELECT max(position) - 2 FROM ledger.event)",
    )


@pytest.mark.parametrize(
    ("happened", "name", "found"),
    [
        (a_row_taken_out, "order", "The order of the ledger is broken: ledger: positions."),
        (a_row_stamped_anew, "order", "The order of the ledger is broken: ledger: positions."),
        (a_key_taken_out, "keys", "1 keys that events need are missing, and nobody destroyed them."),
        (a_file_taken_out, "files", "1 of 2 files that events name are not in the store: "),
        (nobody_follows, "read models", f"Read models are behind the ledger: people {3 + 2 * len(DEFAULTS)}."),
        (nobody_ever_followed, "read models", "Read models are behind the ledger: none was ever built."),
        (an_event_not_folded, "read models", "1 streams have events that could not be folded."),
        (a_template_too_few, "templates", f"1 templates of the product are missing: {DEFAULTS[-1][0]}."),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(
    settings: Settings, happened: Callable[[Settings], None], name: str, found: str
) -> None:
    happened(settings)
    bad = {each.name: each for each in stored(settings.at(largest_lag=1e-9)).values() if not each.good}
    assert list(bad) == [name]
    assert bad[name].found.startswith(found)
    assert bad[name].remedy
