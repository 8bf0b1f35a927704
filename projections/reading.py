"""Stored rows into events, for read models: keys opened in bulk, and what can't be read set aside.

Only what a read model shows is unsealed. What was said, judged or merely kept stays sealed: it is opened from the
ledger for those who may read it, and lies nowhere else in the clear.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import psycopg

from domain.recorded import Recorded
from domain.vocabulary import DataClass
from ledger.codec import Opened, Parsed, decode, parse
from ledger.keyring import Keyring
from ledger.store import Row

OPENED = (DataClass.IDENTITY, DataClass.CAREER, DataClass.DOCUMENT)
_LABELS = tuple(f"/{data_class}" for data_class in OPENED)


@dataclass(frozen=True, slots=True)
class Poison:
    """An event that can't be folded. `code` tells what kind of fault; never a value, which may be personal."""

    stream: UUID
    position: int
    type: str
    code: str


Read = Recorded | Poison


def code_of(error: Exception) -> str:
    """The stable code that the fault carries, else its kind: `ValidationError` is `validation_error`."""
    known = getattr(error, "code", None)
    if isinstance(known, str):
        return known
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__).lower()


def read(rows: Sequence[Row], keyring: Keyring) -> list[Read]:
    """Each row as an event, or as poison, in the same order.

    Raises `psycopg.OperationalError` when the keys can't be reached: that is nobody's poison.
    """
    parsed = [_parsed(row) for row in rows]
    names = {name for each in parsed if isinstance(each, Parsed) for name in each.key_names()}
    try:
        opened = keyring.open(names) if names else {}
    except psycopg.OperationalError:
        raise
    except Exception:  # noqa: BLE001 - some key of these is spoilt: find whose, one by one
        return [_alone(each, keyring) for each in parsed]
    return [_decoded(each, opened) for each in parsed]


def _parsed(row: Row) -> Parsed | Poison:
    try:
        parsed = parse(row)
        sealed = parsed.state["sealed"]
        if sealed:
            parsed.state["sealed"] = {
                label: part for label, part in sealed.items() if label.endswith(_LABELS)
            }
    except Exception as error:  # noqa: BLE001 - a poison event must not stop everyone else's
        return _poison(row, error)
    return parsed


def _decoded(parsed: Parsed | Poison, opened: Opened) -> Read:
    if isinstance(parsed, Poison):
        return parsed
    try:
        return decode(parsed, opened)
    except Exception as error:  # noqa: BLE001 - as above
        return _poison(parsed.row, error)


def _alone(parsed: Parsed | Poison, keyring: Keyring) -> Read:
    if isinstance(parsed, Poison):
        return parsed
    try:
        opened = keyring.open(parsed.key_names())
    except psycopg.OperationalError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        return _poison(parsed.row, error)
    return _decoded(parsed, opened)


def _poison(row: Row, error: Exception) -> Poison:
    return Poison(row.stream, row.position, row.type, code_of(error))
