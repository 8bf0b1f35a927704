"""What is exported is whole, of one position, harmless to a spreadsheet, and recorded; outside only on a ground."""

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
import vobject

from api.export.files import KINDS, FileKind
from api.export.run import AT_ONCE
from domain.events import CandidateIngested
from domain.person import Career, Name, Person
from domain.vocabulary import ExportFormat
from ledger.codec import NewEvent
from ledger.envelope import new_id
from ledger.intake.formats.table import neutralised, restored
from tests.api.http.conftest import Api
from tests.processes import renmai
from tests.projections.invented import meta
from tests.workers.tasks import environment

pytestmark = pytest.mark.servers

EVIL = '=HYPERLINK("http://evil","x")'


@pytest.fixture(scope="module")
def people(api: Api) -> list[UUID]:
    career: dict[str, Any] = {
        "headline": EVIL,
        "skills": ["Java"],
        "employments": [{"employer": "华为, 技术; 有限", "title": "\tlead", "current": True}],
    }
    found = [api.ingested(f"王小{number}", career=career) for number in range(7)]
    api.follow()
    return found


def export(api: Api, **body: Any) -> Any:
    return api.post("/v1/exports", {"why": "audit", "q": "skill:java"} | body)


def test_a_table_is_whole_and_runs_nothing(api: Api, people: list[UUID]) -> None:
    response = export(api, format="csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert {UUID(row["candidate"]) for row in rows} == set(people)
    assert {(row["headline"], row["title"]) for row in rows} == {("'" + EVIL, "'\tlead")}
    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row.values())
    book = openpyxl.load_workbook(io.BytesIO(export(api, format="xlsx").content), read_only=True)
    cells = [cell for line in book["people"].iter_rows() for cell in line if cell.value]
    assert sum(cell.value == EVIL and cell.data_type == "s" for cell in cells) == len(people)


def test_resumes_and_cards_are_read_again_by_what_knows_them(api: Api, people: list[UUID]) -> None:
    resumes = export(api, format="json-resume").json()
    assert {each["basics"]["name"] for each in resumes} == {f"王小{number}" for number in range(7)}
    assert resumes[0]["work"] == [{"name": "华为, 技术; 有限", "position": "\tlead"}]
    cards = list(vobject.readComponents(export(api, format="vcard").content.decode()))
    assert len(cards) == len(people)
    assert {card.version.value for card in cards} == {"4.0"}
    assert cards[0].org.value[0].replace("\\", "") == "华为, 技术; 有限"
    assert json.loads(export(api, format="json-resume", q="skill:cobol").content) == []


@pytest.mark.parametrize("mark", [*"=+-@＝＋－＠", "\n"])
def test_whatever_a_spreadsheet_may_run_is_marked_as_text(mark: str) -> None:
    assert neutralised(f"{mark}1+1") == f"'{mark}1+1"
    assert restored(neutralised(f"{mark}1+1")) == f"{mark}1+1"


def test_an_address_adds_no_line_to_a_card(api: Api) -> None:
    point = {"kind": "url", "value": "https://example.org/a b\r\nTEL:+8613800138000\x85NOTE:x"}
    body = {"person": {"name": {"full": "Cara Dee"}, "points": [point]}, "career": {"skills": ["cards"]}}
    api.stored("/v1/candidates", body | {"source": "form"})
    api.follow()
    lines = export(api, format="vcard", q="skill:cards").content.decode().splitlines()
    assert not any(line.startswith(("TEL", "NOTE")) for line in lines)
    told = "".join(line.removeprefix(" ") for line in lines)
    assert "URL:https://example.org/a%20b%0D%0ATEL:+8613800138000%C2%85NOTE:x" in told


