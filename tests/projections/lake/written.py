"""A story that no database ever saw, as rows of the lake, and as a lake in a folder."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from domain.recorded import Recorded
from ledger.codec import NewEvent, canonical, take_apart
from ledger.leaf import Header, leaf_of
from ledger.proof.notes import Checkpoint, KeyType, SignerKey
from ledger.proof.tiles import Edge
from ledger.proof.tree import leaf_hash
from projections.lake.export import spans
from projections.lake.lists import Lists
from projections.lake.manifest import RANGE, Events, Manifest, write_manifest
from projections.lake.place import Place
from projections.lake.ranges import parquet
from projections.lake.table import Stood, content_sha256, table

KEY = SignerKey("tests.local/ledger", KeyType.LOG, bytes(32))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stood(recorded: Recorded) -> Stood:
    position, stream, version, recorded_at, meta, event, _ = recorded
    draft = take_apart(NewEvent(stream, version, meta, event))
    state = canonical({"facts": draft.facts, "meta": draft.meta, "sealed": {}})
    micros = (recorded_at - EPOCH) // (datetime.resolution)
    return Stood(position, str(stream), version, event.type, micros, state)


def rows(history: Iterable[Recorded]) -> pa.Table:
    return table([stood(each) for each in history])


def lake(folder: Path | str, history: list[Recorded], length: int = RANGE) -> Manifest:
    """As an export writes it."""
    place, lists, files = Place(str(folder), new=True), Lists(), list[Events]()
    tree = Edge()
    for first, last in spans(len(history), length):
        part, edge = history[first - 1 : last], Edge()
        for recorded, row in zip(part, map(stood, part), strict=True):
            digest = hashlib.sha256(row.state).digest()
            leaf = leaf_hash(leaf_of(Header(*recorded[:3], row.type, recorded.recorded_at, digest)))
            list(tree.add(leaf)), list(edge.add(leaf))
        events = rows(part)
        data, name = parquet(events, {}), f"events/{first:012}-{last:012}.parquet"
        place.put(name, data)
        lists.add(events)
        sums = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "content_sha256": content_sha256(events)}
        files.append(Events(name=name, first=first, last=last, root=edge.root().hex(), **sums))
    text = Checkpoint(KEY.name, tree.size, tree.root()).text()
    manifest = Manifest(
        renmai="0",
        range=length,
        position=len(history),
        recorded_at=history[-1].recorded_at,
        checkpoint=f"{text}\n{KEY.sign(text)}",
        events=tuple(files),
        **lists.write(place, len(history)),
    )
    write_manifest(place, manifest)
    return manifest
