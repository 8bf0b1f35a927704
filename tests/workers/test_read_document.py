"""Text is taken out of PDF, DOCX and plain files; a bomb or a broken file ends with a code, and harms nobody else."""

import io
import resource
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import Workbook

from domain.decisions import AttachDocument, RecordDocumentText
from domain.events import DocumentAttached, DocumentTextExtracted, DocumentTextFailed
from ledger.blobs import LONGEST_TEXT, Blobs
from ledger.envelope import Origin
from ledger.ledger import Ledger
from ledger.tag_vocabulary import install_defaults
from tests.domain.acts import ingest
from tests.domain.story import some_id
from tests.servers import Database
from workers.due import Due
from workers.equipment import Equipment
from workers.read_document import not_read, read_document
from workers.text_of import Unreadable, text_of
from workers.text_of import main as text_of_main

RESUME = "Kubernetes 与微服务\n五年 Java 经验"


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*lines: str, before: str = "") -> bytes:
    """Paragraphs and a table of one cell, as an office program writes them."""
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>技能表:供应链</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        body = f'{before}<w:document xmlns:w="{WORD}"><w:body>{paragraphs}{table}</w:body></w:document>'
        archive.writestr("word/document.xml", body)
    return file.getvalue()


def pdf(text: str) -> bytes:
    """The smallest PDF of one line that readers take."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /MediaBox [0 0 9 9] >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return bytes(out + b"trailer << /Root 1 0 R /Size 6 >>\nstartxref\n%d\n%%%%EOF" % (out.index(b"xref\n0 6")))


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * (64 << 20))
    return file.getvalue()


def workbook() -> bytes:
    file = io.BytesIO()
    Workbook().save(file)
    return file.getvalue()


def test_text_is_taken_out_of_each_kind_of_file() -> None:
    assert text_of(pdf("Senior Java engineer"), "application.pdf").text == "Senior Java engineer"
    found = text_of(docx(*RESUME.split("\n")), "application.octet-stream")
    assert (found.text, found.extractor) == (RESUME + "\n技能表:供应链", "docx")
    assert text_of(RESUME.encode("gb18030"), "text.plain").text == RESUME


@pytest.mark.parametrize(
    ("data", "media_type", "code"),
    [
        (bomb(), "application.zip", "too-large-unpacked"),
        (b"%PDF-1.4 nothing", "application.pdf", "broken-file"),
        (workbook(), "application.zip", "broken-file"),
        (docx("&a;", before='<!DOCTYPE w [<!ENTITY a "aaaa">]>'), "application.zip", "broken-file"),
        (b"PK\x03\x04broken", "application.zip", "broken-file"),
        (b"\x89PNG", "image.png", "unknown-format"),
        (b"  \n ", "text.plain", "no-text"),
        (pdf(""), "application.pdf", "no-text"),
    ],
)
def test_what_has_no_text_says_why(data: bytes, media_type: str, code: str) -> None:
    with pytest.raises(Unreadable) as unreadable:
        text_of(data, media_type)
    assert unreadable.value.code == code


@pytest.fixture
def ledger(database: Database) -> Iterator[Ledger]:
    with Ledger.open(database.settings, connections=2) as opened:
        yield opened


class OnlyWhatItNeeds:
    """Of the equipment, what reading takes."""

    def __init__(self, ledger: Ledger, blobs: Blobs) -> None:
        self.ledger, self.blobs = ledger, blobs


@pytest.mark.servers
@pytest.mark.parametrize(
    ("platform", "limits"), [("linux", {resource.RLIMIT_AS, resource.RLIMIT_CPU}), ("darwin", {resource.RLIMIT_CPU})]
)
def test_a_reader_asks_for_no_limit_that_its_system_refuses(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], platform: str, limits: set[int]
) -> None:
    asked: set[int] = set()
    monkeypatch.setattr("sys.platform", platform)
    monkeypatch.setattr(resource, "setrlimit", lambda kind, _limits: asked.add(kind))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(RESUME.encode())))
    assert text_of_main("plain") == 0
    assert asked == limits


def test_a_resume_is_read_sealed_and_suggests_tags(ledger: Ledger, tmp_path: Path) -> None:
    install_defaults(ledger)
    blobs = Blobs(tmp_path.as_uri(), ledger.keyring)
    origin = Origin(actor="user:li")
    person = ingest(some_id("reader"))
    ledger.submit(person, origin)
    equipment: Equipment = OnlyWhatItNeeds(ledger, blobs)  # type: ignore[assignment]

    def attached(data: bytes, kind: str = "resume") -> Due:
        document = blobs.put(person.candidate, kind, "cv.docx", "application/zip", data)
        receipt = ledger.submit(AttachDocument(candidate=person.candidate, document=document), origin)
        return Due("read_document", receipt.position, person.candidate, document.document, 0)

    due = attached(docx(*([RESUME] * 1_500)))
    for _ in range(2):  # at least once
        read_document(equipment, due, lambda _done, _of: None)
    events = [each.event for each in ledger.history(person.candidate)]
    assert [each.type for each in events[-2:]] == ["document-text-extracted", "tags-suggested"]
    read = events[-2]
    assert isinstance(read, DocumentTextExtracted)
    assert read.text is not None
    assert len(read.text) == LONGEST_TEXT < read.letters
    assert read.whole is not None
    whole = blobs.read(person.candidate, read.whole)
    assert isinstance(whole, bytes)
    assert whole.decode().startswith(RESUME)
    dossier, _ = ledger.dossier(person.candidate)
    assert dossier is not None
    assert {"kubernetes", "microservices", "java"} <= set(dossier.reading.seen)
    assert b"Kubernetes" not in ledger.store.stream(person.candidate)[-2].state

    read_document(equipment, attached(b"note", kind="note"), lambda _done, _of: None)
    assert isinstance(ledger.history(person.candidate)[-1].event, DocumentAttached)
    last = attached(b"\x89PNG")
    read_document(equipment, last, lambda _done, _of: None)
    not_read(equipment, last, "blob_store_away")
    failed = ledger.history(person.candidate)[-1].event
    assert isinstance(failed, DocumentTextFailed)
    assert failed.code == "unknown-format"


def test_the_command_holds_the_text_whole_or_its_beginning() -> None:
    said = {"candidate": UUID(int=1), "document": UUID(int=2), "extractor": "plain"}
    with pytest.raises(ValueError, match="at most"):
        RecordDocumentText.model_validate({**said, "text": "a" * (LONGEST_TEXT + 1)})
