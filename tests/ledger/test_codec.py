"""Canonical JSON, and events on their way to stored bytes and back."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from domain.envelope import Meta
from domain.events import CATALOGUE, EVENT, CandidateIngested, CandidateTagged, Event, NoteRecorded
from domain.person import Name, Person
from ledger.codec import LARGEST_STATE, NewEvent, canonical, decode, encode, parse, take_apart
from ledger.envelope import new_id
from ledger.faults import EventTooLarge, UnknownEventType
from ledger.store import NewRow, Row
from tests.domain.golden_files import FOLDER, read

WHEN = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)


def meta() -> Meta:
    return Meta(event_id=new_id(), command_id=new_id(), actor="user:li")


def stored(row: NewRow) -> Row:
    return Row(1, row.stream, row.version, row.type, WHEN, row.state)


# RFC 8785, written out apart from the library that the product uses.

SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def rfc8785(value: Any) -> str:
    match value:
        case None | True | False:
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return str(value)
        case str():
            letters = (SHORT.get(each) or (f"\\u{ord(each):04x}" if each < " " else each) for each in value)
            return f'"{"".join(letters)}"'
        case list():
            return f"[{','.join(rfc8785(each) for each in value)}]"
        case dict():
            names = sorted(value, key=lambda name: name.encode("utf-16-be"))
            return f"{{{','.join(f'{rfc8785(name)}:{rfc8785(value[name])}' for name in names)}}}"
        case _:
            raise TypeError(value)


NAMES = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E))
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner), max_leaves=30)


@given(VALUES)
def test_canonical_json_is_what_rfc_8785_says(value: Any) -> None:
    assert canonical(value) == rfc8785(value).encode()


@given(VALUES)
def test_canonical_json_is_the_same_again_after_reading(value: Any) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [2, "x"], "A": None}, b'{"A":null,"a":[2,"x"],"b":1}'),
        ({"": 1, " ": 2, "~": 3, "1": 4, "10": 5}, b'{"":1," ":2,"1":4,"10":5,"~":3}'),
        ("\x00\x08\t\n\x0b\x0c\r\x1f", b'"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f"'),
        ('"\\/\x7f\u2028', b'"\\"\\\\/\x7f\xe2\x80\xa8"'),
        ("王小明 😀", '"王小明 😀"'.encode()),
        (9007199254740991, b"9007199254740991"),
    ],
)
def test_known_cases_of_canonical_json(value: Any, expected: bytes) -> None:
    assert canonical(value) == expected


# Every event there is

EXAMPLES = sorted(FOLDER.glob("*.json"))


def round_trip(event: Event) -> Event:
    """Without sealing: the parts are put back as they were taken out."""
    draft = take_apart(NewEvent(new_id(), 1, meta(), event))  # type: ignore[arg-type]
    facts = json.loads(canonical(draft.facts))
    for part in draft.parts.values():
        facts |= json.loads(canonical(part))
    return type(event).model_validate(facts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_event_comes_back_as_it_went(path: Path) -> None:
    event: Event = EVENT.validate_python(read(path))
    assert round_trip(event) == event


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.__name__)
def test_every_event_comes_back_with_nothing_said_in_it(kind: type[Event]) -> None:
    """None is not stored, so whatever may be None has to be None when it is left out."""
    [newest] = sorted(FOLDER.glob(f"{kind.model_fields['type'].default}.*.json"))[-1:]
    said = EVENT.validate_python(read(newest))
    silent = said.model_copy(
        update={name: None for name, field in kind.model_fields.items() if type(None) in get_args(field.annotation)}
    )
    assert round_trip(silent) == silent


def models_of(shape: Any) -> set[type[BaseModel]]:
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        inner = [models_of(field.annotation) for field in shape.model_fields.values()]
        return {shape}.union(*inner)
    return set().union(*(models_of(part) for part in get_args(shape)))


def test_no_stored_value_is_a_float() -> None:
    """RFC 8785 writes them as a browser would, which `canonical` does not."""
    kinds = set().union(*(models_of(kind) for kind in (*CATALOGUE, Meta)))
    shapes = [field.annotation for kind in kinds for field in kind.model_fields.values()]
    assert not [shape for shape in shapes if shape is float or float in get_args(shape)]
    with pytest.raises(TypeError):
        rfc8785(math.pi)


# What is refused


def test_an_event_above_the_largest_state_is_refused() -> None:
    draft = take_apart(NewEvent(new_id(), 1, meta(), CandidateTagged(tag="java")))
    draft.facts["tag"] = "x" * LARGEST_STATE
    with pytest.raises(EventTooLarge):
        encode(draft, {})


def test_a_type_that_this_version_does_not_know_is_named() -> None:
    row = encode(take_apart(NewEvent(new_id(), 1, meta(), CandidateTagged(tag="java"))), {})
    newer = Row(1, row.stream, 1, "candidate-cloned", WHEN, row.state)
    with pytest.raises(UnknownEventType, match="candidate-cloned"):
        decode(parse(newer), None)


def test_personal_fields_are_told_by_the_event_s_type_and_never_among_the_facts() -> None:
    stream, other = UUID(int=1), UUID(int=2)
    described = CandidateIngested(
        person=Person(name=Name(full="王小明")), external_id="x-1", unmapped={"班次": "夜"}, row=3
    )
    draft = take_apart(NewEvent(stream, 1, meta(), described))
    assert draft.facts == {"row": 3, "status": "prospect"}
    assert {name for part in draft.parts.values() for name in part} == {"person", "external_id", "unmapped"}
    assert {subject for subject, _ in draft.parts} == {stream} != {other}
    note = take_apart(NewEvent(stream, 2, meta(), NoteRecorded(text="会英语")))
    assert "text" not in note.facts


def test_the_envelope_leaves_out_what_has_no_value() -> None:
    row = encode(take_apart(NewEvent(new_id(), 1, meta(), CandidateTagged(tag="java"))), {})
    state = json.loads(row.state)
    assert set(state) == {"facts", "meta", "sealed"}
    assert set(state["meta"]) == {"actor", "command_id", "confidentiality", "event_id", "schema_version"}
    assert decode(parse(stored(row)), None).event == CandidateTagged(tag="java")
