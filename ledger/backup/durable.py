"""Writing files that are on disk when the call returns, and that only their owner may read."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class Hashed:
    """A file that is written once, from its start to its end, and knows its size and SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._sha256.update(piece)
        self.size += len(piece)
        return self._file.write(piece)

    def flush(self) -> None:
        self._file.flush()

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()


@contextmanager
def durable_file(path: Path) -> Iterator[Hashed]:
    """A new file; nothing is ever written over."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield Hashed(file)
        file.flush()
        os.fsync(descriptor)
    flush_folder(path.parent)


def write_durably(path: Path, pieces: Iterable[bytes]) -> Hashed:
    with durable_file(path) as file:
        for piece in pieces:
            file.write(piece)
    return file


def flush_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
