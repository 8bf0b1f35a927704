"""With projections off, nothing personal can be found by searching what the database leaves on the disk.

Searched are all files of the server with its write-ahead log, dumps of both databases, the blobs, and what server
and software wrote to their logs, for the canaries in every form that they might have taken. A control string
among the facts, which stay readable, shows that the search finds what is there.
"""

import csv
import hashlib
import json
import logging
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from api.machine.wheel import postgres_programs
from domain.decision import Refused
from domain.decisions import GiveConsent, IngestRecord, LogContact, OpenJob, RecordNote, TagCandidate
from domain.person import Career, ContactPoint, Name, Person, PointKind
from domain.vocabulary import Channel, DataClass, Purpose
from ledger.blobs import Blobs
from ledger.envelope import Origin, new_id
from ledger.faults import CommandReused
from ledger.intake.run import import_file
from ledger.ledger import Ledger
from ledger.settings import Settings
from tests.ledger.own_cluster import SETTINGS, OwnCluster

NAME, IMPORTED_NAME = "司马椰岚墨", "Zephyrina Quackenbush"
PHONE, IMPORTED_PHONE = "+8613987650142", "13987650177"
EMAIL, IMPORTED_EMAIL = "zq.canary.7781@example.org", "imported.canary.9914@example.org"
EXTERNAL_ID, IMPORTED_ID = "EXT-CANARY-55102", "EXT-CANARY-66203"
NOTE, EVIDENCE = "喜欢紫色的独角兽，周末潜水", "said so at the ferret fair"
FILE_NAME, FILE_TEXT = "司马-resume-2026.pdf", "curriculum vitae of a pangolin keeper"
CANARIES = (
    *(NAME, IMPORTED_NAME, PHONE, PHONE.removeprefix("+86"), IMPORTED_PHONE, EMAIL, IMPORTED_EMAIL),
    *(EXTERNAL_ID, IMPORTED_ID, NOTE, EVIDENCE, FILE_NAME, FILE_TEXT),
)
CONTROL = "control platypus 鸭嘴兽"
RECRUITER = Origin(actor="user:li")


