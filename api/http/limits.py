"""How often a caller may call: so many a minute, over all processes, with bursts of ten seconds' worth.

Redis holds for each caller when the next call would be due if calls came evenly (GCRA). A process takes permits for a
tenth of a second at a time and spends them alone, so it asks Redis a few times a second and not at every call; what
it has not spent after a second is lost. While Redis is away each process counts for itself: the limit then holds for
each process, and nobody is turned away because of Redis.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from domain.vocabulary import ActorId

BURST = 10.0
"""Seconds' worth of calls that may come at once."""
SHARE = 0.1
"""Seconds' worth that a process takes at once."""
HELD = 1.0
"""Seconds after which a process gives up what it took."""
AWAY = 5.0
"""Seconds for which a Redis that did not answer is not asked."""
PATIENCE = 0.25
MOST = 10_000
"""Callers that are remembered."""

TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1e6
local gap, burst, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local free = math.floor((now + burst * gap - due) / gap + 1e-6)
if free < 1 then
    return {0, tostring(due + gap - now - burst * gap)}
end
local taken = math.min(free, wanted)
redis.call('SET', KEYS[1], string.format('%.6f', due + taken * gap), 'PX', math.ceil(burst * gap * 1000) + 1000)
return {taken, '0'}
"""


def take(due: float, now: float, gap: float, burst: int, wanted: int) -> tuple[int, float, float]:
    """The same without Redis: permits, the next `due`, and the seconds to wait for one if there is none."""
    due = max(due, now)
    free = floor((now + burst * gap - due) / gap + 1e-6)
    if free < 1:
        return 0, due, due + gap - now - burst * gap
    taken = min(free, wanted)
    return taken, due + taken * gap, 0.0


@dataclass(slots=True)
class Lease:
    left: int = 0
    until: float = 0.0
    refused_until: float = 0.0
    due: float = 0.0
    """Of this process alone, while Redis is away."""


class Limits:
    """Of one event loop."""

    def __init__(
        self, calls_a_minute: int, redis: "Redis | None" = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.unlimited = calls_a_minute == 0
        self.gap = 60 / max(1, calls_a_minute)
        self.burst = max(1, round(BURST / self.gap))
        self.share = max(1, round(SHARE / self.gap))
        self.redis = redis
        self.clock = clock
        self._take: Any = redis.register_script(TAKE) if redis is not None else None
        self._leases: dict[ActorId, Lease] = {}
        self._away_until = 0.0

    async def wait_for(self, actor: ActorId) -> int:
        """Seconds that this call came too early; 0: it may be answered."""
        if self.unlimited:
            return 0
        now, lease = self.clock(), self._leases.get(actor)
        if lease is None:
            if len(self._leases) >= MOST:
                self._leases.clear()
            lease = self._leases[actor] = Lease()
        if lease.left > 0 and lease.until > now:
            lease.left -= 1
            return 0
        if lease.refused_until > now:
            return ceil(lease.refused_until - now)
        taken, wait = await self._taken(actor, lease, now)
        if taken == 0:
            lease.refused_until = now + wait
            return max(1, ceil(wait))
        lease.left = (lease.left if lease.until > now else 0) + taken - 1
        lease.until = now + HELD
        return 0

    async def _taken(self, actor: ActorId, lease: Lease, now: float) -> tuple[int, float]:
        if self._take is not None and self._away_until <= now:
            try:
                taken, wait = await self._take(keys=[f"renmai:calls:{actor}"], args=[self.gap, self.burst, self.share])
                return int(taken), float(wait)
            except (RedisError, OSError, TimeoutError):
                self._away_until = now + AWAY
        taken, lease.due, wait = take(lease.due, now, self.gap, self.burst, self.share)
        return taken, wait


def connected(url: str) -> "Redis":
    """It connects when it is first asked."""
    return Redis.from_url(url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)
