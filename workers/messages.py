"""The messages in Redis: a task's name and a position, nothing else. All may be lost at any moment."""

from collections.abc import Callable
from typing import Any

import dramatiq
import redis
from dramatiq import Broker
from dramatiq.brokers.redis import RedisBroker

from ledger.settings import Settings

NAMESPACE = "renmai"
FILLED = f"{NAMESPACE}:filled"
"""A key without a limit of life: when it is missing, Redis was flushed or is another one."""


class NoRedis(Exception):
    """No address of Redis is set, and nobody started the embedded one: set RENMAI_REDIS_URL."""

    code = "no_redis"


class Messages:
    """One queue for each task. Safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        if settings.redis_url is None:
            raise NoRedis
        # Nothing is retried, timed out or kept by the broker: attempts and waits are counted in the database.
        self.client = redis.Redis.from_url(settings.redis_url.get_secret_value())
        broker: Any = RedisBroker
        self.broker: Broker = broker(client=self.client, namespace=NAMESPACE, middleware=[])

    def declare(self, task: str, carry_out: Callable[[str, int], None]) -> None:
        """From now on a worker in this process calls `carry_out(task, position)` for this task's messages."""

        def actor(position: int) -> None:
            carry_out(task, position)

        dramatiq.actor(broker=self.broker, actor_name=task, queue_name=task)(actor)

    def send(self, task: str, position: int) -> None:
        self.broker.get_actor(task).send(position)

    def waiting(self, task: str) -> int:
        """How many messages no worker has taken yet."""
        return int(self.client.llen(f"{NAMESPACE}:{task}"))

    def were_lost(self) -> bool:
        return not self.client.exists(FILLED)

    def mark_filled(self) -> None:
        self.client.set(FILLED, 1)

    def close(self) -> None:
        self.broker.close()
        self.client.close()
