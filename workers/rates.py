"""How many messages leave by a channel in a second, over all workers: counted in Redis, which may forget it.

One call that counts is a fifth of what dramatiq's own limiter takes, whose watched transaction was a fifth of a mail.
"""

import time

import redis

from domain.vocabulary import Channel
from ledger.settings import Settings
from workers.messages import NAMESPACE

KEPT = 5
"""One in so many is kept from campaigns, for what somebody waits for."""


class Rates:
    def __init__(self, client: redis.Redis, settings: Settings) -> None:
        self.client = client
        self.limits = {
            Channel.EMAIL: settings.mails_per_second,
            Channel.SMS: settings.sms_per_second,
            Channel.WEBHOOK: settings.webhooks_per_second,
        }

    def takes(self, channel: Channel, wanted: int = 1, *, bulk: bool = False) -> int:
        """For how many of these there is room in this second; it is theirs. Raises redis.RedisError."""
        limit = self.limits.get(channel)
        if limit is None:
            return wanted
        if bulk:
            limit = max(1, limit - limit // KEPT)
        key = f"{NAMESPACE}:rate:{channel}:{int(time.time())}"
        with self.client.pipeline(transaction=False) as counting:
            counting.incrby(key, wanted)
            counting.expire(key, 2)
            counted, _ = counting.execute()
        room = max(0, min(wanted, limit - (int(counted) - wanted)))
        if room < wanted:
            self.client.decrby(key, wanted - room)
        return room
