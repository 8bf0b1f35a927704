"""An event as the ledger gives it back."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
from uuid import UUID

from domain.envelope import Meta
from domain.events import AnyEvent, RecordedInError
from domain.vocabulary import DataClass

Unreadable = Literal["forgotten", "key-lost"]
"""Why a personal part reads as None: its key was destroyed, or is missing without a tombstone (an alarm)."""


ALL_READABLE: Mapping[DataClass, Unreadable] = MappingProxyType({})


class Recorded(NamedTuple):
    position: int
    """Place in the whole ledger: dense, from 1, in commit order."""
    stream: UUID
    version: int
    """Place in the stream, from 1."""
    recorded_at: datetime
    """Stamped by the database, UTC."""
    meta: Meta
    event: AnyEvent
    unreadable: Mapping[DataClass, Unreadable] = ALL_READABLE

    @property
    def happened_at(self) -> datetime:
        # Asked several times for each event, of which most claim no time of their own.
        return self.recorded_at if self.meta.occurred is None else self.meta.happened_at(self.recorded_at)


Step = Callable[[Any, Any, Recorded], Any]
"""`(state, event, recorded) -> state`: what one type of event makes of a part of the state."""


def effective(history: Iterable[Recorded]) -> list[Recorded]:
    """The history without what was recorded in error (the `recorded-in-error` events themselves stay)."""
    events = list(history)
    # By type: whether a model is an instance of another kind takes ten times as long to be told.
    void = {each.event.position for each in events if type(each.event) is RecordedInError}
    return [each for each in events if each.position not in void] if void else events
