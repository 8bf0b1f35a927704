"""A campaign as its stream makes it, and the ids under which its steps are planned."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid5

from domain.events import (
    CampaignCancelled,
    CampaignLaidOut,
    CampaignPaused,
    CampaignPlanned,
    CampaignResumed,
    CampaignStarted,
    CampaignStep,
)
from domain.recorded import Recorded, effective


class CampaignState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"

    __hash__ = str.__hash__


@dataclass(frozen=True, slots=True)
class Campaign:
    stream: UUID
    plan: CampaignPlanned
    state: CampaignState
    last_position: int
    started_at: datetime | None = None
    started_position: int | None = None
    snapshot: UUID | None = None
    size: int = 0
    parts: int = 0
    laid_out: bool = False
    """Everybody in the snapshot was planned or refused."""

    @property
    def running(self) -> bool:
        return self.state is CampaignState.RUNNING

    def step(self, number: int) -> CampaignStep | None:
        """Counted from 1; None past the last."""
        return self.plan.steps[number - 1] if 0 < number <= len(self.plan.steps) else None


def contact_of_step(campaign: UUID, candidate: UUID, step: int) -> UUID:
    """So that whoever plans the same step again plans nothing new."""
    return uuid5(campaign, f"{candidate}/{step}")


def snapshot_of(campaign: UUID) -> UUID:
    return uuid5(campaign, "snapshot")


def fold_campaign(history: Iterable[Recorded]) -> Campaign | None:
    """As its effective history makes it; None where none was planned."""
    campaign: Campaign | None = None
    for recorded in effective(list(history)):
        campaign = evolve_campaign(campaign, recorded)
    return campaign


def evolve_campaign(campaign: Campaign | None, recorded: Recorded) -> Campaign | None:
    event, position = recorded.event, recorded.position
    if isinstance(event, CampaignPlanned):
        return Campaign(recorded.stream, event, CampaignState.PLANNED, position)
    if campaign is None:
        return None
    campaign = replace(campaign, last_position=position)
    match event:
        case CampaignStarted():
            return replace(
                campaign,
                state=CampaignState.RUNNING,
                started_at=recorded.recorded_at,
                started_position=position,
                snapshot=event.snapshot,
                size=event.size,
                parts=event.parts,
            )
        case CampaignPaused():
            return replace(campaign, state=CampaignState.PAUSED)
        case CampaignResumed():
            return replace(campaign, state=CampaignState.RUNNING)
        case CampaignCancelled():
            return replace(campaign, state=CampaignState.CANCELLED)
        case CampaignLaidOut():
            return replace(campaign, laid_out=True)
        case _:
            return campaign
