"""Text messages through a gateway: a signed call that names the gateway's own, approved template."""

import httpx2 as httpx
import orjson

from ledger.settings import Settings
from workers.channels.channel import Message, NotTaken, Prepared
from workers.channels.posting import TIMEOUT, posted, secret_of

LONGEST = 500
"""Letters, the signature included: what gateways take as one long message."""


class Sms:
    """Raises NotTaken `no_gateway` when none is set."""

    def __init__(self, settings: Settings) -> None:
        if settings.sms_url is None or settings.sms_secret is None:
            raise NotTaken("no_gateway", again=False)
        self.url = settings.sms_url.get_secret_value()
        self.secret = secret_of(settings.sms_secret.get_secret_value())
        self.signature = settings.sms_signature
        self.client = httpx.Client(timeout=TIMEOUT)

    def ready(self) -> None:
        """A call finds out."""

    def prepare(self, message: Message) -> Prepared:
        """Raises NotTaken `template_not_approved`, `message_too_long`."""
        if message.provider_template is None:
            raise NotTaken("template_not_approved", again=False)
        text = f"【{self.signature}】{message.text.strip()}" if self.signature else message.text.strip()
        if len(text) > LONGEST:
            raise NotTaken("message_too_long", again=False)
        content = {
            "id": str(message.contact),
            "to": message.to,
            "signature": self.signature,
            "template": message.provider_template,
            "variables": dict(message.variables),
            "text": text,
        }
        return Prepared(message.to, orjson.dumps(content), str(message.contact))

    def send(self, prepared: Prepared) -> str | None:
        answer = posted(self.client, self.url, self.secret, prepared.message_id, prepared.content)
        try:
            return str(answer.json()["id"])[:200]
        except (ValueError, KeyError, TypeError):
            return None
