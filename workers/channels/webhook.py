"""Anything else that takes messages: a signed webhook. Its receiver tells repeats apart by the contact's id."""

import httpx2 as httpx
import orjson

from ledger.settings import Settings
from workers.channels.channel import Message, NotTaken, Prepared
from workers.channels.posting import TIMEOUT, posted, secret_of


class SignedWebhook:
    """Raises NotTaken `no_gateway` when none is set."""

    def __init__(self, settings: Settings) -> None:
        if settings.webhook_url is None or settings.webhook_secret is None:
            raise NotTaken("no_gateway", again=False)
        self.url = settings.webhook_url.get_secret_value()
        self.secret = secret_of(settings.webhook_secret.get_secret_value())
        self.client = httpx.Client(timeout=TIMEOUT)

    def ready(self) -> None:
        """A call finds out."""

    def prepare(self, message: Message) -> Prepared:
        content = {
            "type": "contact",
            "contact": str(message.contact),
            "to": message.to,
            "language": message.language,
            "subject": message.subject,
            "text": message.text,
            "html": message.html,
            "unsubscribe": message.unsubscribe,
        }
        return Prepared(message.to, orjson.dumps(content), str(message.contact))

    def send(self, prepared: Prepared) -> str | None:
        posted(self.client, self.url, self.secret, prepared.message_id, prepared.content)
        return None
