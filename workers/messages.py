"""The messages in Redis: a task's name and positions, nothing else. All may be lost at any moment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import dramatiq
import redis
from dramatiq import Broker

from ledger.settings import Settings
from workers.bell import BellBroker

NAMESPACE = "renmai"
FILLED = f"{NAMESPACE}:filled"
"""A key without a limit of life: when it is missing, Redis was flushed or is another one."""


class NoRedis(Exception):
    """No address of Redis is set, and nobody started the embedded one: set RENMAI_REDIS_URL."""

    code = "no_redis"


@dataclass(frozen=True, slots=True)
class Lane:
    """A queue of one task: what is done for campaigns stands in another than what somebody waits for."""

    task: str
    of_campaigns: bool = False

    @property
    def queue(self) -> str:
        return f"{self.task}_of_campaigns" if self.of_campaigns else self.task


class Messages:
    """Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        if settings.redis_url is None:
            raise NoRedis
        # Nothing is retried, timed out or kept by the broker: attempts and waits are counted in the database.
        self.client = redis.Redis.from_url(settings.redis_url.get_secret_value())
        self.broker: Broker = BellBroker(self.client, NAMESPACE)

    def declare(self, lane: Lane, carry_out: Callable[[str, Sequence[int]], None]) -> None:
        """From now on a worker in this process calls `carry_out(task, positions)` for the messages of this lane."""

        def actor(*positions: int) -> None:
            carry_out(lane.task, positions)

        dramatiq.actor(broker=self.broker, actor_name=lane.queue, queue_name=lane.queue)(actor)

    def send(self, lane: Lane, positions: Sequence[int]) -> None:
        self.broker.get_actor(lane.queue).send(*positions)

    def waiting(self, lane: Lane) -> int:
        """How many messages no worker has taken yet."""
        return int(self.client.llen(f"{NAMESPACE}:{lane.queue}"))

    def were_lost(self) -> bool:
        return not self.client.exists(FILLED)

    def mark_filled(self) -> None:
        self.client.set(FILLED, 1)

    def close(self) -> None:
        self.broker.close()
        self.client.close()
