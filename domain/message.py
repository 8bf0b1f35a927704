"""A message that nobody was found for: what it said, until a human says whose it is."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid5

from domain.events import Document, MessageAssigned, MessageDismissed, MessageUnmatched
from domain.person import ContactPoint
from domain.recorded import Recorded, effective
from domain.value import value
from domain.vocabulary import Channel

SPACE = UUID("0f6a4c1d-6f7e-4b52-9a37-2f1f3f0d9c44")


def message_stream(channel: Channel, message_id: str) -> UUID:
    """The same for a message that comes twice. It is a command's id, too, and what is known of the message by then."""
    return uuid5(SPACE, f"{channel}\0{message_id}")


@value
class UnmatchedMessage:
    stream: UUID
    version: int
    position: int
    channel: Channel
    address: ContactPoint | None
    said: str | None
    documents: tuple[Document, ...]
    message_id: str | None
    settled: bool = False


def fold_message(history: Iterable[Recorded]) -> UnmatchedMessage | None:
    message: UnmatchedMessage | None = None
    events = list(history)
    for recorded in effective(events):
        match recorded.event:
            case MessageUnmatched() as event:
                message = UnmatchedMessage(
                    stream=recorded.stream,
                    version=recorded.version,
                    position=recorded.position,
                    channel=event.channel,
                    address=event.address,
                    said=event.said,
                    documents=event.documents,
                    message_id=event.message_id,
                )
            case MessageAssigned() | MessageDismissed() if message:
                message = replace(message, settled=True)
            case _:
                pass
    return replace(message, version=events[-1].version) if message else None
