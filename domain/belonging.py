"""Whose a record is, and how confidential: by the org units and levels on its events.

A record belongs to the units that brought or described it. Where the unit that brought it was not named, it is
everybody's, whoever describes it later. It is as confidential as the most confidential of its events: a dossier is
shown whole or not at all.
"""

from collections.abc import Sequence

from domain.access import LEVELS, marks_of
from domain.events import Applied, CandidateIngested, ProfileUpdated
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import Code, Confidentiality

CLAIMING = frozenset({CandidateIngested, ProfileUpdated, Applied})
"""By which a person becomes one of a unit's."""


@value
class Belonging:
    units: tuple[Code, ...] = ()
    """Sorted; none: everybody's."""
    level: Confidentiality = Confidentiality.NORMAL

    @property
    def marks(self) -> tuple[str, ...]:
        """What a `Scope` is asked about."""
        return marks_of(self.units, self.level)


EVERYBODYS = Belonging()


def belongs(before: Belonging, recorded: Recorded) -> Belonging:
    """After one more event of the record."""
    unit, level = recorded.meta.org_unit, max(before.level, recorded.meta.confidentiality, key=LEVELS.index)
    kind = type(recorded.event)
    if kind is CandidateIngested:
        return Belonging((unit,) if unit else (), level)
    claimed = unit is not None and kind in CLAIMING and before.units
    return Belonging(tuple(sorted({*before.units, unit})) if claimed and unit else before.units, level)


def together(parts: Sequence[Belonging]) -> Belonging:
    """Of one person: of every unit that one of the records is of, and everybody's if one is."""
    if len(parts) == 1:
        return parts[0]
    units = {unit for each in parts for unit in each.units} if all(each.units for each in parts) else set()
    return Belonging(tuple(sorted(units)), max((each.level for each in parts), key=LEVELS.index))
