"""The leaf's bytes are permanent: proofs that were given out rest on them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

from ledger.canonical import canonical
from ledger.leaf import leaf_bytes
from ledger.store import Row

GOLDEN = Path(__file__).parent / "golden" / "leaf.json"
"""One row as it lies in the table (`state` as text), and the leaf that belongs to it. Never changed."""


def golden() -> tuple[Row, bytes]:
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    row = kept["row"]
    return (
        Row(
            row["position"],
            UUID(row["stream"]),
            row["version"],
            row["type"],
            datetime.fromisoformat(row["recorded_at"]),
            row["state"].encode(),
        ),
        kept["leaf"].encode(),
    )


def test_the_leaf_is_the_one_that_was_given_out() -> None:
    row, leaf = golden()
    assert leaf_bytes(row) == leaf


def test_the_moment_is_the_same_in_any_zone_and_always_has_six_digits() -> None:
    row, leaf = golden()
    shanghai = row.recorded_at.astimezone(timezone(timedelta(hours=8)))
    assert leaf_bytes(Row(row.position, row.stream, row.version, row.type, shanghai, row.state)) == leaf
    whole = datetime(2026, 1, 1, tzinfo=UTC)
    told = json.loads(leaf_bytes(Row(1, row.stream, 1, row.type, whole, b"")))["recorded_at"]
    assert told == "2026-01-01T00:00:00.000000Z"


def test_every_part_of_a_row_shows_in_its_leaf() -> None:
    row, leaf = golden()
    changed = [
        Row(row.position + 1, row.stream, row.version, row.type, row.recorded_at, row.state),
        Row(row.position, UUID(int=0), row.version, row.type, row.recorded_at, row.state),
        Row(row.position, row.stream, row.version + 1, row.type, row.recorded_at, row.state),
        Row(row.position, row.stream, row.version, "replied", row.recorded_at, row.state),
        Row(
            *(row.position, row.stream, row.version, row.type),
            row.recorded_at + timedelta(microseconds=1),
            row.state,
        ),
        Row(row.position, row.stream, row.version, row.type, row.recorded_at, row.state + b" "),
    ]
    assert len({leaf, *map(leaf_bytes, changed)}) == 1 + len(changed)


def test_the_leaf_holds_a_hash_of_the_state_and_nothing_of_it() -> None:
    row, leaf = golden()
    told = json.loads(leaf)
    assert told["state_sha256"] == hashlib.sha256(row.state).hexdigest()
    assert leaf == canonical(told)
    assert list(told) == ["position", "recorded_at", "state_sha256", "stream", "type", "v", "version"]
