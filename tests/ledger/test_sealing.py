"""Sealed parts: their permanent layout, bound to their place, and unreadable without their key."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.envelope import Meta
from domain.events import CandidateIngested, NoteRecorded
from domain.person import ContactPoint, Name, Person, PointKind
from domain.recorded import Recorded, Unreadable
from domain.vocabulary import DataClass
from ledger import sealing
from ledger.codec import Draft, NewEvent, canonical, decode, encode, parse, take_apart
from ledger.keyring import KeyName, by_label
from ledger.sealing import TamperedSeal, associated, seal, unseal
from ledger.store import Row

GOLDEN = Path(__file__).parent / "golden" / "sealed_row.json"
"""An event, the keys and nonces, and the stored state that they make. Never changed."""
STREAM = UUID("01990000-0000-7000-8000-000000000001")
OTHER = UUID("01990000-0000-7000-8000-000000000002")
WHEN = datetime(2026, 3, 4, 5, 6, 7, 89, tzinfo=UTC)
INGESTED = CandidateIngested(
    person=Person(name=Name(full="王小明"), points=(ContactPoint(kind=PointKind.EMAIL, value="wang@example.com"),)),
    external_id="x-1",
    unmapped={"班次": "夜班"},
    row=7,
)
META = Meta(
    event_id=UUID("01990000-0000-7000-8000-0000000000e1"),
    command_id=UUID("01990000-0000-7000-8000-0000000000c1"),
    actor="user:li",
)
NEW = NewEvent(STREAM, 3, META, INGESTED)
NAMES = {each: KeyName(STREAM, each, 2) for each in DataClass}
KEYS = {name: AESGCM(bytes([number]) * 32) for number, name in enumerate(NAMES.values(), start=1)}


# As `take_apart` gives it today; written out, so that a field which is added one day leaves the golden bytes alone.
DRAFT = Draft(
    STREAM,
    3,
    "candidate-ingested",
    META,
    {"row": 7, "status": "prospect"},
    {
        (STREAM, DataClass.IDENTITY): {
            "external_id": "x-1",
            "person": {
                "name": {"full": "王小明", "other": []},
                "points": [{"kind": "email", "valid": True, "value": "wang@example.com"}],
            },
        },
        (STREAM, DataClass.UNMAPPED): {"unmapped": {"班次": "夜班"}},
    },
)


def sealed_row(draft: Draft | None = None) -> Row:
    ciphers = {(STREAM, each): (name, KEYS[name]) for each, name in NAMES.items()}
    row = encode(draft or take_apart(NEW), ciphers)
    return Row(9, row.stream, row.version, row.type, WHEN, row.state)


def read(row: Row, keys: Mapping[KeyName, AESGCM | Unreadable] = KEYS) -> Recorded:
    return decode(parse(row), by_label(keys))


def changed(row: Row, change: Callable[[dict[str, Any]], None]) -> Row:
    state = json.loads(row.state)
    change(state)
    return Row(row.position, row.stream, row.version, row.type, row.recorded_at, canonical(state))


def test_the_layout_is_the_one_that_lies_in_old_ledgers(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    nonces = iter(bytes.fromhex(each) for each in kept["nonces"])
    monkeypatch.setattr(sealing, "os", SimpleNamespace(urandom=lambda size: next(nonces)))
    assert sealed_row(DRAFT).state == kept["state"].encode()


def test_a_row_of_an_old_ledger_is_opened() -> None:
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    row = Row(9, STREAM, 3, "candidate-ingested", WHEN, kept["state"].encode())
    recorded = read(row)
    assert recorded.event == INGESTED
    assert recorded.meta == META
    # The same by hand, as somebody would who has only this description of the layout.
    part = json.loads(row.state)["sealed"][f"{STREAM}/identity"]
    bound_to = f"{STREAM}/3/candidate-ingested/{STREAM}/identity/2".encode()
    key = AESGCM(bytes.fromhex(kept["identity_key"]))
    plain = key.decrypt(b64decode(part["n"]), b64decode(part["c"]), bound_to)
    assert json.loads(plain) == DRAFT.parts[STREAM, DataClass.IDENTITY]


def test_nothing_personal_is_in_the_clear() -> None:
    state = sealed_row().state
    for canary in ("王小明", "wang@example.com", "x-1", "班次", "夜班"):
        assert canary.encode() not in state


def test_sealing_the_same_twice_gives_different_bytes() -> None:
    assert sealed_row().state != sealed_row().state


@pytest.mark.parametrize(
    "moved",
    [
        lambda row: Row(9, OTHER, 3, row.type, WHEN, row.state),
        lambda row: Row(9, STREAM, 4, row.type, WHEN, row.state),
        lambda row: Row(9, STREAM, 3, "profile-updated", WHEN, row.state),
    ],
    ids=["to another stream", "to another version", "to another type"],
)
def test_a_part_moved_to_another_event_is_noticed(moved: Callable[[Row], Row]) -> None:
    with pytest.raises(TamperedSeal):
        read(moved(sealed_row()))


def test_a_part_given_to_another_subject_or_class_is_noticed() -> None:
    keys = dict(KEYS) | {KeyName(OTHER, each, 2): KEYS[NAMES[each]] for each in DataClass}
    label = f"{STREAM}/identity"

    def rename(to: str) -> Callable[[dict[str, Any]], None]:
        return lambda state: state["sealed"].update({to: state["sealed"].pop(label)})

    # Even where that other subject has the very same key.
    with pytest.raises(TamperedSeal):
        read(changed(sealed_row(), rename(f"{OTHER}/identity")), keys)
    keys[NAMES[DataClass.CAREER]] = KEYS[NAMES[DataClass.IDENTITY]]
    with pytest.raises(TamperedSeal):
        read(changed(sealed_row(), rename(f"{STREAM}/career")), keys)


def test_a_part_under_another_generation_is_noticed() -> None:
    keys = dict(KEYS) | {KeyName(STREAM, DataClass.IDENTITY, 1): KEYS[NAMES[DataClass.IDENTITY]]}
    with pytest.raises(TamperedSeal):
        read(changed(sealed_row(), lambda state: state["sealed"][f"{STREAM}/identity"].update(k=1)), keys)


@pytest.mark.parametrize("part", ["n", "c"])
@pytest.mark.parametrize("place", [0, -1])
def test_a_single_changed_bit_is_noticed(part: str, place: int) -> None:
    def flip(state: dict[str, Any]) -> None:
        sealed = state["sealed"][f"{STREAM}/identity"]
        flipped = bytearray(b64decode(sealed[part]))
        flipped[place] ^= 1
        sealed[part] = b64encode(flipped).decode()

    with pytest.raises(TamperedSeal) as tampered:
        read(changed(sealed_row(), flip))
    assert "王" not in str(tampered.value)


@pytest.mark.parametrize(
    "damage",
    [
        {"c": b64encode(b"short").decode()},
        {"c": "not base64!"},
        {"n": ""},
        {"n": None},
    ],
    ids=["cut short", "not base64", "an empty nonce", "no nonce"],
)
def test_a_part_without_its_layout_is_noticed(damage: dict[str, Any]) -> None:
    def spoil(state: dict[str, Any]) -> None:
        part = state["sealed"][f"{STREAM}/identity"] | damage
        state["sealed"][f"{STREAM}/identity"] = {name: each for name, each in part.items() if each is not None}

    with pytest.raises(TamperedSeal):
        read(changed(sealed_row(), spoil))


def test_parts_exchanged_between_two_events_are_noticed() -> None:
    name = NAMES[DataClass.CONVERSATION]
    ciphers = {(STREAM, DataClass.CONVERSATION): (name, KEYS[name])}
    one = encode(take_apart(NewEvent(STREAM, 4, META, NoteRecorded(text="yes"))), ciphers)
    other = encode(take_apart(NewEvent(STREAM, 5, META, NoteRecorded(text="no"))), ciphers)
    with pytest.raises(TamperedSeal):
        read(Row(10, STREAM, 4, one.type, WHEN, other.state))


@pytest.mark.parametrize("why", ["forgotten", "key-lost"])
def test_a_part_without_its_key_reads_as_a_typed_nothing_and_the_rest_stays(why: Any) -> None:
    recorded = read(sealed_row(), dict(KEYS) | {NAMES[DataClass.IDENTITY]: why})
    assert isinstance(recorded.event, CandidateIngested)
    assert (recorded.event.person, recorded.event.external_id) == (None, None)
    assert recorded.event.unmapped == {"班次": "夜班"}
    assert recorded.event.row == 7
    assert recorded.unreadable == {DataClass.IDENTITY: why}


def test_unopened_is_not_the_same_as_unreadable() -> None:
    recorded = decode(parse(sealed_row()), None)
    assert isinstance(recorded.event, CandidateIngested)
    assert recorded.event.person is None
    assert recorded.unreadable == {}


def test_a_part_is_opened_by_its_own_key_only() -> None:
    name = NAMES[DataClass.IDENTITY]
    bound_to = associated(STREAM, 1, "replied", name)
    sealed = json.loads(seal({"said": "yes"}, KEYS[name], bound_to, 2))
    assert unseal(sealed, KEYS[name], bound_to) == {"said": "yes"}
    with pytest.raises(TamperedSeal):
        unseal(sealed, AESGCM(bytes(32)), associated(STREAM, 2, "replied", name))
