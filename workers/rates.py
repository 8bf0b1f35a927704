"""How many messages leave by a channel in a second, over all workers: counted in Redis, which may forget it.

One call that counts is a fifth of what dramatiq's own limiter takes, whose watched transaction was a fifth of a mail.
"""

import time

import redis

from domain.vocabulary import Channel
from ledger.settings import Settings
from workers.messages import NAMESPACE


class Rates:
    def __init__(self, client: redis.Redis, settings: Settings) -> None:
        self.client = client
        self.limits = {
            Channel.EMAIL: settings.mails_per_second,
            Channel.SMS: settings.sms_per_second,
            Channel.WEBHOOK: settings.webhooks_per_second,
        }

    def takes(self, channel: Channel) -> bool:
        """Whether one more may go in this second. Raises redis.RedisError."""
        limit = self.limits.get(channel)
        if limit is None:
            return True
        key = f"{NAMESPACE}:rate:{channel}:{int(time.time())}"
        with self.client.pipeline(transaction=False) as counting:
            counting.incr(key)
            counting.expire(key, 2)
            counted, _ = counting.execute()
        return int(counted) <= limit
