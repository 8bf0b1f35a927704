"""Which value of an attribute a human chose, where sources disagree."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.events import ProfileValuePreferred, ProfileValueReleased
from domain.recorded import Recorded


@dataclass(frozen=True, slots=True)
class Preferred:
    position: int
    """Of the event that said the value."""
    by: str
    chosen_at: datetime
    chosen_at_position: int


Preferences = dict[str, Preferred]
"""By attribute."""


def preferred(preferences: Preferences, event: ProfileValuePreferred, recorded: Recorded) -> Preferences:
    choice = Preferred(event.position, event.preferred_by, recorded.happened_at, recorded.position)
    return {**preferences, event.attribute: choice}


def released(preferences: Preferences, event: ProfileValueReleased, _recorded: Recorded) -> Preferences:
    return {attribute: choice for attribute, choice in preferences.items() if attribute != event.attribute}


def together(parts: Iterable[Preferences]) -> Mapping[str, Preferred]:
    """Of one person's records: the last choice stands."""
    found: Preferences = {}
    for attribute, choice in (pair for part in parts for pair in part.items()):
        known = found.get(attribute)
        if known is None or choice.chosen_at_position > known.chosen_at_position:
            found[attribute] = choice
    return found
