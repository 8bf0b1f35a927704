"""A replay as JSON, in pieces: each event, and the dossier as it stood after each or at the end."""

from collections.abc import Iterator
from typing import Literal

import orjson

from api.shown_event import shown
from projections.document import as_json
from projections.replay import Clock, Replay

Dossiers = Literal["last", "each"]


def told(found: Replay, clock: Clock, dossiers: Dossiers) -> Iterator[bytes]:
    """`{"candidate", "clock", "steps": [event …], "dossier"}`; pieces, so that no long one is held whole."""
    yield orjson.dumps({"candidate": found.candidate, "clock": clock})[:-1] + b',"steps":['
    between = b""
    for step in found.steps():
        line = shown(step.recorded)
        if dossiers == "each":
            line["dossier"] = orjson.Fragment(as_json(step.dossier))
        yield between + orjson.dumps(line, option=orjson.OPT_UTC_Z)
        between = b","
    last = found.dossier
    yield b'],"dossier":' + (as_json(last) if last else b"null") + b"}"
