"""What is seldom there: breaches of rules, corrections, and what cannot be read any more."""

from dataclasses import field

from domain.events import RecordedInError
from domain.recorded import Recorded, Unreadable
from domain.value import value
from domain.vocabulary import DataClass


@value
class Marks:
    breaks: int = 0
    """Events that broke a rule and were accepted as claimed history."""
    corrected: tuple[int, ...] = ()
    """Positions of this stream that were recorded in error."""
    corrections: tuple[int, ...] = ()
    """Positions of the events that say so."""
    unreadable: dict[DataClass, Unreadable] = field(default_factory=dict)
    """Data classes of which at least one part is forgotten, or has lost its key."""


NO_MARKS = Marks()


def marked(marks: Marks, recorded: Recorded) -> Marks:
    corrected, corrections = marks.corrected, marks.corrections
    if isinstance(recorded.event, RecordedInError):
        corrected, corrections = (*corrected, recorded.event.position), (*corrections, recorded.position)
    unreadable = {**marks.unreadable, **recorded.unreadable}
    return Marks(marks.breaks + bool(recorded.event.breaks), corrected, corrections, unreadable)
