"""Who looked at whom. These stand on streams of their own, one after another for each process that answers."""

from typing import Literal
from uuid import UUID

from domain.events.event import Event
from domain.vocabulary import Code


class PersonalDataViewed(Event):
    """Personal data was shown: to the actor, for the reason in the envelope. It was stored before it was shown."""

    type: Literal["personal-data-viewed"] = "personal-data-viewed"
    way: Code
    """Which page it was: `candidates`, `contact-log`, `replay`, `search` …"""
    candidates: tuple[UUID, ...] = ()
    """Each once, under the ids that they were asked or found by; none where that is not known before it is read."""
