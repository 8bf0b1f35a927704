"""Events as lines of JSON (NDJSON), for the feed over HTTP and for the command line.

    {"position", "stream", "version", "type", "recorded_at", "state": {"facts", "meta", "sealed"}}

With the sealed parts, `state` is byte for byte what is stored, so its hash is the one in the proof. Without
them it is facts and envelope only.
"""

import orjson

from ledger.store import Row


def line(row: Row, *, sealed: bool) -> bytes:
    place = {
        "position": row.position,
        "stream": row.stream,
        "version": row.version,
        "type": row.type,
        "recorded_at": row.recorded_at,
    }
    return orjson.dumps(place, option=orjson.OPT_UTC_Z)[:-1] + b',"state":' + _state(row, sealed=sealed) + b"}\n"


def _state(row: Row, *, sealed: bool) -> bytes:
    if sealed:
        return row.state
    state = orjson.loads(row.state)
    del state["sealed"]
    return orjson.dumps(state)
