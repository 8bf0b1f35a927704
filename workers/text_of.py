"""The text of a file, taken out in a process of its own that may use so much time and memory and no more.

`python -m workers.text_of TYPE` reads a file and writes its text; it ends with 3 and a code where there is none. What a
file does to its reader (a bomb, a loop, a crash) ends with that process.
"""

import io
import re
import resource
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from itertools import islice
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST = 25 << 20
"""Bytes of a file that is looked into."""
LONGEST = 400_000
"""Letters that are taken."""
MOST_PAGES = 200
SECONDS, MEMORY = 60, 1 << 30
LARGEST_UNPACKED, LARGEST_RATIO, SMALL_PART = 100 << 20, 200, 1 << 20
"""Of a DOCX: all parts together, and one part's unpacked to packed."""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NO_TEXT = 3
"""The exit code; what is written then is why."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unreadable(Exception):
    """`code` is stable and holds nothing of the file."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Extracted:
    text: str
    extractor: str


def text_of(data: bytes, media_type: str) -> Extracted:
    """Raises Unreadable."""
    extractor = _extractor(data, media_type)
    command = [sys.executable, "-m", "workers.text_of", extractor]
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=2 * SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("took-too-long") from error
    if done.returncode == NO_TEXT:
        raise Unreadable(done.stdout.decode("ascii"))
    if done.returncode:
        raise Unreadable("reader-ended")
    return Extracted(done.stdout.decode("utf-8"), extractor)


def _extractor(data: bytes, media_type: str) -> str:
    """By what the file begins with; plain text by what it is called."""
    if len(data) > LARGEST:
        raise Unreadable("too-large")
    if b"%PDF-" in data[:1024]:
        return "pypdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if media_type.startswith("text."):
        return "plain"
    raise Unreadable("unknown-format")


def _pdf(data: bytes) -> str:
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        book = PdfReader(io.BytesIO(data))
        if book.is_encrypted and not book.decrypt(""):
            raise Unreadable("encrypted")
        return "\n".join(page.extract_text() for page in islice(book.pages, MOST_PAGES))
    except PdfReadError as error:
        raise Unreadable("broken-file") from error


def _docx(data: bytes) -> str:
    """Paragraphs in their order, those of tables too (ECMA-376, 17.3)."""
    _require_no_bomb(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            body = fromstring(archive.read("word/document.xml"))
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile) as error:
        raise Unreadable("broken-file") from error
    return "\n".join("".join(map(_said, each.iter())) for each in body.iter(f"{WORD}p"))


def _said(part: Element) -> str:
    if part.tag == f"{WORD}t":
        return part.text or ""
    return {f"{WORD}tab": "\t", f"{WORD}br": "\n", f"{WORD}cr": "\n"}.get(part.tag, "")


def _require_no_bomb(data: bytes) -> None:
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable("broken-file") from error
    swollen = (
        each.file_size > SMALL_PART and each.file_size > LARGEST_RATIO * max(each.compress_size, 1) for each in parts
    )
    if any(swollen) or sum(each.file_size for each in parts) > LARGEST_UNPACKED:
        raise Unreadable("too-large-unpacked")


def _plain(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030", "latin-1"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("broken-file")


def _tidy(found: str) -> str:
    text = _CONTROL.sub("", re.sub(r"\n{3,}", "\n\n", found.replace("\r\n", "\n"))).strip()[:LONGEST]
    if not text:
        raise Unreadable("no-text")
    return text


EXTRACTORS = {"pypdf": _pdf, "docx": _docx, "plain": _plain}


def _limit() -> None:
    """macOS refuses a limit of address space below what it has mapped for every process: there, time alone limits."""
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main(extractor: str) -> int:
    _limit()
    try:
        found = EXTRACTORS[extractor](sys.stdin.buffer.read(LARGEST + 1))
        text = _tidy(found)
    except Unreadable as unreadable:
        sys.stdout.write(unreadable.code)
        return NO_TEXT
    except (MemoryError, RecursionError):
        sys.stdout.write("too-much")
        return NO_TEXT
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
