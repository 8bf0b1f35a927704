"""The steps of a campaign that one person is on their way through."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from domain.events import SequenceStepScheduled, SequenceStopped
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import StopReason


@value
class Sequence:
    contact: UUID
    """Of the step that comes next."""
    step: int
    due_at: datetime
    entered_at: datetime
    """When the first was planned: what the person did since then ends it."""
    entered_position: int
    stopped: StopReason | None = None


Sequences = dict[UUID, Sequence]
"""By campaign."""


def scheduled(sequences: Sequences, event: SequenceStepScheduled, recorded: Recorded) -> Sequences:
    known = sequences.get(event.campaign)
    at, position = recorded.recorded_at, recorded.position
    if known is None:
        entered = Sequence(event.contact, event.step, event.due_at, at, position)
    else:
        entered = replace(known, contact=event.contact, step=event.step, due_at=event.due_at)
    return {**sequences, event.campaign: entered}


def stopped(sequences: Sequences, event: SequenceStopped, _recorded: Recorded) -> Sequences:
    known = sequences.get(event.campaign)
    return {**sequences, event.campaign: replace(known, stopped=event.reason)} if known else sequences


def together(parts: Iterable[Sequences]) -> Sequences:
    """Of one person's records: the furthest; what was stopped on one is stopped."""
    found: Sequences = {}
    for part in parts:
        for campaign, one in part.items():
            other = found.get(campaign)
            if other is not None:
                further = max(one, other, key=lambda each: (each.step, each.entered_position))
                one = replace(further, stopped=one.stopped or other.stopped)
            found[campaign] = one
    return found
