"""What an API consumer waits for: one dossier, and a page of history, over HTTP on the server of the product."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median, quantiles
from uuid import UUID

import orjson

from benchmarks import load
from benchmarks.ground import Ground
from benchmarks.in_turn import in_turn, spread
from benchmarks.made_up import EVENTS_EACH, lives, stored
from benchmarks.row import Figure, Row
from benchmarks.served import OURS, free_port, raw, serving, workers
from ledger.access import AccessKeys
from ledger.ledger import Ledger
from ledger.settings import Settings
from projections.rebuild import rebuild

CONNECTIONS = 16
PEOPLE = 2_000
LONG, SHORT = 10_000, 100
PAGE = 100


@contextmanager
def populated(ground: Ground, lengths: list[int]) -> Iterator[tuple[Settings, list[UUID], str]]:
    """Settings, people, and the key of a recruiter; the read models are made."""
    with ground.ledger() as settings:
        with Ledger.open(settings, connections=2) as ledger:
            streams = stored(ledger, lives(1, lengths))
            _, key = AccessKeys(ledger).issue("recruiter", by="user:bench")
        rebuild(settings, shards=0)
        yield settings, streams, key


def get(ground: Ground, seconds: float) -> Figure:
    with populated(ground, [EVENTS_EACH] * PEOPLE) as (settings, streams, key):
        requests = [load.request(f"/v1/candidates/{stream}", key) for stream in streams]
        one, other = free_port(), free_port()
        with serving(OURS, settings, one), serving(raw(other), settings, other):
            for port in (one, other):
                load.rate(port, requests, CONNECTIONS, 0.5)
            here, there = in_turn(
                seconds,
                lambda share: load.rate(one, requests, CONNECTIONS, share),
                lambda share: load.rate(other, requests, CONNECTIONS, share),
            )
    return Figure(median(here), median(there), (f"{spread(here, there)}; {workers()} server process(es) each",))


def history(ground: Ground, seconds: float) -> Figure:
    """Of the long one the first page, one in the middle and the last, in turn."""
    with populated(ground, [LONG, SHORT]) as (settings, (long, short), key):
        port = free_port()
        with serving(OURS, settings, port):
            pages = _pages(port, long, key)
            of_long = [pages[0], pages[len(pages) // 2], pages[-1]]
            of_short = _pages(port, short, key)[:1]
            load.times(port, (of_long + of_short) * 10)
            here, there = in_turn(
                seconds,
                lambda share: _p95(port, of_long, share),
                lambda share: _p95(port, of_short, share),
            )
    note = f"p95 over HTTP, pages of {PAGE}; {spread(here, there)}"
    return Figure(median(here), median(there), (note,))


def _pages(port: int, candidate: UUID, key: str) -> list[bytes]:
    """The requests for each page that is full."""
    requests: list[bytes] = []
    cursor = ""
    while True:
        asked = load.request(f"/v1/candidates/{candidate}/history?limit={PAGE}{cursor}", key)
        page = orjson.loads(load.body(port, asked))
        if len(page["items"]) == PAGE:
            requests.append(asked)
        if page["next"] is None:
            return requests
        cursor = f"&cursor={page['next']}"


def _p95(port: int, requests: list[bytes], seconds: float) -> float:
    """Milliseconds."""
    taken: list[float] = []
    while sum(taken) < seconds or len(taken) < 20:
        taken += load.times(port, requests)
    return quantiles(taken, n=20)[-1] * 1000


ROWS = (
    Row(
        "get",
        f"GET one dossier, {CONNECTIONS} connections",
        "a route with the same authentication and one raw SELECT",
        "requests/s",
        0.7,
        "higher",
        20,
        get,
    ),
    Row(
        "history",
        f"a page of the history of a candidate with {LONG:,} events, p95",
        f"of one with {SHORT} events",
        "ms",
        2,
        "lower",
        10,
        history,
    ),
)
