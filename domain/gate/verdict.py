"""What the gate answers."""

from datetime import datetime

from domain.value import value
from domain.vocabulary import Basis, WhyNot

PASSING = frozenset({WhyNot.QUIET_HOURS, WhyNot.DAY_OFF, WhyNot.NOT_BEFORE, WhyNot.CAMPAIGN_PAUSED})
"""Only the hour stands against it: it is put off, not refused."""


@value
class Verdict:
    reasons: tuple[WhyNot, ...]
    """Every one, in the order of the list; empty: it may be made."""
    checked_at: int
    """The highest position that the answer rests on."""
    basis: Basis | None = None
    basis_position: int | None = None
    retry_at: datetime | None = None
    """When the hour is right, where nothing but the hour stands against it."""

    @property
    def allowed(self) -> bool:
        return not self.reasons

    @property
    def put_off(self) -> bool:
        """It may be made, later."""
        return bool(self.reasons) and PASSING.issuperset(self.reasons)
