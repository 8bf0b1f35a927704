"""How often is too often: the person's own rhythm, the cadence of their tier, and caps. All windows roll."""

from datetime import datetime, timedelta

from domain.dossier import Dossier
from domain.gate.contact import INTERRUPTING, Contact
from domain.gate.policy import Cap, Policy
from domain.gate.purposes import PURPOSES, Kind
from domain.outreach import LEFT
from domain.vocabulary import Channel, Purpose, Rhythm, WhyNot

RHYTHMS: dict[Rhythm, timedelta] = {
    Rhythm.WEEKLY: timedelta(days=7),
    Rhythm.MONTHLY: timedelta(days=30),
    Rhythm.QUARTERLY: timedelta(days=91),
    Rhythm.HALF_YEARLY: timedelta(days=182),
}
KINDS = {purpose: each.kind for purpose, each in PURPOSES.items()}


def too_often(
    person: Dossier, contact: Contact, kind: Kind, policy: Policy, sent_by_sender: int, at: datetime
) -> list[WhyNot]:
    """What may have left counts, and so does what somebody logged; but for this very contact."""
    channel, purpose = contact.channel, contact.purpose
    limits = [
        cap
        for cap in policy.caps
        if cap.kind is kind and cap.channel in (None, channel) and cap.purpose in (None, purpose)
    ]
    found: list[WhyNot] = []
    if kind is Kind.PROMOTIONAL:
        preference = person.boundaries.preference
        if preference and preference.rhythm:
            limits.insert(0, Cap(WhyNot.RHYTHM, kind, 1, RHYTHMS[preference.rhythm]))
        cadence = policy.cadence[person.tiering.tier or policy.untiered]
        if cadence.content_only and channel in INTERRUPTING:
            found.append(WhyNot.CADENCE)
        limits.append(Cap(WhyNot.CADENCE, kind, cadence.ceiling, cadence.every))
    if limits:
        touched = _touched(person, contact, kind, at - max(limit.within for limit in limits))
        for limit in limits:
            if limit.reason not in found and touched and _reached(limit, touched, at):
                found.append(limit.reason)
    cap = policy.sender_caps.get(kind)
    if cap and sent_by_sender >= cap.most:
        found.append(WhyNot.CAP_SENDER)
    return found


def _touched(person: Dossier, contact: Contact, kind: Kind, since: datetime) -> list[tuple[datetime, Channel, Purpose]]:
    contacts = person.contacts
    own = contacts.attempts.get(contact.contact)
    found = [
        (each.dispatched_at, each.channel, each.purpose)
        for each in contacts.attempts.values()
        if each.dispatched_at is not None
        and each.dispatched_at > since
        and each.state in LEFT
        and KINDS[each.purpose] is kind
        and each is not own
    ]
    if contacts.logged:
        found += [
            (each.happened_at, each.channel, each.purpose)
            for each in contacts.logged
            if each.happened_at > since and KINDS[each.purpose] is kind and each.contact != contact.contact
        ]
    return found


def _reached(limit: Cap, touched: list[tuple[datetime, Channel, Purpose]], at: datetime) -> bool:
    since, count = at - limit.within, 0
    for moment, channel, purpose in touched:
        if moment > since and limit.channel in (None, channel) and limit.purpose in (None, purpose):
            count += 1
    return count >= limit.most
