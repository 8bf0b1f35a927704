"""Over all streams: what was recorded by mistake."""

from typing import Literal

from domain.events.event import Event
from domain.vocabulary import Code


class RecordedInError(Event):
    """The event at `position` (of this very stream) counts for nothing; it stays visible.

    Every fold and every metric honours it.
    """

    type: Literal["recorded-in-error"] = "recorded-in-error"
    position: int
    why: Code
    replacement: int | None = None
