"""How often a key may call: over all processes by Redis, each for itself while Redis is away."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis
from starlette.testclient import TestClient

from api.http import create_app
from api.http.limits import AWAY, Limits, connected, take
from tests.api.http.conftest import Api

NOWHERE = "redis://127.0.0.1:9/0"
NEVER = 3_600.0
"""Seconds until the next call is due: longer than any machine takes over a test."""


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def counted(limits: Limits) -> list[object]:
    """Grows by one whenever Redis is asked."""
    asked: list[object] = []
    ask = limits._take

    async def told(**given: object) -> object:
        asked.append(given)
        return await ask(**given)

    limits._take = told
    return asked


async def spent(limits: Limits, calls: int, actor: str = "key:a") -> int:
    """How many of so many calls at once are let through."""
    return sum([await limits.wait_for(actor) == 0 for _ in range(calls)])


@given(st.lists(st.tuples(st.floats(0, 3), st.integers(1, 5)), max_size=60))
def test_no_more_than_a_burst_and_the_rate_ever_comes_through(asked: list[tuple[float, int]]) -> None:
    gap, burst, due, now, taken = 0.5, 4, 0.0, 100.0, 0
    for later, wanted in asked:
        now += later
        got, due, wait = take(due, now, gap, burst, wanted)
        taken += got
        assert taken <= burst + (now - 100.0) / gap + 1e-3
        assert (got == 0) == (wait > 0)


def test_a_caller_waits_as_long_as_it_is_told_and_then_gets_through() -> None:
    async def story() -> None:
        clock = Clock()
        limits = Limits(60, clock=clock)
        assert await spent(limits, 100) == 10
        wait = await limits.wait_for("key:a")
        assert wait == 1
        assert await limits.wait_for("key:b") == 0
        clock.now += wait
        assert await spent(limits, 100) == 1

    asyncio.run(story())


def test_without_a_limit_nobody_waits() -> None:
    assert asyncio.run(spent(Limits(0), 10_000)) == 10_000


@pytest.mark.servers
def test_processes_share_one_limit_and_ask_redis_seldom(redis_url: str) -> None:
    actor = f"key:{uuid4()}"

    async def story() -> None:
        async with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
            clock = Clock()
            here, there = Limits(6_000, one, clock), Limits(6_000, other, clock)  # a burst of 1,000
            here.gap = there.gap = NEVER
            asked = [counted(limits) for limits in (here, there)]
            assert (await spent(here, 800, actor), await spent(there, 800, actor)) == (800, 200)
            assert [len(each) for each in asked] == [80, 21]
            assert await spent(there, 1, f"{actor}:other") == 1

    asyncio.run(story())


def test_while_redis_is_away_each_process_counts_for_itself_and_asks_again_later() -> None:
    async def story() -> None:
        clock = Clock()
        nowhere = connected(NOWHERE)
        async with nowhere:
            limits = Limits(60, nowhere, clock)
            asked = counted(limits)
            assert await spent(limits, 100) == 10
            assert len(asked) == 1
            clock.now += AWAY
            assert await spent(limits, 100) == 5
            assert len(asked) == 2

    asyncio.run(story())


@pytest.mark.servers
@pytest.mark.parametrize("reached", [lambda url: url, lambda _: NOWHERE], ids=["redis", "redis-away"])
def test_who_calls_too_often_is_told_when_to_come_back(api: Api, redis_url: str, reached: Callable[[str], str]) -> None:
    settings = api.settings.at(calls_a_minute=30, redis_url=reached(redis_url))
    signed = {"Authorization": f"Bearer {api.access.issue('admin', 'user:root')[1]}"}
    app: Any = create_app(settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        app.state.rooms.limits.gap = NEVER
        answers = [client.get("/v1/parked", headers=signed) for _ in range(8)]
        assert [each.status_code for each in answers[:5]] == [200] * 5
        refused = answers[-1]
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_calls")
        assert NEVER - 600 <= int(refused.headers["Retry-After"]) <= NEVER
