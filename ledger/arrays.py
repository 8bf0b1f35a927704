"""Arrays on their way to the database, in its own binary form.

psycopg dumps a list one element at a time, in Python: of an import that was a fifth of the work. An array is
its dimensions (1), whether it holds NULLs (no), the element's type, its length, where it begins (1), and then
each element with its length before it, in network order (PostgreSQL's `array_send`).
"""

import struct
from typing import Any, ClassVar
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

HEAD = struct.Struct("!iiIii")
EMPTY = struct.Struct("!iiI")
LENGTH = struct.Struct("!i")
BIGINT = struct.Struct("!iq")
UUID_LENGTH = LENGTH.pack(16)


class Uuids(list[UUID]):
    """For a parameter of type uuid[]."""


class Bigints(list[int]):
    """bigint[]"""


class Texts(list[str]):
    """text[]"""


class Blobs(list[bytes]):
    """bytea[]"""


class _Array(Dumper):
    format = Format.BINARY
    element: ClassVar[int]
    """The OID of the element's type, the same on every server."""

    def dump(self, obj: Any) -> bytes:
        if not obj:
            return EMPTY.pack(0, 0, self.element)
        return HEAD.pack(1, 0, self.element, len(obj), 1) + self.elements(obj)

    @staticmethod
    def elements(values: Any) -> bytes:
        return b"".join([part for each in values for part in (LENGTH.pack(len(each)), each)])


class _Uuids(_Array):
    oid, element = 2951, 2950

    @staticmethod
    def elements(values: Uuids) -> bytes:
        return b"".join([UUID_LENGTH + each.bytes for each in values])


class _Bigints(_Array):
    oid, element = 1016, 20

    @staticmethod
    def elements(values: Bigints) -> bytes:
        return b"".join([BIGINT.pack(8, each) for each in values])


class _Texts(_Array):
    oid, element = 1009, 25

    @staticmethod
    def elements(values: Texts) -> bytes:
        return _Array.elements([each.encode() for each in values])


class _Blobs(_Array):
    oid, element = 1001, 17


for kind, dumper in ((Uuids, _Uuids), (Bigints, _Bigints), (Texts, _Texts), (Blobs, _Blobs)):
    psycopg.adapters.register_dumper(kind, dumper)
