"""The envelope: who did it, why, on what ground, and when it is claimed to have happened.

Its fields are fixed for ever; what is new goes into an event.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from domain.vocabulary import ActorId, Code, Confidentiality, Purpose


class Precision(StrEnum):
    """How exact a claimed time is: `2023年3月` is a month, stored as its first instant."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    SECOND = "second"


class Claim(BaseModel):
    """When something is claimed to have happened. Never to be mixed with `recorded_at`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: AwareDatetime
    precision: Precision = Precision.SECOND
    zone: str | None = None
    """The IANA name of the zone in which it was claimed, e.g. `Asia/Shanghai`."""


class Meta(BaseModel):
    """What every stored event carries beside its facts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: UUID
    command_id: UUID
    actor: ActorId
    on_behalf_of: ActorId | None = None
    reason: Code | None = None
    causation: UUID | None = None
    correlation: UUID | None = None
    batch: UUID | None = None
    source: Code | None = None
    """The source system. Its id for the person is personal data, so it is sealed with the event."""
    occurred: Claim | None = None
    schema_version: int = 1
    policy_version: Code | None = None
    purpose: Purpose | None = None
    org_unit: Code | None = None
    confidentiality: Confidentiality = Confidentiality.NORMAL

    @property
    def hands(self) -> tuple[ActorId, ...]:
        """Whoever had a hand in it: for whom it was done, and who did it."""
        return (self.on_behalf_of, self.actor) if self.on_behalf_of else (self.actor,)

    def happened_at(self, recorded_at: datetime) -> datetime:
        """min(claimed, recorded): nobody acts in the future."""
        return min(self.occurred.at, recorded_at) if self.occurred else recorded_at
