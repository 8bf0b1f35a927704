"""How long after a recruiter says that two are one person everybody is told so, over HTTP, the follower running."""

import http.client
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from uuid import UUID

import orjson

from benchmarks.asking import populated
from benchmarks.ground import Ground
from benchmarks.row import Figure, Row
from benchmarks.served import OURS, free_port, serving
from ledger.settings import Settings
from projections.run import main

EVENTS = 1_000
"""Of each of the two."""
FEWEST, MOST = 5, 40
"""Merges that are measured, each of two people of its own."""


@contextmanager
def followed(settings: Settings) -> Iterator[None]:
    """The process of `renmai serve projections`."""
    process = multiprocessing.get_context("spawn").Process(target=main, args=(settings,), daemon=True)
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join()


def shown(connection: http.client.HTTPConnection, key: str, survivor: UUID, absorbed: UUID) -> float:
    """Seconds from asking for the merge until the dossier under the absorbed id is the one of both."""
    begun = time.perf_counter()
    receipt = _asked(connection, key, "POST", f"/v1/candidates/{survivor}/merge", {"absorbed": str(absorbed)})
    dossier = _asked(connection, key, "GET", f"/v1/candidates/{absorbed}?after={receipt['position']}&wait=30")
    taken = time.perf_counter() - begun
    assert (dossier["merged_into"], len(dossier["records"])) == (str(survivor), 2)
    return taken


def _asked(connection: http.client.HTTPConnection, key: str, method: str, path: str, body: Any = None) -> Any:
    """Raises AssertionError when it is refused."""
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection.request(method, path, orjson.dumps(body) if body else None, headers)
    answer = connection.getresponse()
    told = orjson.loads(answer.read())
    assert answer.status in (200, 201), told
    return told


def merge(ground: Ground, seconds: float) -> Figure:
    """The first merge warms everything up and is not counted."""
    pairs = 1 + int(min(MOST, max(FEWEST, seconds)))
    with (
        populated(ground, [EVENTS] * 2 * pairs) as (settings, people, key),
        followed(settings),
        serving(OURS, settings, free_port()) as port,
    ):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        both = zip(people[::2], people[1::2], strict=True)
        _, *taken = (shown(connection, key, survivor, absorbed) for survivor, absorbed in both)
        connection.close()
    note = f"{len(taken)} merges, {min(taken):.2f} to {max(taken):.2f} s"
    return Figure(median(taken), notes=(note,))


ROWS = (
    Row(
        "merge",
        f"merge of two dossiers with {EVENTS:,} events each, until queries show it",
        "",
        "s",
        1,
        "lower",
        15,
        merge,
    ),
)
