"""How often is too often: the person's own rhythm, the cadence of their tier, and caps. All windows roll."""

from datetime import datetime
from uuid import UUID

from domain.contacts import Contacts
from domain.dossier import Dossier
from domain.gate.contact import INTERRUPTING, Contact
from domain.gate.policy import Cap, Policy
from domain.gate.purposes import PROMOTIONAL, PURPOSES, Kind
from domain.outreach import LEFT
from domain.vocabulary import Channel, Purpose, WhyNot

KINDS = {purpose: each.kind for purpose, each in PURPOSES.items()}
CADENCE = WhyNot.CADENCE
Touch = tuple[datetime, Channel, Purpose]


def too_often(
    person: Dossier, contact: Contact, kind: Kind, policy: Policy, sent_by_sender: int, at: datetime
) -> list[WhyNot]:
    """What may have left counts, and so does what somebody logged; but for this very contact."""
    channel, tier, rhythm = contact.channel, None, None
    found: list[WhyNot] = []
    if kind is PROMOTIONAL:
        preference = person.boundaries.preference
        rhythm = preference.rhythm if preference else None
        tier = person.tiering.tier or policy.untiered
        if policy.cadence[tier].content_only and channel in INTERRUPTING:
            found.append(CADENCE)
    limits, longest = policy.limits(kind, channel, contact.purpose, tier, rhythm)
    if limits and (touched := _touched(person.contacts, contact.contact, kind, at - longest)):
        for limit in limits:
            if len(touched) >= limit.most and limit.reason not in found and _reached(limit, touched, at):
                found.append(limit.reason)
    cap = policy.sender_caps.get(kind)
    if cap and sent_by_sender >= cap.most:
        found.append(WhyNot.CAP_SENDER)
    return found


def _touched(contacts: Contacts, but: UUID, kind: Kind, since: datetime) -> list[Touch]:
    """Later than that, in no order."""
    found = [
        (when, each.channel, each.purpose)
        for each in contacts.attempts.values()
        if (when := each.dispatched_at) is not None
        and when > since
        and each.state in LEFT
        and KINDS[each.purpose] is kind
        and each.contact != but
    ]
    if contacts.logged:
        found += [
            (when, each.channel, each.purpose)
            for each in contacts.logged
            if (when := each.happened_at) > since and KINDS[each.purpose] is kind and each.contact != but
        ]
    return found


def _reached(limit: Cap, touched: list[Touch], at: datetime) -> bool:
    since, of_channel, of_purpose, count = at - limit.within, limit.channel, limit.purpose, 0
    for moment, channel, purpose in touched:
        if moment > since and of_channel in (None, channel) and of_purpose in (None, purpose):
            count += 1
    return count >= limit.most
