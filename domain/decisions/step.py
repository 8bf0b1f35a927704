"""A contact that is a step of a campaign: which one follows, and when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from domain.campaign import Campaign, contact_of_step
from domain.dossier import Dossier
from domain.events import SequenceStepScheduled
from domain.gate import Verdict
from domain.gate.campaigns import over
from domain.gate.verdict import PASSING
from domain.outreach import Attempt, AttemptState
from domain.vocabulary import WhyNot

LATER = timedelta(hours=1)
"""After which a contact is asked about again whose sender has sent enough for now. Ours."""
WAITS = PASSING | {WhyNot.CAP_SENDER}


def has_step(person: Dossier, campaign: UUID | None, step: int) -> bool:
    """Under whichever of the person's records. What failed for good may be planned once more."""
    return any(
        each.campaign == campaign and each.step == step and each.state is not AttemptState.FAILED
        for each in person.contacts.attempts.values()
    )


def following(
    person: Dossier, campaign: Campaign | None, step: int | None, leaves: datetime
) -> Sequence[SequenceStepScheduled]:
    """When the step after this one is due, if there is one: so long after this one leaves."""
    number = (step or 0) + 1
    next_step = campaign.step(number) if campaign is not None and step is not None else None
    if campaign is None or next_step is None:
        return ()
    known = person.contacts.sequences.get(campaign.stream)
    if (known is not None and known.step >= number) or over(person, campaign.stream):
        return ()
    due = SequenceStepScheduled(
        contact=contact_of_step(campaign.stream, person.candidate, number),
        campaign=campaign.stream,
        step=number,
        due_at=leaves + timedelta(hours=next_step.delay_hours),
    )
    return (due,)


def later(attempt: Attempt, verdict: Verdict, at: datetime) -> datetime | None:
    """What one sender may send in a day is no reason to leave out the rest of a campaign."""
    return at + LATER if attempt.step is not None and WAITS.issuperset(verdict.reasons) else None
