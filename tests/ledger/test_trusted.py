"""What is read without being judged again is what judging it would give."""

import pickle
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.envelope import Meta
from domain.events import CATALOGUE, EVENT, CandidateIngested, CandidateTagged, Event
from domain.person import Name, Person
from domain.vocabulary import DataClass
from ledger import codec
from ledger.codec import NewEvent, canonical, decode, decode_closed, encode, parse, take_apart
from ledger.keyring import KeyName, by_label
from ledger.store import Row
from tests.domain.golden_files import FOLDER, read
from tests.ledger.said import events

STREAM = UUID("0190a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b")
WHEN = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
CIPHER = AESGCM(bytes(32))
EXAMPLES = sorted(FOLDER.glob("*.json"))
ORDINARY = Meta(event_id=UUID(int=1), command_id=UUID(int=2), actor="user:li")


def stored(event: Any, meta: Meta = ORDINARY) -> Row:
    draft = take_apart(NewEvent(STREAM, 1, meta, event))
    row = encode(draft, {pair: (KeyName(*pair), CIPHER) for pair in draft.parts})
    return Row(1, row.stream, row.version, row.type, WHEN, row.state)


def kinds(value: Any) -> Any:
    """The type of everything in it: a word of a vocabulary equals a plain string."""
    if isinstance(value, BaseModel):
        return type(value), kinds(dict(value))
    if isinstance(value, dict):
        return {(kinds(name), name): kinds(each) for name, each in value.items()}
    return [kinds(each) for each in value] if isinstance(value, tuple) else type(value)


def require_the_same(row: Row, *, closed: bool = False) -> None:
    parsed = parse(row, closed=closed)
    assert not isinstance(parsed.state, dict), "it was judged, and not trusted"
    opened = None if closed else by_label(dict.fromkeys(parsed.key_names(), CIPHER))
    trusted, judged = decode(parsed, opened), codec._judged(codec._plainly(row), opened)
    assert trusted == judged
    for one, other in ((trusted.meta, judged.meta), (trusted.event, judged.event)):
        assert kinds(one) == kinds(other)
        assert one.model_dump_json() == other.model_dump_json()
        assert one.model_copy() == pickle.loads(pickle.dumps(one)) == one


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "opened"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_of_every_golden_file_trusting_gives_what_judging_gives(path: Path, closed: bool) -> None:
    event: Event = EVENT.validate_python(read(path))
    require_the_same(stored(event), closed=closed)


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.__name__)
@settings(max_examples=30)
@given(data=st.data())
def test_of_any_event_trusting_gives_what_judging_gives(kind: type[Event], data: st.DataObject) -> None:
    row = stored(data.draw(events(kind)), data.draw(events(Meta)))
    require_the_same(row, closed=data.draw(st.booleans()))


@pytest.mark.parametrize(
    "facts",
    [
        {"tag": "java", "colour": "red"},
        {},
        {"tag": 7},
        {"tag": "java", "facet": "mood"},
        {"tag": "java", "breaks": "x"},
    ],
    ids=["more than the type has", "less", "another type", "an unknown word", "another shape"],
)
def test_what_does_not_fit_is_judged(facts: dict[str, Any]) -> None:
    row = stored(CandidateTagged(tag="java"))
    odd = row._replace(state=canonical(orjson.loads(row.state) | {"facts": facts}))
    with pytest.raises(ValidationError):
        decode(parse(odd), None)


def test_a_number_written_as_text_is_judged_and_read() -> None:
    row = stored(CandidateTagged(tag="java"))
    odd = row._replace(state=canonical(orjson.loads(row.state) | {"facts": {"tag": "java", "confidence": "7"}}))
    assert decode(parse(odd), None).event == CandidateTagged(tag="java", confidence=7)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_what_stays_closed_is_read_in_one_step_as_in_two(path: Path) -> None:
    row = stored(EVENT.validate_python(read(path)))
    assert decode_closed(row) == decode(parse(row, closed=True), None)


def test_classes_that_are_not_asked_for_stay_closed_and_are_not_told_as_unreadable() -> None:
    row = stored(CandidateIngested(person=Person(name=Name(full="王小明")), external_id="x-1", unmapped={"班次": "夜"}))
    opened = by_label({KeyName(STREAM, DataClass.IDENTITY): CIPHER})
    found = decode(parse(row), opened, (DataClass.IDENTITY,))
    assert found.event == CandidateIngested(person=Person(name=Name(full="王小明")), external_id="x-1")
    assert not found.unreadable


def test_threads_that_read_their_first_events_at_the_same_moment_do_not_end_the_process() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.ledger.reading_at_once"], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
