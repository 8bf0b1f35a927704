"""A lake of made-up events, written straight: ten million of them would take half an hour through a ledger."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.made_up_facts import JOBS, NUMBER, SHARES, TYPES, facts, spelt, taken, where
from ledger.proof.notes import Checkpoint, KeyType, SignerKey
from projections.lake.columns import SCHEMA
from projections.lake.export import spans
from projections.lake.lists import Lists
from projections.lake.manifest import RANGE, Events, Manifest, root_of, write_manifest
from projections.lake.place import Place
from projections.lake.ranges import parquet
from projections.lake.table import content_sha256, ordered

EVENTS_EACH = 8
BEGAN = datetime(2023, 7, 1, tzinfo=UTC)
DAY = 86_400 * 1_000_000
MICROS = 3 * 365 * DAY
"""Three years, over which events are spread."""
KEY = SignerKey("made.up/ledger", KeyType.LOG, bytes(32))


def lake(folder: Path, events: int, seed: int = 1) -> Manifest:
    """Whole lives of `EVENTS_EACH` events each, as they come in over three years."""
    place, chance, files = Place(str(folder), new=True), np.random.default_rng(seed), list[Events]()
    people, lists = events // EVENTS_EACH, Lists()
    for first, last in spans(events, RANGE):
        rows = _rows(chance, first, last, events, people)
        data, name = parquet(rows, {}), f"events/{first:012}-{last:012}.parquet"
        place.put(name, data)
        lists.add(rows)
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
        **lists.write(place, events),
    )
    write_manifest(place, manifest)
    return manifest


def _moment(position: int, events: int) -> datetime:
    return datetime.fromtimestamp(_recorded(position, events) / 1_000_000, UTC)


def _recorded(positions: Any, events: int) -> Any:
    """Microseconds. All at once they would not fit 64 bits before they are divided."""
    return int(BEGAN.timestamp()) * 1_000_000 + MICROS // events * positions


def _rows(chance: np.random.Generator, first: int, last: int, events: int, people: int) -> pa.Table:
    """The first event of a person comes when an eighth of the others' has."""
    positions = np.arange(first, last + 1, dtype=np.int64)
    count = len(positions)
    begins = positions % EVENTS_EACH == 1
    known = np.maximum(positions // EVENTS_EACH, 1)
    person = np.where(begins, positions // EVENTS_EACH, (chance.random(count) * known).astype(np.int64))
    kind = np.where(begins, NUMBER["candidate-ingested"], chance.choice(len(TYPES), count, p=SHARES))
    kind[(kind == NUMBER["candidate-absorbed"]) & (person == 0)] = NUMBER["replied"]
    of_job = kind == NUMBER["job-opened"]
    recorded = _recorded(positions, events)
    late = chance.random(count) < 0.1
    claimed = recorded - chance.integers(1, 300, count) * DAY
    columns: dict[str, Any] = {
        "position": positions,
        "stream": spelt(np.where(of_job, person % JOBS, person), np.where(of_job, "b", "0")),
        "version": np.ones(count, dtype=np.int64),
        "type": taken(TYPES, kind),
        "recorded_at": recorded,
        "happened_at": np.where(late, claimed, recorded),
        "occurred_at": where(late, claimed),
        "actor": taken(["user:anna", "user:li", "policy:fresh-1", "system:clock"], chance.integers(0, 4, count)),
        **facts(chance, kind, person, positions),
    }
    assert people
    return ordered(pa.table([_column(field, columns.get(field.name), count) for field in SCHEMA], schema=SCHEMA))


def _column(field: pa.Field, values: Any, count: int) -> pa.Array:
    if values is None:
        return pa.nulls(count, field.type)
    return pa.array(values).cast(field.type)
