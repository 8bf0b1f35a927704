"""One employment: from the first working day to the last."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from domain.events import Hired, Left, ProbationFailed, ProbationPassed, Rehired
from domain.recorded import Recorded, Step
from domain.vocabulary import Party


class Probation(StrEnum):
    OPEN = "open"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Employment:
    controller: str
    job: UUID | None = None
    application: UUID | None = None
    started_at: datetime | None = None
    """None where only what followed is known, from imported history."""
    probation: Probation = Probation.OPEN
    left_at: datetime | None = None
    initiated_by: Party | None = None
    """Who ended it."""
    previous: UUID | None = None
    """The employment before a rehire."""
    key_role: bool = False

    @property
    def active(self) -> bool:
        return self.left_at is None


def hired(employment: Employment, event: Hired, recorded: Recorded) -> Employment:
    return replace(
        employment,
        job=event.job,
        application=event.application,
        started_at=recorded.happened_at,
        key_role=event.key_role,
    )


def rehired(employment: Employment, event: Rehired, recorded: Recorded) -> Employment:
    return replace(
        employment,
        job=event.job,
        application=event.application,
        started_at=recorded.happened_at,
        previous=event.previous,
    )


def passed(employment: Employment, _event: ProbationPassed, _recorded: Recorded) -> Employment:
    return replace(employment, probation=Probation.PASSED)


def failed(employment: Employment, _event: ProbationFailed, _recorded: Recorded) -> Employment:
    return replace(employment, probation=Probation.FAILED)


def left(employment: Employment, event: Left, recorded: Recorded) -> Employment:
    return replace(employment, left_at=recorded.happened_at, initiated_by=event.initiated_by)


STEPS: dict[type, Step] = {
    Hired: hired,
    Rehired: rehired,
    ProbationPassed: passed,
    ProbationFailed: failed,
    Left: left,
}