def test_an_export_is_recorded_with_who_why_and_whom_before_it_goes_out(api: Api, people: list[UUID]) -> None:
    key = {"Idempotency-Key": "0197a1b2-0000-7000-8000-0000000000aa"}
    first = api.post("/v1/exports", {"why": "audit", "q": "skill:java", "format": "csv"}, headers=key)
    export_id = UUID(first.headers["Renmai-Export"])
    (recorded,) = api.ledger.history(export_id)
    event = recorded.event
    assert (event.why, event.size, event.recipient) == ("audit", 7, None)  # type: ignore[union-attr]
    assert set(event.people) == set(people)  # type: ignore[union-attr]
    assert recorded.meta.actor.startswith("key:")
    again = api.post("/v1/exports", {"why": "audit", "q": "skill:java", "format": "csv"}, headers=key)
    assert (again.content, len(api.ledger.history(export_id))) == (first.content, 1)
    assert export(api, format="csv", pool=str(people[0])).json()["code"] == "unacceptable_input"
    pool = api.stored("/v1/pools", {"name": "Java", "q": "skill:java"})["id"]
    api.follow()
    body = {"why": "audit", "pool": pool, "format": "csv"}
    assert api.post("/v1/exports", body).content == first.content
    assert api.post("/v1/exports", body, role="auditor").json()["code"] == "role_not_allowed"


def test_nobody_outside_gets_what_somebody_gave_no_ground_for(api: Api, people: list[UUID]) -> None:
    head = api.ledger.store.head()
    refused = export(api, format="csv", recipient="headhunter-a").json()
    assert (refused["code"], refused["detail"]) == ("disclosure_without_basis", "7 of 7")
    assert api.ledger.store.head() == head
    consent = {"purpose": "talent-pool", "channels": ["email"], "recipient": "headhunter-a"}
    for candidate in people:
        api.stored(f"/v1/candidates/{candidate}/consents", consent)
    response = export(api, format="csv", recipient="headhunter-a")
    assert response.status_code == 200
    for candidate in people:
        disclosed = api.ledger.history(candidate)[-1].event
        assert disclosed.type == "personal-data-disclosed"
        assert disclosed.basis == "consent"
        assert str(disclosed.export) == response.headers["Renmai-Export"]


def test_the_command_line_writes_the_same_file(api: Api, people: list[UUID], tmp_path: Path) -> None:
    file = tmp_path / "people.vcf"
    words = ("export-people", str(file), "skill:java", "--why", "audit", "--by", "user:zoe", "--json")
    told = renmai(environment(api.settings), *words)
    assert json.loads(told.stdout)["people"] == 7, told.stderr
    assert file.read_bytes() == export(api, format="vcard").content
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("count", [AT_ONCE, 2 * AT_ONCE + 201])
def test_who_is_more_than_one_page_is_there_once_in_every_format(api: Api, count: int) -> None:
    names = {f"crowd{count}-{number}" for number in range(count)}
    career = Career(skills=(f"crowd-{count}",))
    said = (CandidateIngested(person=Person(name=Name(full=each)), career=career) for each in sorted(names))
    api.ledger.append([NewEvent(new_id(), 1, meta(), each) for each in said], new_subjects=True)
    api.follow()
    files = {kind: export(api, format=kind, q=f"skill:crowd-{count}").content for kind in ExportFormat}
    book = openpyxl.load_workbook(io.BytesIO(files[ExportFormat.XLSX]), read_only=True)
    found = {
        ExportFormat.CSV: [row["name"] for row in csv.DictReader(io.StringIO(files[ExportFormat.CSV].decode()))],
        ExportFormat.XLSX: [str(line[1]) for line in book["people"].iter_rows(min_row=2, values_only=True)],
        ExportFormat.JSON_RESUME: [each["basics"]["name"] for each in json.loads(files[ExportFormat.JSON_RESUME])],
        ExportFormat.VCARD: [each.fn.value for each in vobject.readComponents(files[ExportFormat.VCARD].decode())],
    }
    assert {kind: (len(those), set(those)) for kind, those in found.items()} == dict.fromkeys(
        ExportFormat, (count, names)
    )


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_format_waits_for_the_last_person(api: Api, people: list[UUID], kind: FileKind) -> None:
    said, chance = api.get(f"/v1/candidates/{people[0]}").json(), random.Random(1)
    taken = 0

    def coming() -> Iterator[Any]:
        nonlocal taken
        for taken in range(1, 401):  # noqa: B007 - told to whoever looks
            yield said | {"profile": said["profile"] | {"headline": chance.randbytes(1_000).hex()}}

    pieces = kind.pieces(coming())
    next(pieces)
    next(pieces)
    assert taken < 300
    assert sum(map(len, pieces)) > 0
    assert taken == 400


def test_every_format_of_nobody_is_a_file_too() -> None:
    for kind in KINDS.values():
        assert isinstance(b"".join(kind.pieces([])), bytes)
