"""JSON as a stream of objects: one object, an array, or JSON Lines."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from ledger.intake.codes import CannotImport
from ledger.intake.draft import RejectedRow, SourceRow
from ledger.intake.formats.format import Reading
from ledger.intake.instructions import Instructions
from ledger.intake.normalise.text import free_name
from ledger.intake.sources import HEAD, SourceFile

LARGEST_OBJECT = 64 << 20
"""Bytes."""
_JSON = ijson.get_backend("python")
"""The faster backends put a question mark where half a character (a lone surrogate) was escaped."""
LARGEST_FIRST = 4 << 20
"""Bytes that are looked at to find the first object."""
_DECODER = json.JSONDecoder()
_BOM = b"\xef\xbb\xbf"


def read(source: SourceFile, _: Instructions) -> Reading:
    return Reading((), _numbered(objects(source)))


def _numbered(found: Iterator[Any]) -> Iterator[SourceRow | RejectedRow]:
    for number, each in enumerate(found, start=1):
        if isinstance(each, RejectedRow):
            yield RejectedRow(number, each.code, each.detail, each.content, each.fatal)
        elif isinstance(each, dict):
            yield SourceRow(number, each)
        else:
            yield RejectedRow(number, "not_an_object", content=each)


def objects(source: SourceFile) -> Iterator[Any]:
    """Each value of the file, or a rejection in its place (its row number is 0)."""
    start = source.head.removeprefix(_BOM).lstrip()[:1]
    if start == b"[":
        return _array(source)
    if source.name.lower().endswith((".jsonl", ".ndjson")) or _first_line_is_whole(source):
        return _lines(source)
    return _single(source)


def first_object(source: SourceFile) -> dict[str, Any]:
    """The first object of a JSON file, {} where there is none: for telling formats apart."""
    text = source.rewound().read(LARGEST_FIRST).decode("utf-8-sig", "ignore").lstrip()
    if not text.startswith(("[", "{")):
        return {}
    try:
        first, _ = _DECODER.raw_decode(text.removeprefix("[").lstrip())
    except (ValueError, RecursionError):
        return {}
    return first if isinstance(first, dict) else {}


def is_broken(source: SourceFile) -> bool:
    """Whether it begins like JSON and its first value is none, though all of that was looked at."""
    text = source.rewound().read(LARGEST_FIRST).decode("utf-8-sig", "replace").lstrip()
    if not text.startswith(("[", "{")) or source.size > LARGEST_FIRST:
        return False
    try:
        _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return not first_object(source)
    return False


def _first_line_is_whole(source: SourceFile) -> bool:
    lines = source.head.removeprefix(_BOM).lstrip().split(b"\n", 1)
    if len(lines) == 1 and source.size <= HEAD:
        return True
    if lines[0].rstrip().endswith(b"}"):
        return True
    return len(lines) == 1 and source.size > LARGEST_OBJECT


def _lines(source: SourceFile) -> Iterator[Any]:
    stream = source.rewound()
    while line := stream.readline(LARGEST_OBJECT):
        if len(line) == LARGEST_OBJECT and not line.endswith(b"\n"):
            raise CannotImport("too_long_document")
        if line.removeprefix(_BOM).strip():
            yield _loaded(line)


def _single(source: SourceFile) -> Iterator[Any]:
    if source.size > LARGEST_OBJECT:
        raise CannotImport("too_long_document")
    yield _loaded(source.rewound().read())


def _loaded(raw: bytes) -> Any:
    text = raw.removeprefix(_BOM)
    try:
        return json.loads(text, object_pairs_hook=_with_repeated)
    except UnicodeDecodeError:
        return RejectedRow(0, "undecodable_text", content=_shown(raw))
    except (ValueError, RecursionError):
        return RejectedRow(0, "broken_json", content=_shown(raw))


class _WithRepeated(dict[str, Any]):
    """An object whose second value of one name is kept under a name with a number behind it, as of a column."""

    def __setitem__(self, name: str, value: Any) -> None:
        super().__setitem__(free_name(name, self), value)


def _with_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    kept = _WithRepeated()
    for name, value in pairs:
        kept[name] = value
    return kept


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape").rstrip("\r\n")


def _array(source: SourceFile) -> Iterator[Any]:
    metered = _Metered(source.rewound())
    try:
        for each in _JSON.items(metered, "item", map_type=_WithRepeated, use_float=True):
            metered.since = 0
            yield each
    except (ijson.JSONError, ValueError, RecursionError) as error:
        if metered.since > LARGEST_OBJECT:
            raise CannotImport("too_long_document") from error
        yield RejectedRow(0, "broken_json", "nothing behind it was read", fatal=True)


class _Metered:
    """A stream that gives up on an object which never ends."""

    def __init__(self, stream: BinaryIO) -> None:
        if stream.read(len(_BOM)) != _BOM:
            stream.seek(0)
        self._stream = stream
        self.since = 0

    def read(self, size: int = -1) -> bytes:
        """Ends where an object is too long, so that the parser ends as well."""
        block = self._stream.read(size) if self.since <= LARGEST_OBJECT else b""
        self.since += len(block)
        return block
