"""Between events and stored bytes: `{meta, facts, sealed}` as canonical JSON (RFC 8785).

What is written is never rewritten. An older form is lifted on reading by `UPCASTS`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.envelope import Meta
from domain.events import TYPES, AnyEvent, Event
from domain.recorded import Recorded, Unreadable
from domain.vocabulary import DataClass
from ledger.canonical import canonical as canonical
from ledger.faults import EventTooLarge, UnknownEventType
from ledger.keyring import KeyName, spelt
from ledger.sealing import Part, bound, name_of, seal, unseal
from ledger.store import NewRow, Row

LARGEST_STATE = 1_048_576
"""Bytes of one event's state."""

UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = {}
"""(type, schema version) -> the facts of the newer form, and its type."""

Ciphers = Mapping[tuple[UUID, DataClass], tuple[KeyName, AESGCM]]
Opened = Mapping[KeyName, AESGCM | Unreadable]


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event on its way to a place in a stream."""

    stream: UUID
    version: int
    meta: Meta
    event: AnyEvent


@dataclass(slots=True)
class Draft:
    """A new event, taken apart: facts in the clear, parts still plain, by (subject, data class)."""

    stream: UUID
    version: int
    type: str
    meta: Meta | dict[str, Any]
    """As a model or in its JSON form, like every value in facts and parts."""
    facts: dict[str, Any]
    parts: dict[tuple[UUID, DataClass], Part]


def take_apart(new: NewEvent) -> Draft:
    """Split by the marks of the event's type. What has no value is not stored."""
    facts = {name: value for name, value in new.event.__dict__.items() if value is not None}
    del facts["type"]
    if not facts["breaks"]:
        del facts["breaks"]
    parts = personal_parts(type(new.event), new.stream, facts)
    return Draft(new.stream, new.version, new.event.type, new.meta, facts, parts)


def personal_parts(kind: type[Event], stream: UUID, fields: dict[str, Any]) -> dict[tuple[UUID, DataClass], Part]:
    """Take what is personal out of the fields of an event of this kind; the rest is its facts."""
    parts: dict[tuple[UUID, DataClass], Part] = {}
    for field, mark in kind.personal.items():
        if field in fields:
            subject = fields[mark.subject] if mark.subject else stream
            parts.setdefault((subject, mark.data_class), {})[field] = fields.pop(field)
    return parts


def encode(draft: Draft, ciphers: Ciphers) -> NewRow:
    """Raises EventTooLarge."""
    sealed = {}
    place = f"{spelt(draft.stream)}/{draft.version}/{draft.type}"
    for pair, part in draft.parts.items():
        name, cipher = ciphers[pair]
        label = f"{spelt(pair[0])}/{pair[1]}"
        sealed[label] = seal(part, cipher, bound(place, label, name.generation), name.generation)
    state = canonical({"facts": draft.facts, "meta": draft.meta, "sealed": sealed})
    if len(state) > LARGEST_STATE:
        raise EventTooLarge(f"{draft.type}: {len(state)} bytes")
    return NewRow(draft.stream, draft.version, draft.type, state)


class Parsed(NamedTuple):
    """A row whose JSON is read and whose seals are still closed."""

    row: Row
    state: dict[str, Any]

    def key_names(self) -> Iterable[KeyName]:
        return [name_of(label, sealed["k"]) for label, sealed in self.state["sealed"].items()]


def parse(row: Row) -> Parsed:
    return Parsed(row, orjson.loads(row.state))


def decode(parsed: Parsed, opened: Opened | None) -> Recorded:
    """`opened` None leaves every personal part closed: None, and not reported as unreadable.

    Raises UnknownEventType, and TamperedSeal where a part was changed or moved.
    """
    row, state = parsed.row, parsed.state
    type_name, fields = row.type, dict(state["facts"])
    unreadable: dict[DataClass, Unreadable] = {}
    if opened is not None and state["sealed"]:
        place = f"{row.stream}/{row.version}/{row.type}"
        for label, sealed in state["sealed"].items():
            name = name_of(label, sealed["k"])
            cipher = opened[name]
            if isinstance(cipher, str):
                unreadable[name.data_class] = cipher
            else:
                fields |= unseal(sealed, cipher, bound(place, label, sealed["k"]))
    meta: Meta = Meta.__pydantic_validator__.validate_python(state["meta"])
    if UPCASTS and (lift := UPCASTS.get((type_name, meta.schema_version))):
        type_name, fields = lift(fields)
    shape = TYPES.get(type_name)
    if shape is None:
        raise UnknownEventType(type_name)
    event: Any = shape.__pydantic_validator__.validate_python(fields)
    return Recorded(row.position, row.stream, row.version, row.recorded_at, meta, event, unreadable)
