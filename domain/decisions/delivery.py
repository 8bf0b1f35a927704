"""What became of a contact that was dispatched, as whoever delivers it tells. Told twice is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, known
from domain.decisions.outreach import attempt_of
from domain.decisions.reach import InvalidateContactPoint, invalidate
from domain.dossier import Dossier
from domain.events import (
    AddressSuppressed,
    AnyEvent,
    ContactBounced,
    ContactClicked,
    ContactDelivered,
    ContactFailed,
    ContactOpened,
    ContactSent,
    ContactUnconfirmed,
)
from domain.gate import DEFAULT, POLICIES, Around
from domain.outreach import FOLLOWS, LEFT, Attempt, AttemptState
from domain.person import Text
from domain.vocabulary import Code

SCANNED_WITHIN = timedelta(seconds=20)
"""After a message left, in which what is opened or followed counts as a scanner's. Ours."""


class _OfContact(OfCandidate):
    """Of any of the person's ids."""

    contact: UUID


class ReportSent(_OfContact):
    type: Literal["report-sent"] = "report-sent"
    provider_reference: Text | None = None


class ReportFailed(_OfContact):
    """Nothing has left: only whoever knows that says so."""

    type: Literal["report-failed"] = "report-failed"
    code: Code
    final: bool = True


class ReportUnconfirmed(_OfContact):
    type: Literal["report-unconfirmed"] = "report-unconfirmed"


class ReportDelivered(_OfContact):
    type: Literal["report-delivered"] = "report-delivered"


class ReportBounced(_OfContact):
    type: Literal["report-bounced"] = "report-bounced"
    hard: bool
    status: Code | None = None


class ReportOpened(_OfContact):
    type: Literal["report-opened"] = "report-opened"
    by_machine: bool = False


class ReportClicked(_OfContact):
    type: Literal["report-clicked"] = "report-clicked"
    by_machine: bool = False
    link: Code | None = None


def sent(dossier: Dossier | None, command: ReportSent, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _told(dossier, command, AttemptState.SENT, ContactSent, {"provider_reference": command.provider_reference})


def failed(dossier: Dossier | None, command: ReportFailed, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _told(dossier, command, AttemptState.FAILED, ContactFailed, {"code": command.code, "final": command.final})


def unconfirmed(dossier: Dossier | None, command: ReportUnconfirmed, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _told(dossier, command, AttemptState.UNCONFIRMED, ContactUnconfirmed)


def delivered(dossier: Dossier | None, command: ReportDelivered, _at: datetime, _rules: Rules) -> Sequence[On]:
    return _told(dossier, command, AttemptState.DELIVERED, ContactDelivered)


def bounced(
    dossier: Dossier | None, around: Around, command: ReportBounced, at: datetime, rules: Rules
) -> Sequence[On]:
    """A hard one ends the address: for this person, and for whoever else has it."""
    told = {"hard": command.hard, "status": command.status}
    events = list(_told(dossier, command, AttemptState.BOUNCED, ContactBounced, told))
    person = known(dossier)
    attempt, _ = attempt_of(person, command.contact)
    address = attempt.address
    if not events or address is None or person.record(person.candidate).void:
        return events
    if not (command.hard or _soft_enough(person, attempt, at)):
        return events
    ended = InvalidateContactPoint(candidate=person.candidate, point=address, why="bounced")
    events += invalidate(dossier, ended, at, rules)
    suppression = around.suppressions.get((address.kind, address.value))
    if suppression and not suppression.knows("bounced", None):
        events.append(On(suppression.stream, AddressSuppressed(kind=address.kind, why="bounced")))
    return events


def opened(dossier: Dossier | None, command: ReportOpened, at: datetime, _rules: Rules) -> Sequence[On]:
    by_machine = command.by_machine or _too_soon(dossier, command.contact, at)
    return _noticed(dossier, command.contact, ContactOpened, {"by_machine": by_machine})


def clicked(dossier: Dossier | None, command: ReportClicked, at: datetime, _rules: Rules) -> Sequence[On]:
    by_machine = command.by_machine or _too_soon(dossier, command.contact, at)
    return _noticed(dossier, command.contact, ContactClicked, {"by_machine": by_machine, "link": command.link})


def _too_soon(dossier: Dossier | None, contact: UUID, at: datetime) -> bool:
    """So soon after it left, a scanner has looked, not a person."""
    attempt, _ = attempt_of(known(dossier), contact)
    return attempt.dispatched_at is not None and at - attempt.dispatched_at < SCANNED_WITHIN


def _told(
    dossier: Dossier | None, command: _OfContact, state: AttemptState, event: type[AnyEvent], told: Any = None
) -> Sequence[On]:
    attempt, stream = attempt_of(known(dossier), command.contact)
    if attempt.state is state:
        return []
    if state not in FOLLOWS[attempt.state]:
        raise Refused("wrong_contact_state", attempt.state.value)
    return [On(stream, _event(event, attempt, told))]


def _noticed(dossier: Dossier | None, contact: UUID, event: type[AnyEvent], told: Any) -> Sequence[On]:
    attempt, stream = attempt_of(known(dossier), contact)
    if attempt.state not in LEFT:
        raise Refused("wrong_contact_state", attempt.state.value)
    return [On(stream, _event(event, attempt, told))]


def _event(event: type[AnyEvent], attempt: Attempt, told: Any) -> AnyEvent:
    of = {
        "contact": attempt.contact,
        "channel": attempt.channel,
        "purpose": attempt.purpose,
        "campaign": attempt.campaign,
    }
    return event.model_validate({**of, **(told or {})})


def _soft_enough(person: Dossier, attempt: Attempt, at: datetime) -> bool:
    """With this one, by the policy's table."""
    limit = POLICIES[DEFAULT].soft_bounces
    same = [
        each
        for each in person.contacts.attempts.values()
        if each.address == attempt.address and each.contact != attempt.contact and each.left
    ]
    count = 1
    for each in sorted(same, key=lambda each: each.position, reverse=True):
        if each.state is AttemptState.DELIVERED or each.since < at - limit.within:
            break
        count += each.state is AttemptState.BOUNCED
    return count >= limit.most
