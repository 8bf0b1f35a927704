"""By when a request of a person's rights is answered. Engineering readings: a lawyer confirms them first.

GDPR 12(3): a month, and two more where the person was told so and why within the first. China: 30 days by GB/T
35273-2020, 8.7 (PIPL 50 says "promptly"). California: 45 days and 45 more (Civ. Code 1798.130), which we keep to in
all of the United States. Anywhere else, and where nobody knows, the shortest of them, without more.
"""

from calendar import monthrange
from datetime import date, timedelta

from domain.gate.regimes import REGIME_OF, Regime
from domain.value import value


@value
class Deadline:
    """Of answering: months, or days where there are no months."""

    months: int = 0
    days: int = 0
    more_months: int = 0
    more_days: int = 0

    @property
    def extends(self) -> bool:
        return bool(self.more_months or self.more_days)

    def first(self, received: date) -> date:
        return months_after(received, self.months) + timedelta(days=self.days)

    def extended(self, received: date) -> date:
        months, days = self.months + self.more_months, self.days + self.more_days
        return months_after(received, months) + timedelta(days=days)


DEADLINES: dict[Regime, Deadline] = {
    Regime.GDPR: Deadline(months=1, more_months=2),
    Regime.PIPL: Deadline(days=30),
    Regime.US: Deadline(days=45, more_days=45),
    Regime.STRICT: Deadline(days=30),
}


def deadline_of(jurisdiction: str | None) -> Deadline:
    return DEADLINES[REGIME_OF.get(jurisdiction[:2], Regime.STRICT) if jurisdiction else Regime.STRICT]


def months_after(day: date, months: int) -> date:
    """The same day of the month, or its last where it has no such day (Regulation 1182/71)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
