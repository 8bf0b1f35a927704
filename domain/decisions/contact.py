"""Contacts after the fact, and the answers to them: recorded always, and a breach beside them where there was one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.decision import Command, On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.events import ContactBreached, ContactLogged, Document, Replied
from domain.gate import DEFAULT, NOBODY, POLICIES, Around, Contact, Verdict, may_contact
from domain.person import ContactPoint, LongText
from domain.vocabulary import Channel, Code, ContactOutcome, Purpose, WhyNot


class LogContact(OfCandidate):
    """Somebody did call, write or meet. `contact` is a new id, chosen by the caller."""

    type: Literal["log-contact"] = "log-contact"
    contact: UUID
    channel: Channel
    inbound: bool = False
    outcome: ContactOutcome = ContactOutcome.UNKNOWN
    purpose: Purpose = Purpose.TALENT_POOL
    controller: Code = "main"
    went_well: bool | None = None
    documents: tuple[Document, ...] = ()
    address: ContactPoint | None = None
    said: LongText | None = None


NO_BREACH = frozenset({WhyNot.ADDRESS_MISSING, WhyNot.ADDRESS_UNKNOWN, WhyNot.BOUNCED, WhyNot.CAP_SENDER})
"""Of what was done they say nothing: it reached somebody."""


class RecordReply(OfCandidate):
    type: Literal["record-reply"] = "record-reply"
    contact: UUID
    channel: Channel
    outcome: ContactOutcome = ContactOutcome.UNKNOWN
    said: LongText | None = None


def asked_afterwards(_dossier: Dossier | None, command: Command) -> Contact | None:
    """What would have been asked of the gate."""
    assert isinstance(command, LogContact)
    return Contact(
        contact=command.contact,
        channel=command.channel,
        purpose=command.purpose,
        controller=command.controller,
        sender=NOBODY,
        address=command.address,
    )


def log(dossier: Dossier | None, around: Around, command: LogContact, at: datetime, rules: Rules) -> Sequence[On]:
    """What already happened is never refused; the same contact twice is one."""
    person = addressed(dossier, command.candidate, rules)
    if command.contact in person.contacts.known:
        return []
    asked = not (command.inbound or rules.claimed)  # of imported history nobody knows what stood then
    verdict = _verdict(person, around, command, command.happened_at(at)) if asked else None
    event = ContactLogged(
        contact=command.contact,
        channel=command.channel,
        inbound=command.inbound,
        outcome=command.outcome,
        purpose=command.purpose,
        controller=command.controller,
        went_well=command.went_well,
        documents=command.documents,
        address=command.address,
        said=command.said,
        basis=verdict.basis if verdict else None,
        basis_position=verdict.basis_position if verdict else None,
        checked_at=verdict.checked_at if verdict else None,
        policy=DEFAULT if verdict else None,
    )
    breach = _breach(command, verdict) if verdict else None
    return [On(command.candidate, each) for each in (event, breach) if each]


def _verdict(person: Dossier, around: Around, command: LogContact, then: datetime) -> Verdict:
    """What spoke for it and against it at that moment: what the person took back later counts for nothing."""
    contact = asked_afterwards(person, command)
    assert contact is not None
    standing = tuple(
        each for each in person.consents.withdrawals if each.recorded_at <= then or command.occurred is None
    )
    if standing != person.consents.withdrawals:
        person = person.but(replace(person.consents, withdrawals=standing))
    return may_contact(person, contact, POLICIES[DEFAULT], then, around)


def _breach(command: LogContact, verdict: Verdict) -> ContactBreached | None:
    reasons = tuple(each for each in verdict.reasons if each not in NO_BREACH)
    if not reasons:
        return None
    return ContactBreached(
        contact=command.contact,
        channel=command.channel,
        purpose=command.purpose,
        controller=command.controller,
        reasons=reasons,
        checked_at=verdict.checked_at,
        policy=DEFAULT,
    )


def reply(dossier: Dossier | None, command: RecordReply, _at: datetime, rules: Rules) -> Sequence[On]:
    """On the record that holds the contact."""
    person = addressed(dossier, command.candidate, rules)
    holds = [
        record.stream
        for record in person.records
        if command.contact in record.contacts.known or command.contact in record.contacts.attempts
    ]
    rules.require(bool(holds), "no_such_contact")
    attempt = person.contacts.attempts.get(command.contact)
    event = Replied(
        contact=command.contact,
        channel=command.channel,
        outcome=command.outcome,
        said=command.said,
        campaign=attempt.campaign if attempt else None,
    )
    return [On((holds or [command.candidate])[0], event)]
