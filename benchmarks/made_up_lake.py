"""A lake of made-up events, written straight: ten million of them would take half an hour through a ledger."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from ledger.proof.notes import Checkpoint, KeyType, SignerKey
from projections.lake.columns import SCHEMA
from projections.lake.export import spans, write_members
from projections.lake.manifest import RANGE, Events, Manifest, root_of, write_manifest
from projections.lake.members import Memberships
from projections.lake.place import Place
from projections.lake.ranges import parquet
from projections.lake.table import content_sha256

EVENTS_EACH = 8
BEGAN = datetime(2023, 7, 1, tzinfo=UTC)
MICROS = 3 * 365 * 86_400 * 1_000_000
"""Three years, over which events are spread."""
CHANNELS = np.array(["email", "phone", "wecom"])
SKILLS = np.array([f"skill-{number}" for number in range(60)])
REGIONS = np.array([f"cn-{number}" for number in range(11, 45)])
TYPES = np.array(
    ["contact-logged"] * 5
    + ["replied"] * 2
    + ["candidate-tagged"] * 2
    + ["consent-given", "consent-withdrawn", "applied", "intent-recorded", "interview-attended", "talent-pool-entered"]
)
KEY = SignerKey("made.up/ledger", KeyType.LOG, bytes(32))


def lake(folder: Path, events: int, seed: int = 1) -> Manifest:
    """Whole lives of `EVENTS_EACH` events each, as they come in over three years."""
    place, chance, files = Place(str(folder), new=True), np.random.default_rng(seed), list[Events]()
    people = events // EVENTS_EACH
    for first, last in spans(events, RANGE):
        rows = _rows(chance, first, last, events, people)
        data, name = parquet(rows, {}), f"events/{first:012}-{last:012}.parquet"
        place.put(name, data)
        sha256 = hashlib.sha256(data).hexdigest()
        sums = {"size": len(data), "sha256": sha256, "content_sha256": content_sha256(rows)}
        files.append(Events.model_validate({"name": name, "first": first, "last": last, "root": sha256, **sums}))
    text = Checkpoint(KEY.name, events, root_of([bytes.fromhex(each.root) for each in files])).text()
    manifest = Manifest(
        renmai="0",
        range=RANGE,
        position=events,
        recorded_at=_moment(events, events),
        checkpoint=f"{text}\n{KEY.sign(text)}",
        events=tuple(files),
        members=write_members(place, Memberships(), events),
    )
    write_manifest(place, manifest)
    return manifest


def _moment(position: int, events: int) -> datetime:
    micros = int(BEGAN.timestamp()) * 1_000_000 + MICROS * position // events
    return datetime.fromtimestamp(micros / 1_000_000, UTC)


def _rows(chance: np.random.Generator, first: int, last: int, events: int, people: int) -> pa.Table:
    """The first event of a person comes when an eighth of the others' has."""
    positions = np.arange(first, last + 1, dtype=np.int64)
    count = len(positions)
    begins = positions % EVENTS_EACH == 1
    known = np.maximum(positions // EVENTS_EACH, 1)
    person = np.where(begins, positions // EVENTS_EACH, (chance.random(count) * known).astype(np.int64))
    kind = np.where(begins, "candidate-ingested", chance.choice(TYPES, count))
    recorded = int(BEGAN.timestamp()) * 1_000_000 + MICROS * positions // events
    contacts = np.isin(kind, ["contact-logged", "replied"])
    columns: dict[str, Any] = {
        "position": positions,
        "stream": _ids(person, "0"),
        "version": np.ones(count, dtype=np.int64),
        "type": kind,
        "recorded_at": recorded,
        "happened_at": recorded,
        "actor": np.full(count, "user:anna"),
        "region": _where(kind == "candidate-ingested", chance.choice(REGIONS, count)),
        "status": _where(kind == "candidate-ingested", np.full(count, "prospect")),
        "channel": _where(contacts, chance.choice(CHANNELS, count)),
        "contact": _where(contacts, _ids(positions, "c")),
        "inbound": _where(kind == "contact-logged", chance.random(count) < 0.2),
        "went_well": _where(kind == "contact-logged", chance.random(count) < 0.7),
        "outcome": _where(contacts, np.full(count, "reached")),
        "tag": _where(kind == "candidate-tagged", chance.choice(SKILLS, count)),
        "facet": _where(kind == "candidate-tagged", np.full(count, "skill")),
        "purpose": _where(np.char.startswith(kind, "consent"), np.full(count, "marketing")),
        "controller": _where(np.char.startswith(kind, "consent"), np.full(count, "main")),
        "method": _where(np.char.startswith(kind, "consent"), np.full(count, "human")),
        "application": _where(np.isin(kind, ["applied", "interview-attended"]), _ids(positions, "a")),
        "intent": _where(kind == "intent-recorded", np.full(count, "open")),
        "pool": _where(kind == "talent-pool-entered", np.full(count, "main")),
        "channels": [list(CHANNELS) if each == "consent-given" else None for each in kind],
    }
    assert people
    return pa.table([_column(field, columns.get(field.name), count) for field in SCHEMA], schema=SCHEMA)


def _column(field: pa.Field, values: Any, count: int) -> pa.Array:
    if values is None:
        return pa.nulls(count, field.type)
    return pa.array(values).cast(field.type)


def _where(mask: Any, values: Any) -> pa.Array:
    return pa.array(values, mask=~mask)


def _ids(numbers: Any, kind: str) -> Any:
    """Spelt like a UUID, spread like a random one."""
    mixed = (numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) & np.uint64(0xFFFFFFFFFFFF)
    return np.array([f"{kind}1a217f5-0000-7000-8000-{each:012x}" for each in mixed.tolist()])
