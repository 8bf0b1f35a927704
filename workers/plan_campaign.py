"""`plan_campaign`: everybody in the snapshot of a campaign gets the first step planned, or refused with its reasons.

A chunk at a time, each in one append; of many people by two processes. Whatever kills either, all of
them are gone through again: who has been decided on is passed over by the decision itself, so nobody is planned twice
and nobody is missed.
"""

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from uuid import UUID

from domain.campaign import CampaignState
from domain.decision import Refused
from domain.decisions import PauseCampaign, ReportCampaignLaidOut
from domain.vocabulary import Code
from ledger.campaigns import BY, campaign_at, snapshot
from ledger.ledger import Ledger
from projections.follow import collecting_rarely
from workers.due import Due
from workers.equipment import Equipment, Heard
from workers.planner import Beside, plan_chunk, planner

CHUNK = 500
"""People of one append."""
MANY = 4 * CHUNK
"""From so many people on a second process plans beside this one."""

log = logging.getLogger("renmai.workers")


def plan_campaign(equipment: Equipment, due: Due, heard: Heard) -> None:
    """Raises LedgerFault, Interrupted, BrokenExecutor."""
    campaign = campaign_at(equipment.ledger, due.stream)
    many = campaign is not None and campaign.size >= MANY
    with collecting_rarely(), planner(equipment.settings) if many else nullcontext() as beside:
        lay_out(equipment.ledger, due.stream, heard, beside)


def lay_out(ledger: Ledger, stream: UUID, heard: Heard, beside: Beside | None = None) -> None:
    """Ends early, and well, when the campaign is paused or cancelled. Of every two chunks the second is planned by
    whoever is `beside`: how many were planned before it is not known just then, but what share of all."""
    campaign = campaign_at(ledger, stream)
    if campaign is None or not campaign.running or campaign.laid_out:
        return
    done = planned = 0
    chunks = (chunk for part in snapshot(ledger, campaign) for chunk in _chunks(part))
    for chunk in chunks:
        heard(done, campaign.size)
        other = next(chunks, ()) if beside is not None else ()
        before = planned + round(len(chunk) * (planned / done if done else 1))
        theirs = beside(stream, other, before) if beside is not None and other else None
        made = [(chunk, plan_chunk(ledger, stream, chunk, planned))]
        if theirs is not None:
            made.append((other, theirs.result()))
        for some, each in made:
            if each.state is not CampaignState.RUNNING:
                log.info("campaign %s is %s after %d people", stream, each.state, done)
                return
            done += len(some)
            planned += each.planned
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
