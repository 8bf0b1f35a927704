"""Where rows come from: a file, a folder's files, or standard input. Each is read through once beforehand."""

import codecs
import hashlib
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from ledger.intake.codes import CannotImport

BLOCK = 1 << 20
HEAD = 1 << 16


@dataclass(slots=True)
class SourceFile:
    """A file that can be read from its start as often as need be. Close it, or use `with`."""

    name: str
    """Without its folder."""
    stream: BinaryIO
    size: int
    sha256: str
    utf8: bool
    """The whole of it is UTF-8."""
    head: bytes
    folder: Path | None = None

    def rewound(self) -> BinaryIO:
        self.stream.seek(0)
        return self.stream

    def close(self) -> None:
        self.stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_source(path: "Path | str | BinaryIO | None", *, name: str | None = None) -> SourceFile:
    """One file, an open one that can be read anew, or standard input (`None` or `-`).

    What comes by standard input is kept in a nameless temporary file.
    """
    if path is None or path == "-":
        return _scanned(name or "stdin", _spooled(sys.stdin.buffer), None)
    if not isinstance(path, str | Path):
        if isinstance(path, io.RawIOBase) and path.seekable():
            path = io.BufferedReader(path)
        return _scanned(name or "upload", path if path.seekable() else _spooled(path), None)
    path = Path(path)
    try:
        return _scanned(name or path.name, path.open("rb"), path.parent)
    except FileNotFoundError as error:
        raise CannotImport("no_such_file", path.name) from error
    except OSError as error:
        raise CannotImport("unreadable_file", path.name) from error


def _spooled(incoming: BinaryIO) -> BinaryIO:
    spool = nameless()
    while block := incoming.read(BLOCK):
        spool.write(block)
    return spool


def open_together(paths: Sequence[Path]) -> SourceFile:
    """Many small JSON files as one file of JSON Lines, in the order given."""
    spool = nameless()
    for path in paths:
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise CannotImport("unreadable_file", path.name) from error
        try:
            line = json.dumps(json.loads(raw.decode("utf-8-sig"))).encode()
        except ValueError:
            line = b" ".join(raw.split())
        spool.write(line + b"\n")
    return _scanned(f"{paths[0].parent.name}.jsonl", spool, paths[0].parent)


def files_of(folder: Path) -> Iterator[Path]:
    """Every file under a folder in a stable order, without hidden ones and our own reject files."""
    for path in sorted(folder.rglob("*"), key=lambda each: each.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") for part in parts) and ".rejected." not in path.name:
            yield path


def nameless() -> BinaryIO:
    """Readable by nobody else, and gone with the process."""
    return tempfile.TemporaryFile("w+b")


def _scanned(name: str, stream: BinaryIO, folder: Path | None) -> SourceFile:
    stream.seek(0, os.SEEK_END)
    size = stream.tell()
    stream.seek(0)
    if size == 0:
        stream.close()
        raise CannotImport("empty_file", name)
    hasher = hashlib.sha256()
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    head = b""
    while block := stream.read(BLOCK):
        head = head or block[:HEAD]
        hasher.update(block)
        decoder = _still(decoder, block)
    decoder = _still(decoder, b"", final=True)
    return SourceFile(name, stream, size, hasher.hexdigest(), decoder is not None, head, folder)


def _still(
    decoder: codecs.IncrementalDecoder | None, block: bytes, *, final: bool = False
) -> codecs.IncrementalDecoder | None:
    """The decoder, as long as everything is what it decodes."""
    if decoder is None:
        return None
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return None
    return decoder


def text_of(source: SourceFile, encoding: str, errors: str) -> io.TextIOWrapper:
    """The file's letters, line ends as they are. Closing the wrapper leaves the source open."""
    return _Borrowed(source.rewound(), encoding=encoding, errors=errors, newline="")


class _Borrowed(io.TextIOWrapper):
    def close(self) -> None:
        if not self.closed:
            self.detach()

    def __del__(self) -> None:
        """The stream is not ours to close."""
