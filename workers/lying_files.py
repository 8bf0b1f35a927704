"""What lies in the data folder, as somebody reads it: mails decoded, archives and workbooks opened, cards unfolded."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ledger.sink import parsed, texts

PIECE, OVERLAP = 1 << 20, 4_096
"""Bytes of a file at once."""
APART = frozenset({"postgres", "redis", "keys", "blobs", "sockets"})
"""Folders of the servers, which are asked; of keys, and of ciphertext."""
FOLDED = b"\r\n "
"""How a card goes on in the next line."""
BROKEN = (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""An archive that is cut short, packed in another way, or locked by a password."""


def lying_in(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()) if folder.is_dir() else ():
        if entry.name not in APART and not entry.is_symlink():
            yield from (each for each in (sorted(entry.rglob("*")) if entry.is_dir() else [entry]) if each.is_file())


def readable(path: Path) -> Iterator[bytes]:
    """In pieces that overlap; of an archive that does not open, its bytes."""
    if path.suffix == ".eml":
        content = path.read_bytes()
        headers = [str(each) for each in parsed(content).values()]
        yield "\n".join([*headers, *texts(content)]).encode("utf-8", "replace")
        return
    try:
        yield from _opened(path)
    except BROKEN:
        with path.open("rb") as file:
            yield from _pieces(file)


def _opened(path: Path) -> Iterator[bytes]:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as content:
                    yield from _pieces(content)
    elif path.suffix == ".gz":
        with gzip.open(path) as unpacked:
            yield from _pieces(unpacked)
    else:
        with path.open("rb") as file:
            yield from _pieces(file)


def _pieces(file: IO[bytes] | gzip.GzipFile) -> Iterator[bytes]:
    before = b""
    while piece := file.read(PIECE):
        yield (before + piece).replace(FOLDED, b"")
        before = piece[-OVERLAP:]
