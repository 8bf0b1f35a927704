"""WeCom external contacts: the text is a task that an employee confirms and sends from their own account.

The platform lets few bulk messages through to one contact in a month (群发); the gate counts them, and what is above
is not handed out.
"""

from ledger.settings import Settings
from workers.channels.channel import Message, NotTaken, Prepared

LONGEST = 4_000
"""Bytes of a text, by the platform's rule."""


class WecomTask:
    def __init__(self, settings: Settings) -> None:
        self.monthly = settings.wecom_monthly

    def ready(self) -> None:
        """An employee sends it."""

    def prepare(self, message: Message) -> Prepared:
        """Raises NotTaken `message_too_long`."""
        content = message.text.strip().encode()
        if len(content) > LONGEST:
            raise NotTaken("message_too_long", again=False)
        return Prepared(message.to, content, str(message.contact), self.monthly)

    def send(self, prepared: Prepared) -> str | None:  # noqa: ARG002  what is dispatched stands in the list
        return None
