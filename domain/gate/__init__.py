"""The contact gate: `may_contact(person, contact, policy, at)`, pure, asked at the plan and again at the dispatch.

It answers with a ground, or with every reason against it. What it looked at beside the person is passed in as
`around`; whoever acts on the answer makes sure that none of it has moved.
"""

from datetime import datetime, timedelta

from domain.dossier import Dossier
from domain.gate.around import NOTHING_AROUND, Around
from domain.gate.bases import Ground, ground
from domain.gate.campaigns import of_campaign
from domain.gate.contact import NEEDS_ADDRESS, NOBODY, Contact, contact_of
from domain.gate.hours import Clock, clock_of, right_hour, wrong_hour, zone_of
from domain.gate.limits import too_often
from domain.gate.policy import DEFAULT, POLICIES, Policy
from domain.gate.purposes import PROMOTIONAL, RIGHTS, kind_of
from domain.gate.regimes import Regime, regime_of, wants_notice
from domain.gate.verdict import Verdict
from domain.outreach import READ
from domain.reach import PointState
from domain.vocabulary import DataClass, Purpose, WhyNot

SEES = (DataClass.IDENTITY,)
"""The classes of personal data that it looks into: addresses are compared, and whoever is erased is left alone."""

INVALID, TALENT_POOL = PointState.INVALID, Purpose.TALENT_POOL
WAITS = timedelta(minutes=5)
"""After which a contact of a paused campaign is asked about again."""


def may_contact(
    person: Dossier, contact: Contact, policy: Policy, at: datetime, around: Around = NOTHING_AROUND
) -> Verdict:
    """The person has to have been read with the seals of `SEES` open."""
    kind = kind_of(contact.purpose)
    jurisdiction = jurisdiction_of(person, policy)
    regime = regime_of(jurisdiction)
    stands_on = ground(person, contact, jurisdiction, regime, at)
    reasons = [WhyNot.ERASED] if person.erased else []
    reasons += _address(person, contact, stands_on, around)
    passing: list[WhyNot] = []
    if contact.campaign is not None:
        standing, passing = of_campaign(person, contact, around.campaign)
        reasons += standing
    retry_at = None
    if kind is not RIGHTS:
        if person.boundaries.restricted is not None:
            reasons.append(WhyNot.RESTRICTED)
        if stands_on.reason:
            reasons.append(stands_on.reason)
        if contact.purpose is TALENT_POOL and person.stays and not person.pools:
            reasons.append(WhyNot.LEFT_POOL)
        reasons += _notice(person, contact, regime, around)
        clock = clock_of(person, jurisdiction, policy)
        if kind is PROMOTIONAL:
            reasons += _against_wishes(person, contact, clock, at)
        reasons += too_often(person, contact, kind, policy, around.sent_by_sender, at)
        passing += wrong_hour(clock, kind, contact.channel, at)
        if contact.not_before and at < contact.not_before:
            passing.append(WhyNot.NOT_BEFORE)
        if passing and not reasons:
            begins = at + WAITS if WhyNot.CAMPAIGN_PAUSED in passing else at
            retry_at = right_hour(clock, kind, contact.channel, max(begins, contact.not_before or at))
    elif passing and not reasons:
        retry_at = at + WAITS
    reasons += passing
    checked_at = around.position
    for record in person.records:
        checked_at = max(checked_at, record.last_position)
    return Verdict(
        reasons=tuple(reasons),
        checked_at=checked_at,
        basis=stands_on.basis,
        basis_position=stands_on.position,
        retry_at=retry_at,
    )


def jurisdiction_of(person: Dossier, policy: Policy) -> str | None:
    """As it was recorded, else where the person lives, else the policy's."""
    setting = person.settings.get("jurisdiction")
    if setting:
        return setting.value
    place = person.place
    return (place.country if place else None) or policy.home


def _address(person: Dossier, contact: Contact, stands_on: Ground, around: Around) -> list[WhyNot]:
    """Works or not, suppressed or not: of this very address, and of no other."""
    kinds, address = NEEDS_ADDRESS.get(contact.channel), contact.address
    if address is None:
        return [WhyNot.ADDRESS_MISSING] if kinds else []
    if kinds and address.kind not in kinds:
        return [WhyNot.ADDRESS_MISSING]
    for held in person.profile.points:
        if held.value == address.value and held.kind is address.kind:
            break
    else:
        return [WhyNot.ADDRESS_UNKNOWN]
    if not held.valid:
        return [WhyNot.ADDRESS_UNKNOWN]
    suppression = around.suppressions.get((address.kind, address.value))
    if held.state is INVALID or (suppression is not None and not suppression.works):
        return [WhyNot.BOUNCED]
    if suppression is None or not suppression.entries or kind_of(contact.purpose) is RIGHTS:
        return []
    act = stands_on.position, stands_on.done_at
    covers = any(each.covers(contact.purpose, *act) for each in suppression.entries)
    return [WhyNot.SUPPRESSED] if covers else []


def _notice(person: Dossier, contact: Contact, regime: Regime, around: Around) -> list[WhyNot]:
    """The message carries one that was published, or the person was shown one of this controller before."""
    if contact.notice is not None:
        published = around.notice is not None and contact.notice_version in around.notice.texts
        return [] if published else [WhyNot.NOTICE_UNKNOWN]
    if not wants_notice(regime, contact.purpose):
        return []
    return [] if _was_told(person, contact.controller) else [WhyNot.NOTICE_NOT_SHOWN]


def _was_told(person: Dossier, controller: str) -> bool:
    for shown in person.boundaries.shown:
        if shown.controller == controller:
            return True
    for grant in person.consents.grants:
        if grant.notice is not None and grant.controller == controller and not grant.imported:
            return True
    attempts = person.contacts.attempts.values()
    return any(each.notice is not None and each.controller == controller and each.state in READ for each in attempts)


def _against_wishes(person: Dossier, contact: Contact, clock: Clock, at: datetime) -> list[WhyNot]:
    wish = person.boundaries.preference
    if wish is None:
        return []
    found = [WhyNot.STOPPED] if wish.stopped else []
    if wish.paused_until and at.astimezone(zone_of(clock.zones[0])).date() < wish.paused_until:
        found.append(WhyNot.PAUSED)
    if wish.channels is not None and contact.channel not in wish.channels:
        found.append(WhyNot.CHANNEL_NOT_WANTED)
    if wish.topics is not None and contact.topic is not None and contact.topic not in wish.topics:
        found.append(WhyNot.TOPIC_NOT_WANTED)
    return found


__all__ = [
    "DEFAULT",
    "NOBODY",
    "NOTHING_AROUND",
    "POLICIES",
    "SEES",
    "WAITS",
    "Around",
    "Contact",
    "Policy",
    "Verdict",
    "contact_of",
    "may_contact",
]
