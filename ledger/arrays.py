"""Values on their way to the database, in its own binary form.

psycopg dumps a list one element at a time, in Python: of an import that was a fifth of the work. An array is
its dimensions (1), whether it holds NULLs (no), the element's type by its OID (the same on every server), its
length, where it begins (1), and then each element with its length before it, in network order (PostgreSQL's
`array_send`).
"""

import struct
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

HEAD = struct.Struct("!iiIii")
HEAD_OF_ONE = struct.Struct("!iiIiii")
ONE_BIGINT = struct.Struct("!iiIiiiq")
EMPTY = struct.Struct("!iiI")
LENGTH = struct.Struct("!i")
BIGINT = struct.Struct("!q")
SIZED_BIGINT = struct.Struct("!iq")
UUID_LENGTH = LENGTH.pack(16)
OID_BYTEA, OID_BIGINT, OID_TEXT, OID_UUID = 17, 20, 25, 2950
ONE_UUID = HEAD_OF_ONE.pack(1, 0, OID_UUID, 1, 1, 16)


def bigint(value: int) -> bytes:
    return BIGINT.pack(value)


def uuids(values: Collection[UUID]) -> bytes:
    """For a parameter of type uuid[]. Most arrays have one element, here and below."""
    if len(values) == 1:
        [only] = values
        return ONE_UUID + only.bytes
    return ids([each.bytes for each in values])


def ids(values: Collection[bytes]) -> bytes:
    """uuid[], of 16 bytes each."""
    return _array(OID_UUID, len(values), [UUID_LENGTH + each for each in values])


def bigints(values: Collection[int]) -> bytes:
    """bigint[]"""
    if len(values) == 1:
        return ONE_BIGINT.pack(1, 0, OID_BIGINT, 1, 1, 8, *values)
    return _array(OID_BIGINT, len(values), [SIZED_BIGINT.pack(8, each) for each in values])


def texts(values: Collection[str]) -> bytes:
    """text[]"""
    return _of_sized(OID_TEXT, [each.encode() for each in values])


def blobs(values: Collection[bytes]) -> bytes:
    """bytea[]"""
    return _of_sized(OID_BYTEA, values)


def _of_sized(element: int, values: Collection[bytes]) -> bytes:
    if len(values) == 1:
        [only] = values
        return HEAD_OF_ONE.pack(1, 0, element, 1, 1, len(only)) + only
    return _array(element, len(values), [part for each in values for part in (LENGTH.pack(len(each)), each)])


def _array(element: int, length: int, parts: list[bytes]) -> bytes:
    if not length:
        return EMPTY.pack(0, 0, element)
    return HEAD.pack(1, 0, element, length, 1) + b"".join(parts)


class Uuids(list[UUID]):
    """For a parameter of a cursor, like the three that follow."""


class Bigints(list[int]):
    """bigint[]"""


class Texts(list[str]):
    """text[]"""


class Blobs(list[bytes]):
    """bytea[]"""


def _dumper(oid: int, write: Callable[[Any], bytes]) -> type[Dumper]:
    def dump(_self: Dumper, obj: Any) -> bytes:
        return write(obj)

    return type("ArrayDumper", (Dumper,), {"format": Format.BINARY, "oid": oid, "dump": dump})


for kind, oid, write in ((Uuids, 2951, uuids), (Bigints, 1016, bigints), (Texts, 1009, texts), (Blobs, 1001, blobs)):
    psycopg.adapters.register_dumper(kind, _dumper(oid, write))
