"""Questions over HTTP: a dossier against a bare SELECT, and a page of a long history against one of a short."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from uuid import UUID

import orjson
from fastapi import FastAPI, Response

from api.http import create_app
from api.http.caller import PeopleReader
from api.http.rooms import InRooms
from api.http.routing import keyed_router
from benchmarks.ground import Ground
from benchmarks.in_turn import in_turn, spread
from benchmarks.made_up import lives, stored
from benchmarks.row import Figure, Row
from benchmarks.served import Served, served
from ledger.access import AccessKeys
from ledger.ledger import Ledger
from projections.rebuild import rebuild

CONNECTIONS = 16
PEOPLE = 1_000
EVENTS = 8
LONG, SHORT = 10_000, 100
PAGE = 100
SELECT = "SELECT document FROM read.dossiers WHERE dossier = %s"


def app_with_bare_select() -> FastAPI:
    """The API, and beside it a route with the same authentication and one raw SELECT."""
    app, router = create_app(), keyed_router("benchmark")

    @router.get("/bare/{candidate}")
    def bare(caller: PeopleReader, rooms: InRooms, candidate: UUID) -> Response:  # noqa: ARG001
        with rooms.readers.connection() as connection:
            row = connection.execute(SELECT, (candidate,)).fetchone()
        assert row is not None
        return Response(row[0], media_type="application/json")

    app.include_router(router)
    return app


@contextmanager
def asked(ground: Ground, lengths: list[int]) -> Iterator[tuple[Served, list[UUID]]]:
    """People with histories of these lengths, their read models built, and the API serving."""
    with ground.ledger() as settings:
        with Ledger.open(settings, connections=2) as ledger:
            people = stored(ledger, lives(1, lengths))
            key = AccessKeys(ledger).issue("recruiter", by="system:bench")[1]
        rebuild(settings, shards=0)
        with served(settings, key, "benchmarks.asking:app_with_bare_select") as api:
            yield api, people


def get(ground: Ground, seconds: float) -> Figure:
    with asked(ground, [EVENTS] * PEOPLE) as (api, people):
        ours = api.rate([f"/v1/candidates/{each}" for each in people], CONNECTIONS)
        bare = api.rate([f"/v1/bare/{each}" for each in people], CONNECTIONS)
        ours(0.5), bare(0.5)
        here, there = in_turn(seconds, ours, bare, rounds=10)
    note = f"{PEOPLE} dossiers of {EVENTS} events in turn, one API process"
    return Figure(median(here), median(there), (spread(here, there), note))


def history(ground: Ground, seconds: float) -> Figure:
    with asked(ground, [LONG, SHORT]) as (api, (long, short)):
        path = f"/v1/candidates/{long}/history?limit={PAGE}"
        middle = f"{path}&cursor={_cursor_after(api, path, LONG // PAGE // 2)}"
        sides = [api.times(each) for each in (middle, f"/v1/candidates/{short}/history?limit={PAGE}")]
        here, there = in_turn(seconds, *(lambda slice_, side=side: median(side(slice_)) * 1000 for side in sides))
    note = f"a page of {PAGE} events over HTTP, median; of the long one, its middle page"
    return Figure(median(here), median(there), (spread(here, there), note))


def _cursor_after(api: Served, path: str, pages: int) -> str:
    cursor = ""
    for _ in range(pages):
        url = f"http://{api.host}:{api.port}{path}{f'&cursor={cursor}' if cursor else ''}"
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {api.key}"})
        with urllib.request.urlopen(asked) as answer:
            page: dict[str, Any] = orjson.loads(answer.read())
        cursor = page["next"]
    return cursor


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
        f"one page of the history of a candidate with {LONG:,} events",
        f"the same with {SHORT} events",
        "ms",
        2,
        "lower",
        10,
        history,
    ),
)
