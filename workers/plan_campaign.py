"""`plan_campaign`: everybody in the snapshot of a campaign gets the first step planned, or refused with its reasons.

A chunk at a time, each in one append. Whatever kills it, it goes through all of them again: who has been decided on is
passed over by the decision itself, so nobody is planned twice and nobody is missed.
"""

import logging
from collections.abc import Sequence
from uuid import UUID

from domain.decision import Refused
from domain.decisions import PauseCampaign, ReportCampaignLaidOut
from domain.vocabulary import Code
from ledger.campaigns import BY, campaign_at, plan_together, snapshot
from ledger.ledger import Ledger
from projections.follow import collecting_rarely
from workers.due import Due
from workers.equipment import Equipment, Heard

CHUNK = 500
"""People of one append."""

log = logging.getLogger("renmai.workers")


def plan_campaign(equipment: Equipment, due: Due, heard: Heard) -> None:
    """Raises LedgerFault, Interrupted."""
    with collecting_rarely():
        lay_out(equipment.ledger, due.stream, heard)


def lay_out(ledger: Ledger, stream: UUID, heard: Heard) -> None:
    """Ends early, and well, when the campaign is paused or cancelled."""
    campaign = campaign_at(ledger, stream)
    if campaign is None or not campaign.running or campaign.laid_out:
        return
    done = planned = 0
    for chunk in (chunk for part in snapshot(ledger, campaign) for chunk in _chunks(part)):
        heard(done, campaign.size)
        common, decided = plan_together(ledger, stream, chunk, planned)
        if not common.campaign.running:
            log.info("campaign %s is %s after %d people", stream, common.campaign.state, done)
            return
        done += len(chunk)
        planned += sum(each.before or each.planned is not None for each in decided)
    try:
        ledger.submit(ReportCampaignLaidOut(campaign=stream), BY)
    except Refused as fault:
        log.info("campaign %s: %s", stream, fault.code)  # paused in this very moment: resuming it ends it


def planning_failed(equipment: Equipment, due: Due, code: Code) -> None:
    """It pauses, so that a human looks, and goes on when it is resumed."""
    campaign = campaign_at(equipment.ledger, due.stream)
    if campaign is not None and campaign.running and not campaign.laid_out:
        equipment.ledger.submit(PauseCampaign(campaign=due.stream, why=code), BY)


def _chunks(people: Sequence[UUID]) -> Sequence[Sequence[UUID]]:
    return [people[at : at + CHUNK] for at in range(0, len(people), CHUNK)]
