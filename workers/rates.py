"""How many messages leave by a channel in a second, over all workers: counted in Redis, which may forget it."""

from typing import Any

import redis
from dramatiq.rate_limits import BucketRateLimiter
from dramatiq.rate_limits.backends import RedisBackend

from domain.vocabulary import Channel
from ledger.settings import Settings


class Rates:
    def __init__(self, client: redis.Redis, settings: Settings) -> None:
        backend = RedisBackend(client=client)
        limiter: Any = BucketRateLimiter
        limits = {
            Channel.EMAIL: settings.mails_per_second,
            Channel.SMS: settings.sms_per_second,
            Channel.WEBHOOK: settings.webhooks_per_second,
        }
        self._limiters = {
            channel: limiter(backend, f"renmai:rate:{channel}", limit=limit) for channel, limit in limits.items()
        }

    def takes(self, channel: Channel) -> bool:
        """Whether one more may go in this second. Raises redis.RedisError."""
        limiter = self._limiters.get(channel)
        if limiter is None:
            return True
        with limiter.acquire(raise_on_failure=False) as taken:
            return bool(taken)
