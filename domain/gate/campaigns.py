"""What stands against a contact because of the campaign that it belongs to, and what ends a person's way through it."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from domain.campaign import Campaign, CampaignState
from domain.dossier import Dossier
from domain.gate.contact import Contact
from domain.vocabulary import StopReason, WhyNot


def of_campaign(person: Dossier, contact: Contact, campaign: Campaign | None) -> tuple[list[WhyNot], list[WhyNot]]:
    """What stands against it, and what passes."""
    standing: list[WhyNot] = []
    if campaign is not None and campaign.state is CampaignState.CANCELLED:
        standing.append(WhyNot.CAMPAIGN_CANCELLED)
    if contact.step is not None and had_step(person, contact):
        standing.append(WhyNot.CAMPAIGN_TWICE)
    if contact.campaign is not None and (contact.step or 1) > 1 and over(person, contact.campaign):
        standing.append(WhyNot.SEQUENCE_STOPPED)
    waits = campaign is not None and campaign.state in (CampaignState.PLANNED, CampaignState.PAUSED)
    return standing, [WhyNot.CAMPAIGN_PAUSED] if waits else []


def had_step(person: Dossier, contact: Contact) -> bool:
    """Under another of the person's records, from before they were merged."""
    return any(
        each.left and each.campaign == contact.campaign and each.step == contact.step
        for each in person.contacts.attempts.values()
        if each.contact != contact.contact
    )


def over(person: Dossier, campaign: UUID) -> StopReason | None:
    """Why no further step follows, if none does. What the gate itself asks of every contact is not asked here."""
    sequence = person.contacts.sequences.get(campaign)
    if sequence is None or sequence.stopped:
        return sequence.stopped if sequence else None
    since = sequence.entered_at
    heard = person.contacts.last_heard_at
    if heard is not None and heard > since:
        return StopReason.REPLY
    if any(at > since for at in _applied(person)):
        return StopReason.APPLICATION
    return StopReason.HIRE if any(at > since for at in _hired(person)) else None


def _applied(person: Dossier) -> Iterator[datetime]:
    return (each.applied_at for each in person.journey.applications.values() if each.applied_at)


def _hired(person: Dossier) -> Iterator[datetime]:
    return (each.started_at for each in person.journey.employments.values() if each.started_at)
