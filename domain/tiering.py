"""Which tier a person was put into, and how they were judged to fit. What happened later stands."""

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import TypeVar

from domain.events import FitAssessed, TierAssigned, TierFinding
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import Degree, Tier


@value
class Fit:
    degree: Degree | None
    """None: it was taken back."""
    assessed_by: str
    position: int
    happened_at: datetime


@value
class Assigned:
    tier: Tier | None
    """None: it was taken away."""
    proposed: Tier | None
    policy: str | None
    findings: tuple[TierFinding, ...]
    """What the policy proposed it by."""
    why: str | None
    assigned_by: str
    position: int
    happened_at: datetime


@value
class Tiering:
    assigned: Assigned | None = None
    fits: dict[str, Fit] = field(default_factory=dict)
    """By aspect: ability, culture."""

    @property
    def tier(self) -> Tier | None:
        return self.assigned.tier if self.assigned else None


def assessed(known: Tiering, event: FitAssessed, recorded: Recorded) -> Tiering:
    found = Fit(event.degree, recorded.meta.hands[0], recorded.position, recorded.happened_at)
    return Tiering(known.assigned, {**known.fits, event.aspect: _newest(known.fits.get(event.aspect), found)})


def assigned(known: Tiering, event: TierAssigned, recorded: Recorded) -> Tiering:
    found = Assigned(
        event.tier,
        event.proposed,
        event.policy,
        event.findings,
        event.why,
        recorded.meta.hands[0],
        recorded.position,
        recorded.happened_at,
    )
    return Tiering(_newest(known.assigned, found), known.fits)


Dated = TypeVar("Dated", Fit, Assigned)


def _newest(known: Dated | None, found: Dated) -> Dated:
    if known is None or (found.happened_at, found.position) >= (known.happened_at, known.position):
        return found
    return known


def together(parts: Sequence[Tiering]) -> Tiering:
    """Of one person's records."""
    if len(parts) == 1:
        return parts[0]
    combined = Tiering()
    for each in parts:
        combined = Tiering(
            _newest(combined.assigned, each.assigned) if each.assigned else combined.assigned,
            combined.fits | {aspect: _newest(combined.fits.get(aspect), fit) for aspect, fit in each.fits.items()},
        )
    return combined
