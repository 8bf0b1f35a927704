"""Stored rows into events, for read models: keys opened in bulk, and what can't be read set aside.

Only what a read model shows is unsealed. What was said, judged or merely kept stays sealed: it is opened from the
ledger for those who may read it, and lies nowhere else in the clear.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import Connection

from domain.recorded import Recorded
from domain.vocabulary import DataClass
from ledger.codec import decode, decode_closed, parse
from ledger.faults import WrongKeyEncryptionKey
from ledger.keyring import Keyring, Opened
from ledger.store import Row

OPENED: dict[str, tuple[DataClass, ...]] = {
    "candidate-ingested": (DataClass.IDENTITY, DataClass.CAREER),
    "profile-updated": (DataClass.IDENTITY, DataClass.CAREER),
    "pay-expected": (DataClass.CAREER,),
    "document-attached": (DataClass.DOCUMENT,),
    "document-text-extracted": (DataClass.DOCUMENT,),
    "contact-point-verified": (DataClass.IDENTITY,),
    "contact-point-invalid": (DataClass.IDENTITY,),
    "record-reviewed": (DataClass.CAREER,),
    "profile-update-suggested": (DataClass.IDENTITY, DataClass.CAREER),
    "profile-update-accepted": (DataClass.IDENTITY, DataClass.CAREER),
}
"""By type of event, the seals that are opened. Of every other type only facts are read."""


ERASED = "candidate-erased"


@dataclass(frozen=True, slots=True)
class Poison:
    """An event that can't be folded. `code` is the kind of fault, never a value: that may be personal."""

    stream: UUID
    position: int
    type: str
    code: str


Read = Recorded | Poison


def read(rows: Sequence[Row], keyring: Keyring) -> list[Read]:
    """Each row as an event, or as poison, in the same order."""
    return list(one_by_one(rows, keyring))


def one_by_one(rows: Sequence[Row], keyring: Keyring) -> Iterator[Read]:
    """As `read`, holding no event longer than its reader does. The keys are fetched all at once.

    Raises `psycopg.OperationalError` when the keys can't be reached: that is nobody's poison.
    """
    if erased := {row.stream for row in rows if row.type == ERASED}:
        keyring.drop(erased)  # so that a stream which is folded anew finds the keys destroyed, not in memory
    wanted = [(row.stream, each) for row in rows if row.type in OPENED for each in OPENED[row.type]]
    try:
        opened = keyring.opened(wanted)
    except (WrongKeyEncryptionKey, ValueError):  # a spoilt one shows when it is needed
        opened = keyring.opened(())
    for row in rows:
        yield _read(row, opened)


def histories(connection: Connection[Any], until: Mapping[UUID, int], keyring: Keyring) -> dict[UUID, list[Read]]:
    """Whole streams from the ledger, each up to a position."""
    if not until:
        return {}
    query = """
        SELECT e.position, e.stream, e.version, e.type, e.recorded_at, e.state
        FROM unnest(%s::uuid[], %s::bigint[]) AS wanted(stream, until)
        JOIN ledger.event e ON e.stream = wanted.stream AND e.position <= wanted.until
        ORDER BY e.stream, e.version
    """
    parameters = (list(until), list(until.values()))
    rows = [Row(*row) for row in connection.execute(query, parameters, binary=True)]
    gathered: dict[UUID, list[Read]] = {}
    for row, each in zip(rows, read(rows, keyring), strict=True):
        gathered.setdefault(row.stream, []).append(each)
    return gathered


def is_erasure(each: Read) -> bool:
    return (each if isinstance(each, Poison) else each.event).type == ERASED


def code_of(error: Exception) -> str:
    """The stable code that the fault carries, else its kind: `ValidationError` is `validation_error`."""
    known = getattr(error, "code", None)
    if isinstance(known, str):
        return known
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()


def _read(row: Row, opened: Opened) -> Read:
    classes = OPENED.get(row.type)
    try:
        if classes is None:
            return decode_closed(row)
        return decode(parse(row), opened, classes)
    except psycopg.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - a poison event must not stop everyone else's
        return Poison(row.stream, row.position, row.type, code_of(error))
