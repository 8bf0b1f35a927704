"""Stored rows into events, for read models: keys opened in bulk, and what can't be read set aside.

Only what a read model shows is unsealed. What was said, judged or merely kept stays sealed: it is opened from the
ledger for those who may read it, and lies nowhere else in the clear.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar
from uuid import UUID

import psycopg
from psycopg import Connection
from pydantic import BaseModel, ValidationError

from domain.envelope import Meta
from domain.events import TYPES, Event
from domain.recorded import Recorded
from domain.vocabulary import DataClass
from ledger.codec import UPCASTS, decode, parse
from ledger.faults import WrongKeyEncryptionKey
from ledger.keyring import KeyName, Keyring
from ledger.store import Row

OPENED: dict[str, tuple[DataClass, ...]] = {
    "candidate-ingested": (DataClass.IDENTITY, DataClass.CAREER),
    "profile-updated": (DataClass.IDENTITY, DataClass.CAREER),
    "pay-expected": (DataClass.CAREER,),
    "document-attached": (DataClass.DOCUMENT,),
    "contact-point-verified": (DataClass.IDENTITY,),
    "contact-point-invalid": (DataClass.IDENTITY,),
    "record-reviewed": (DataClass.CAREER,),
    "profile-update-suggested": (DataClass.IDENTITY, DataClass.CAREER),
    "profile-update-accepted": (DataClass.IDENTITY, DataClass.CAREER),
}
"""By type of event, the seals that are opened. Of every other type only facts are read."""

_LABELS = {name: tuple(f"/{each}" for each in classes) for name, classes in OPENED.items()}


@dataclass(frozen=True, slots=True)
class Poison:
    """An event that can't be folded. `code` is the kind of fault, never a value: that may be personal."""

    stream: UUID
    position: int
    type: str
    code: str


Read = Recorded | Poison
Facts = TypeVar("Facts", bound=Event)


class _Stored(BaseModel, Generic[Facts]):
    """A stored state whose seals stay closed, read in one go: half the time of `ledger.codec.decode`."""

    meta: Meta
    facts: Facts
    sealed: dict[str, Any]


@cache
def _closed(name: str) -> Any:
    """How a state of this type is read; None if seals are to be opened, or nobody knows the type."""
    event = TYPES.get(name)
    if event is None or name in OPENED:
        return None
    return _Stored[event].__pydantic_validator__  # type: ignore[valid-type]


def read(rows: Sequence[Row], keyring: Keyring) -> list[Read]:
    """Each row as an event, or as poison, in the same order.

    Raises `psycopg.OperationalError` when the keys can't be reached: that is nobody's poison.
    """
    return [_read(row, keyring) for row in rows]


def open_keys(rows: Iterable[Row], keyring: Keyring) -> None:
    """Fetch the keys that `read` will need of all these rows at once. A spoilt one shows when it is needed."""
    wanted = {KeyName(row.stream, each) for row in rows for each in OPENED.get(row.type, ())}
    with suppress(WrongKeyEncryptionKey, ValueError):
        if wanted:
            keyring.open(wanted)


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
    open_keys(rows, keyring)
    gathered: dict[UUID, list[Read]] = {}
    for row, each in zip(rows, read(rows, keyring), strict=True):
        gathered.setdefault(row.stream, []).append(each)
    return gathered


def code_of(error: Exception) -> str:
    """The stable code that the fault carries, else its kind: `ValidationError` is `validation_error`."""
    known = getattr(error, "code", None)
    if isinstance(known, str):
        return known
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()


def _read(row: Row, keyring: Keyring) -> Read:
    closed = _closed(row.type)
    if closed is None:
        return _read_open(row, keyring)
    try:
        stored = closed.validate_json(row.state)
    except ValidationError:
        return _read_open(row, keyring)
    if UPCASTS and (row.type, stored.meta.schema_version) in UPCASTS:
        return _read_open(row, keyring)
    return Recorded(row.position, row.stream, row.version, row.recorded_at, stored.meta, stored.facts)


def _read_open(row: Row, keyring: Keyring) -> Read:
    try:
        parsed = parse(row)
        labels = _LABELS.get(row.type, ())
        sealed = {label: part for label, part in parsed.state["sealed"].items() if label.endswith(labels)}
        parsed.state["sealed"] = sealed
        return decode(parsed, keyring.open(parsed.key_names()) if sealed else {})
    except psycopg.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - a poison event must not stop everyone else's
        return Poison(row.stream, row.position, row.type, code_of(error))
