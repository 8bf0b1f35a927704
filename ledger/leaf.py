"""The leaf of one event in the tree of proof: small, without personal data, and permanent (`tests/ledger/golden`).

Canonical JSON (RFC 8785) of `{position, recorded_at, state_sha256, stream, type, v, version}`. A verifier hashes
the stored state itself, and compares. `v` is the version of this layout.
"""

import hashlib
from datetime import UTC

from ledger.codec import canonical
from ledger.store import Row

LAYOUT = 1


def leaf_bytes(row: Row) -> bytes:
    """`recorded_at` is RFC 3339 in UTC with six digits of a second, `state_sha256` is lower-case hex."""
    return canonical(
        {
            "v": LAYOUT,
            "position": row.position,
            "stream": str(row.stream),
            "version": row.version,
            "type": row.type,
            "recorded_at": row.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "state_sha256": hashlib.sha256(row.state).hexdigest(),
        }
    )
