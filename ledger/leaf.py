"""The leaf of one event in the tree of proof: small, without personal data, and permanent (`tests/ledger/golden`).

Canonical JSON (RFC 8785) of `{position, recorded_at, state_sha256, stream, type, v, version}`. A verifier hashes
the stored state itself, and compares. `v` is the version of this layout.
"""

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from ledger.store import Row

LAYOUT = 1


class Header(NamedTuple):
    """An event without its state."""

    position: int
    stream: UUID
    version: int
    type: str
    recorded_at: datetime
    state_sha256: bytes


def leaf_bytes(row: Row) -> bytes:
    return leaf_of(Header(*row[:5], hashlib.sha256(row.state).digest()))


def leaf_of(header: Header) -> bytes:
    """`recorded_at` is RFC 3339 in UTC with six digits of a second, `state_sha256` is lower-case hex.

    Written out, for `canonical` takes twice as long, and the sealer makes one of each event: no value here holds what
    JSON would escape.
    """
    at = header.recorded_at.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00")
    return (
        f'{{"position":{header.position},"recorded_at":"{at}Z","state_sha256":"{header.state_sha256.hex()}",'
        f'"stream":"{header.stream}","type":"{header.type}","v":{LAYOUT},"version":{header.version}}}'
    ).encode()
