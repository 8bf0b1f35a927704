"""Contacts after the fact, and the answers to them. Nothing here asks whether one may be made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, addressed
from domain.dossier import Dossier
from domain.events import ContactLogged, Document, Replied
from domain.person import ContactPoint, LongText
from domain.vocabulary import Channel, Code, ContactOutcome, Purpose


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


class RecordReply(OfCandidate):
    type: Literal["record-reply"] = "record-reply"
    contact: UUID
    channel: Channel
    outcome: ContactOutcome = ContactOutcome.UNKNOWN
    said: LongText | None = None


def log(dossier: Dossier | None, command: LogContact, _at: datetime, rules: Rules) -> Sequence[On]:
    """What already happened is never refused; the same contact twice is one."""
    person = addressed(dossier, command.candidate, rules)
    if command.contact in person.contacts.known:
        return []
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
    )
    return [On(command.candidate, event)]


def reply(dossier: Dossier | None, command: RecordReply, _at: datetime, rules: Rules) -> Sequence[On]:
    """On the record that holds the contact."""
    person = addressed(dossier, command.candidate, rules)
    holds = [record.stream for record in person.records if command.contact in record.contacts.known]
    rules.require(bool(holds), "no_such_contact")
    event = Replied(contact=command.contact, channel=command.channel, outcome=command.outcome, said=command.said)
    return [On((holds or [command.candidate])[0], event)]
