"""`plan_step`: the next step of a campaign is planned for one person when it is due, unless something ended it.

`stop_sequences`: what a person did ends what was still to come.
"""

from datetime import datetime, timedelta
from uuid import UUID

from domain.campaign import Campaign, CampaignState
from domain.decision import Refused
from domain.decisions import StopSequence, StopSequences
from domain.decisions.campaign import plan_of
from domain.dossier import Dossier
from domain.events import (
    Applied,
    ConsentRefused,
    ConsentWithdrawn,
    ContactLogged,
    ContactPreferenceSet,
    Event,
    Hired,
    ObjectionRaised,
    Rehired,
    Replied,
    Unsubscribed,
)
from domain.gate import WAITS
from domain.gate.campaigns import over
from domain.outreach import AttemptState
from domain.vocabulary import Code, StopReason
from ledger.campaigns import BY, campaign_at, command_of_step
from workers.due import Due
from workers.equipment import Equipment, Heard, PutOff

ENDS: dict[type[Event], StopReason] = {
    Replied: StopReason.REPLY,
    ContactLogged: StopReason.REPLY,
    Unsubscribed: StopReason.OPT_OUT,
    ObjectionRaised: StopReason.OPT_OUT,
    ConsentWithdrawn: StopReason.OPT_OUT,
    ConsentRefused: StopReason.OPT_OUT,
    ContactPreferenceSet: StopReason.OPT_OUT,
    Applied: StopReason.APPLICATION,
    Hired: StopReason.HIRE,
    Rehired: StopReason.HIRE,
}


def plan_step(equipment: Equipment, due: Due, _heard: Heard) -> None:
    """Raises PutOff while the campaign is paused or the step before has not left, and LedgerFault."""
    ledger = equipment.ledger
    person, _ = ledger.dossier(due.stream)
    if person is None or person.erased or (found := _awaited(person, due.about)) is None:
        return
    stream, step = found
    campaign = campaign_at(ledger, stream)
    if campaign is None:
        return
    reason = StopReason.CANCELLED if campaign.state is CampaignState.CANCELLED else over(person, stream)
    if reason is not None:
        ledger.submit(StopSequence(candidate=person.candidate, campaign=stream, reason=reason), BY)
        return
    now = ledger.clock()
    if not campaign.running:
        raise PutOff(now + WAITS)
    if (until := _not_yet(person, campaign, step, now)) is not None:
        raise PutOff(until)
    around, _ = ledger.surroundings.around(person, None, None, now, every_address=True)
    command = plan_of(campaign, step, person, around)
    ledger.submit(command, BY, command_id=command_of_step(command))


def step_failed(equipment: Equipment, due: Due, _code: Code) -> None:
    person, _ = equipment.ledger.dossier(due.stream)
    if person is not None and (found := _awaited(person, due.about)):
        stopped = StopSequence(candidate=person.candidate, campaign=found[0], reason=StopReason.FAILED)
        equipment.ledger.submit(stopped, BY)


def stop_sequences(equipment: Equipment, due: Due, _heard: Heard) -> None:
    ledger = equipment.ledger
    (recorded,) = ledger.read(ledger.store.at([due.position]), unseal=False)
    if isinstance(recorded.event, ContactLogged) and not recorded.event.inbound:
        return
    reason = ENDS[type(recorded.event)]
    try:
        ledger.submit(StopSequences(candidate=due.stream, reason=reason, position=due.position), BY)
    except Refused as fault:
        if fault.code != "no_such_candidate":
            raise


def nothing_stopped(_equipment: Equipment, _due: Due, _code: Code) -> None:
    """The gate asks again before each step leaves, and ends it then."""


def _awaited(person: Dossier, contact: UUID) -> tuple[UUID, int] | None:
    """The campaign and the step that will have this id, while it is still to come."""
    for campaign, each in person.contacts.sequences.items():
        if each.contact == contact and not each.stopped:
            return campaign, each.step
    return None


def _not_yet(person: Dossier, campaign: Campaign, step: int, now: datetime) -> datetime | None:
    """While the step before it waits to leave, or left too short a while ago."""
    delay = timedelta(hours=campaign.plan.steps[step - 1].delay_hours)
    for each in person.contacts.attempts.values():
        if each.campaign != campaign.stream or each.step != step - 1:
            continue
        if each.state is AttemptState.PLANNED:
            return max(each.not_before or now, now) + WAITS
        if each.dispatched_at and each.dispatched_at + delay > now:
            return each.dispatched_at + delay
    return None