def forms(text: str) -> set[bytes]:
    """The ways in which a text may lie in a file: as it is, escaped, packed into other letters, or hashed."""
    plain = text.encode()
    found = {plain, text.lower().encode(), text.upper().encode(), text.encode("utf-16-le")}
    found |= {plain.hex().encode(), plain.hex().upper().encode(), json.dumps(text)[1:-1].encode()}
    for before in range(3):
        packed = b64encode(bytes(before) + plain).rstrip(b"=")
        found.add(packed[(before * 8 + 5) // 6 : -1])
    for digest in (hashlib.sha256(plain), hashlib.sha1(plain), hashlib.md5(plain)):
        found |= {digest.digest(), digest.hexdigest().encode(), b64encode(digest.digest()).rstrip(b"=")}
    return found


def found_in(contents: bytes, text: str) -> bool:
    return any(form in contents for form in forms(text))


@pytest.fixture
def talkative_cluster() -> Iterator[OwnCluster]:
    """Logs every statement with its parameters, which the shipped settings do not."""
    with ExitStack() as ending:
        cluster = OwnCluster(
            ending,
            SETTINGS | {"log_statement": "all", "log_min_error_statement": "error", "log_error_verbosity": "verbose"},
        )
        cluster.start()
        cluster.migrate()
        yield cluster


def live(ledger: Ledger, settings: Settings, folder: Path) -> None:
    """What a recruiter does in a morning, some of which goes wrong."""
    person, job, command_id = new_id(), new_id(), new_id()
    points = (
        ContactPoint(kind=PointKind.PHONE, value=PHONE),
        ContactPoint(kind=PointKind.EMAIL, value=EMAIL),
    )
    ledger.submit(
        IngestRecord(
            candidate=person,
            person=Person(name=Name(full=NAME), points=points),
            career=Career(summary=NOTE),
            external_id=EXTERNAL_ID,
            unmapped={"备注": NOTE},
            source="own",
        ),
        RECRUITER,
    )
    ledger.submit(RecordNote(candidate=person, text=NOTE), RECRUITER, command_id=command_id)
    with suppress(CommandReused):
        ledger.submit(RecordNote(candidate=person, text=f"{NOTE} {NAME}"), RECRUITER, command_id=command_id)
    contact = LogContact(candidate=person, contact=new_id(), channel=Channel.PHONE, address=points[0], said=EVIDENCE)
    ledger.submit(contact, RECRUITER)
    consent = GiveConsent(candidate=person, purpose=Purpose.MARKETING, channels=(Channel.EMAIL,), evidence=EVIDENCE)
    ledger.submit(consent, RECRUITER)
    ledger.submit(TagCandidate(candidate=person, tag="潜水"), RECRUITER)
    with suppress(Refused):
        ledger.submit(RecordNote(candidate=new_id(), text=NOTE), RECRUITER)
    Blobs(settings.blobs, ledger.keyring).put(person, "resume", FILE_NAME, "application/pdf", FILE_TEXT.encode())
    ledger.submit(OpenJob(job=job, title=CONTROL, org_unit="sales", family="sales"), RECRUITER)

    table = folder / "people.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("ID", "Name", "E-mail", "Phone", "Hobby", "Story"))
        rows.writerow((IMPORTED_ID, IMPORTED_NAME, IMPORTED_EMAIL, IMPORTED_PHONE, NOTE, f"{NOTE} " * 2_000))
    report = import_file(ledger, table, actor="user:li", settings=settings, source="table", kind="people")
    assert report.added == 1
    ledger.keyring.destroy(person, DataClass.CONVERSATION)


def dump(conninfo: str) -> bytes:
    address = conninfo_to_dict(conninfo)
    return subprocess.run(
        [
            *(str(postgres_programs() / "pg_dump"), "--host", str(address["host"])),
            *("--username", str(address["user"]), str(address["dbname"])),
        ],
        check=True,
        capture_output=True,
    ).stdout


def test_a_search_through_everything_on_the_disk_finds_no_canary(
    talkative_cluster: OwnCluster, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    cluster, settings = talkative_cluster, talkative_cluster.settings
    caplog.set_level(logging.DEBUG)
    with Ledger.open(settings, connections=2) as ledger:
        live(ledger, settings, tmp_path)
        people = [each.event for each in ledger.page(0, 100) if each.event.type == "candidate-ingested"]
    assert NAME in str(people)
    assert IMPORTED_EMAIL in str(people)
    places = {
        "a dump of the ledger": dump(settings.admin_conninfo),
        "a dump of the keys": dump(settings.keys_admin_conninfo),
        "the log of the software": caplog.text.encode(),
    }
    cluster.stop()
    for path in cluster.folder.rglob("*"):
        if path.is_file():
            places[str(path.relative_to(cluster.folder))] = path.read_bytes()

    found = [(canary, place) for canary in CANARIES for place in places if found_in(places[place], canary)]
    assert found == []

    holding = {place for place, contents in places.items() if found_in(contents, CONTROL)}
    assert "a dump of the ledger" in holding
    assert "postgres.log" in holding
    assert any(place.startswith("postgres/pg_wal/") for place in holding)
    assert any(place.startswith("postgres/base/") for place in holding)
    assert any(place.startswith("data/blobs/") for place in places)


@pytest.mark.parametrize("text", [*CANARIES, CONTROL])
def test_the_search_finds_a_text_in_every_form(text: str) -> None:
    plain = text.encode()
    for hidden in (
        plain,
        b"\\x" + plain.hex().encode(),
        json.dumps({"a": text}).encode(),
        b64encode(b"1" + plain + b"2"),
        b64encode(b"12" + plain + b"3"),
        b64encode(b"123" + plain + b"4"),
        hashlib.sha256(plain).hexdigest().encode(),
    ):
        assert found_in(b"before " + hidden + b" after", text)
    assert not found_in(b"before after", text)
