"""What is due because of the relationship: rhythm, answers, and what has grown old. Of whoever is in the pool."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from domain.due.item import When, id_of
from domain.due.whom import Of
from domain.gate.policy import POLICIES
from domain.outreach import LEFT, AttemptState, again
from domain.vocabulary import DueKind, Purpose, Tier

DAY, YEAR, HALF_YEAR = timedelta(days=1), timedelta(days=365), timedelta(days=182)
ANSWERED_WITHIN, THANKED_AFTER, CARED_AFTER = 3 * DAY, 2 * DAY, 7 * DAY


def reply_follow_up(of: Of) -> Iterable[When]:
    """Within three days of an answer that nobody has followed up (row 76)."""
    contacts = of.person.contacts
    heard, touched = contacts.last_reply_at, contacts.last_outbound_at
    if heard and not of.unwanted and (touched is None or touched < heard):
        holds = next(each.stream for each in of.person.records if each.contacts.last_reply_at == heard)
        yield When(f"{holds}/{heard.isoformat()}", heard, heard + ANSWERED_WITHIN)


def pool_welcome(of: Of) -> Iterable[When]:
    """At entry, with the question what they want to hear of (row 82)."""
    if of.may_hear and not of.stay.imported:
        yield When(str(of.stay.entered_position), _wanted(of, of.since))


def pool_invitation(of: Of) -> Iterable[When]:
    """At entry, where only their yes lets us write and nobody has asked for it (row 33)."""
    asked = any(each.purpose is Purpose.TALENT_POOL for each in of.person.consents.requests)
    asked = asked or any(
        each.purpose is Purpose.PERMISSION_REQUEST and each.state is not AttemptState.REFUSED
        for each in of.person.contacts.attempts.values()
    )
    if not (of.may_hear or asked or of.stay.imported):
        yield When(str(of.stay.entered_position), _wanted(of, of.since))


def key_person_thanks(of: Of) -> Iterable[When]:
    """A short letter with a name and a number (row 91)."""
    yield from _after_entry(of, THANKED_AFTER)


def first_care(of: Of) -> Iterable[When]:
    """So many days after the pool was entered (row 90)."""
    yield from _after_entry(of, CARED_AFTER)


def cadence(of: Of) -> Iterable[When]:
    """When less than the target has been done within the tier's window, which rolls (rows 57-60)."""
    for name, policy in POLICIES.items():
        rhythm = policy.cadence[of.tier or policy.untiered]
        last = of.touches[-rhythm.target] if len(of.touches) >= rhythm.target else of.since
        last = _later(last, of.person.agenda.last_done(DueKind.CADENCE))
        key = f"{of.person.candidate}/{name}/{last.isoformat()}"
        yield When(key, _wanted(of, last + rhythm.every), detail=of.tier, policy=name)


def revisit(of: Of) -> Iterable[When]:
    """How their career goes, every half-year (row 63)."""
    last = _later(_later(of.since, of.informed_at), of.person.agenda.last_done(DueKind.REVISIT))
    yield When(f"{of.person.candidate}/{last.isoformat()}", _wanted(of, last + HALF_YEAR))


def update_invitation(of: Of) -> Iterable[When]:
    """At the first start of a quarter at which nothing has been heard of them for a year (row 92)."""
    old = (of.informed_at or of.since) + YEAR
    start = of.morning(_quarter(of, _later(old, of.person.agenda.last_done(DueKind.UPDATE_INVITATION))))
    yield When(f"{of.person.candidate}/{start.date()}", _wanted(of, start), detail=of.tier)


def activation(of: Of) -> Iterable[When]:
    """After a year without a word from either side (row 84). D is not disturbed."""
    if of.tier is Tier.D:
        return
    last = _later(of.since, of.person.contacts.last_interaction_at)
    last = _later(last, of.person.agenda.last_done(DueKind.ACTIVATION))
    yield When(f"{of.person.candidate}/{last.isoformat()}", _wanted(of, last + YEAR))


def reminder(of: Of) -> Iterable[When]:
    """The day that somebody named."""
    for reminder, each in of.person.agenda.reminders.items():
        yield When(str(reminder), of.morning(each.due_on), about=reminder, owner=each.owner)


def _after_entry(of: Of, after: timedelta) -> Iterable[When]:
    """Unless somebody has turned to them since. That they were welcomed by itself is no turn."""
    contacts, welcome = of.person.contacts, id_of(DueKind.POOL_WELCOME, str(of.stay.entered_position))
    turned = [each.happened_at for each in contacts.logged]
    turned += [
        each.dispatched_at
        for contact, each in contacts.attempts.items()
        if each.dispatched_at and each.state in LEFT and contact not in (welcome, again(welcome))
    ]
    if max(turned, default=of.since) <= of.since:
        yield When(str(of.stay.entered_position), _wanted(of, of.since + after))


def _wanted(of: Of, at: datetime) -> datetime:
    """Not while they have paused it."""
    wish = of.person.boundaries.preference
    return max(at, of.morning(wish.paused_until)) if wish and wish.paused_until else at


def _quarter(of: Of, at: datetime) -> date:
    """The first day of a quarter from then on."""
    day = of.day(at)
    month = (day.month - 1) // 3 * 3 + 1
    begun = date(day.year, month, 1)
    if begun == day:
        return begun
    return date(day.year, month + 3, 1) if month < 10 else date(day.year + 1, 1, 1)


def _later(one: datetime, other: datetime | None) -> datetime:
    return one if other is None else max(one, other)
