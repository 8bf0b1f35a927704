"""How often is too often: the person's own rhythm, the cadence of their tier, and caps. All windows roll."""

from datetime import datetime, timedelta

from domain.dossier import Dossier
from domain.gate.contact import INTERRUPTING, Contact
from domain.gate.policy import Cadence, Cap, Policy
from domain.gate.purposes import PURPOSES, Kind
from domain.vocabulary import Channel, Purpose, Rhythm, WhyNot

Touch = tuple[datetime, Kind, Channel, Purpose]
"""When, and what it was. What may have left counts, and so does what somebody logged."""

RHYTHMS: dict[Rhythm, timedelta] = {
    Rhythm.WEEKLY: timedelta(days=7),
    Rhythm.MONTHLY: timedelta(days=30),
    Rhythm.QUARTERLY: timedelta(days=91),
    Rhythm.HALF_YEARLY: timedelta(days=182),
}
KINDS = {purpose: each.kind for purpose, each in PURPOSES.items()}
TIERS = {"tier-a": "a", "tier-b": "b", "tier-c": "c", "tier-d": "d"}
"""By tag, until a tier has an event of its own."""


def touches(person: Dossier, contact: Contact) -> list[Touch]:
    """All but this very contact."""
    contacts = person.contacts
    found = [
        (each.dispatched_at, KINDS[each.purpose], each.channel, each.purpose)
        for each in contacts.attempts.values()
        if each.left and each.dispatched_at is not None and each.contact != contact.contact
    ]
    found += [
        (each.happened_at, KINDS[each.purpose], each.channel, each.purpose)
        for each in contacts.logged
        if each.contact != contact.contact
    ]
    return found


def too_often(
    person: Dossier, contact: Contact, kind: Kind, policy: Policy, sent_by_sender: int, at: datetime
) -> list[WhyNot]:
    found = []
    before = touches(person, contact)
    if kind is Kind.PROMOTIONAL:
        preference = person.boundaries.preference
        unasked = [each[0] for each in before if each[1] is kind]
        if preference and preference.rhythm and _within(unasked, RHYTHMS[preference.rhythm], at):
            found.append(WhyNot.RHYTHM)
        cadence = policy.cadence[tier_of(person) or policy.untiered]
        if _over(cadence, contact, unasked, at):
            found.append(WhyNot.CADENCE)
    for cap in policy.caps:
        if _of(cap, kind, contact.channel, contact.purpose) and cap.reason not in found:
            counted = [moment for moment, *what in before if _of(cap, *what)]  # type: ignore[arg-type]
            if _within(counted, cap.within, at) >= cap.most:
                found.append(cap.reason)
    limit = policy.sender_caps.get(kind)
    if limit and sent_by_sender >= limit.most:
        found.append(WhyNot.CAP_SENDER)
    return found


def tier_of(person: Dossier) -> str | None:
    """The best that is said of them."""
    tags = person.knowing.tags
    return next((tier for tag, tier in TIERS.items() if tag in tags), None)


def _over(cadence: Cadence, contact: Contact, unasked: list[datetime], at: datetime) -> bool:
    if cadence.content_only and contact.channel in INTERRUPTING:
        return True
    return _within(unasked, cadence.every, at) >= cadence.ceiling


def _of(cap: Cap, kind: Kind, channel: Channel, purpose: Purpose) -> bool:
    return kind is cap.kind and cap.channel in (None, channel) and cap.purpose in (None, purpose)


def _within(moments: list[datetime], window: timedelta, at: datetime) -> int:
    since = at - window
    return sum(moment > since for moment in moments)
