"""Between events and stored bytes: `{meta, facts, sealed}` as canonical JSON (RFC 8785).

What is written is never rewritten. An older form is lifted on reading by `UPCASTS`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from domain.envelope import Meta
from domain.events import TYPES, AnyEvent, Event
from domain.recorded import ALL_READABLE, Recorded, Unreadable
from domain.value import value
from domain.vocabulary import DataClass
from ledger.canonical import canonical as canonical
from ledger.faults import EventTooLarge, UnknownEventType
from ledger.first_keys import Cipher
from ledger.keyring import KeyName, Opened, Pair, class_under, name_of, spelt
from ledger.sealing import Part, bound, opened_part, seal, unseal
from ledger.store import NewRow, Row
from ledger.trusted import Unfit, reader, taking_over

LARGEST_STATE = 1_048_576
"""Bytes of one event's state."""

UPCASTS: dict[tuple[str, int], Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]] = {}
"""(type, schema version) -> the facts of the newer form, and its type."""

Ciphers = Mapping[Pair, tuple[KeyName, Cipher]]
EVERY_CLASS = tuple(DataClass)
NOTHING: Mapping[str, Any] = MappingProxyType({})
_meta = taking_over(Meta)


@value
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
    parts: dict[Pair, Part]


def take_apart(new: NewEvent) -> Draft:
    """Split by the marks of the event's type. What has no value is not stored."""
    facts = {name: value for name, value in new.event.__dict__.items() if value is not None}
    del facts["type"]
    if not facts["breaks"]:
        del facts["breaks"]
    parts = personal_parts(type(new.event), new.stream, facts)
    return Draft(new.stream, new.version, new.event.type, new.meta, facts, parts)


def personal_parts(kind: type[Event], stream: UUID, fields: dict[str, Any]) -> dict[Pair, Part]:
    """Take what is personal out of the fields of an event of this kind; the rest is its facts."""
    parts: dict[Pair, Part] = {}
    for field, mark in kind.personal.items():
        if field in fields:
            subject = fields[mark.subject] if mark.subject else stream
            parts.setdefault((subject, mark.data_class), {})[field] = fields.pop(field)
    return parts


def encode(draft: Draft, ciphers: Ciphers) -> NewRow:
    """Raises EventTooLarge."""
    sealed = []
    place = f"{spelt(draft.stream)}/{draft.version}/{draft.type}"
    for pair, part in draft.parts.items():
        (_, _, generation), cipher = ciphers[pair]
        label = f"{spelt(pair[0])}/{pair[1]}"
        text = seal(part, cipher, bound(place, label, generation), generation)
        sealed.append(b'"%b":%b' % (label.encode(), text))
    sealed.sort()  # a label has only letters that need no escape, so this is the order of the names
    open_part = canonical({"facts": draft.facts, "meta": draft.meta})
    state = b'%b,"sealed":{%b}}' % (open_part[:-1], b",".join(sealed))
    if len(state) > LARGEST_STATE:
        raise EventTooLarge(f"{draft.type}: {len(state)} bytes")
    return NewRow(draft.stream, draft.version, draft.type, state)


class Parsed(NamedTuple):
    """A row whose JSON is read and whose seals are still closed."""

    row: Row
    state: Any
    """As a `trusted.Reader` answers it; a plain dict where that would not do."""
    sealed: Mapping[str, Any]
    """The parts by `<subject>/<data class>`, likewise."""

    def key_names(self) -> Iterable[KeyName]:
        if type(self.state) is dict:
            return [name_of(label, sealed["k"]) for label, sealed in self.sealed.items()]
        return [name_of(label, seal.k) for label, seal in self.sealed.items()]


def parse(row: Row, *, closed: bool = False) -> Parsed:
    """`closed` passes over the seals."""
    trusted = reader(row.type)
    if trusted is None:
        return _plainly(row)
    try:
        state = trusted.closed(row.state) if closed else trusted.whole(row.state)
    except Unfit:
        return _plainly(row)
    if UPCASTS and (row.type, state.meta.schema_version) in UPCASTS:
        return _plainly(row)
    return Parsed(row, state, NOTHING if closed else state.sealed)


def decode(parsed: Parsed, opened: Opened | None, classes: Collection[DataClass] = EVERY_CLASS) -> Recorded:
    """`opened` None leaves every personal part closed: None, and not reported as unreadable. So does a class of
    data that is not among `classes`.

    Raises UnknownEventType, and TamperedSeal where a part was changed or moved.
    """
    row, state = parsed.row, parsed.state
    trusted = reader(row.type)
    if trusted is None or type(state) is dict:
        return _judged(parsed, opened, classes)
    unreadable: dict[DataClass, Unreadable] = {}
    parts = []
    if opened is not None and parsed.sealed:
        place = f"{row.stream}/{row.version}/{row.type}"
        for label, seal in parsed.sealed.items():
            data_class = class_under(label)
            if data_class not in classes:
                continue
            cipher = opened(label, seal.k)
            if isinstance(cipher, str):
                unreadable[data_class] = cipher
                continue
            plain = opened_part(seal.n, seal.c, cipher, bound(place, label, seal.k))
            try:
                parts.append(trusted.parts[data_class](plain))
            except (Unfit, KeyError):
                return _judged(_plainly(row), opened, classes)
    event = trusted.event(state.facts, *parts)
    return Recorded(row.position, row.stream, row.version, row.recorded_at, _meta(state.meta), event, unreadable)


def decode_closed(row: Row) -> Recorded:
    """`decode(parse(row, closed=True), None)`, of which bulk reading does little else."""
    trusted = reader(row.type)
    if trusted is None or UPCASTS:
        return decode(parse(row, closed=True), None)
    try:
        state = trusted.closed(row.state)
    except Unfit:
        return _judged(_plainly(row), None)
    position, stream, version, _, recorded_at, _ = row
    return Recorded(position, stream, version, recorded_at, _meta(state.meta), trusted.event(state.facts), ALL_READABLE)


def _plainly(row: Row) -> Parsed:
    state = orjson.loads(row.state)
    return Parsed(row, state, state["sealed"])


def _judged(parsed: Parsed, opened: Opened | None, classes: Collection[DataClass] = EVERY_CLASS) -> Recorded:
    """As `decode`, by pydantic: for older forms, and for what is odd."""
    row, state = parsed.row, parsed.state
    type_name, fields = row.type, dict(state["facts"])
    unreadable: dict[DataClass, Unreadable] = {}
    if opened is not None and parsed.sealed:
        place = f"{row.stream}/{row.version}/{row.type}"
        for label, sealed in parsed.sealed.items():
            data_class = class_under(label)
            if data_class not in classes:
                continue
            cipher = opened(label, sealed["k"])
            if isinstance(cipher, str):
                unreadable[data_class] = cipher
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
