"""What comes in: an answer to a contact, a word of the person's own, a machine's answer, or a message of nobody known.

A whole message that is a word like STOP ends at once, with the answer itself, what the person never asked for, and
its address is suppressed for it. A longer text that holds one pauses that, and a human looks.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from domain.decision import Command, On, Refused, Rules
from domain.decisions.addressed import OfCandidate, is_human, known
from domain.dossier import Dossier
from domain.events import (
    AddressSuppressed,
    AnyEvent,
    AutoReplyReceived,
    ConsentWithdrawn,
    ContactLogged,
    ContactPreferenceSet,
    Document,
    MessageAssigned,
    MessageDismissed,
    MessageUnmatched,
    Replied,
    Unsubscribed,
)
from domain.gate import NOBODY, Around, Contact
from domain.gate.purposes import UNASKED
from domain.message import UnmatchedMessage
from domain.person import ContactPoint, LongText, Text
from domain.stop_words import stop_word
from domain.suppression import Suppression
from domain.vocabulary import ActorId, AutoReply, Channel, Code, ConsentMethod, ContactOutcome, Purpose, StopWord

PAUSED_FOR = timedelta(days=30)
"""By a text that holds a STOP word, if no human decides before. Ours."""


class ReceiveMessage(OfCandidate):
    """Under any of the person's ids. `message` is its own id, under which it is logged where it answers nothing."""

    type: Literal["receive-message"] = "receive-message"
    message: UUID
    channel: Channel
    contact: UUID | None = None
    """Of ours, that it answers; None where it answers none that is known."""
    address: ContactPoint | None = None
    """Where it came from."""
    said: LongText | None = None
    documents: tuple[Document, ...] = ()
    message_id: Text | None = None
    automatic: AutoReply | None = None


class HoldMessage(Command):
    """Of somebody whom nobody knows."""

    type: Literal["hold-message"] = "hold-message"
    message: UUID
    channel: Channel
    point: ContactPoint
    """Where it came from."""
    said: LongText | None = None
    documents: tuple[Document, ...] = ()
    message_id: Text | None = None


class AssignMessage(OfCandidate):
    """`documents` are the message's own, sealed anew under the person."""

    type: Literal["assign-message"] = "assign-message"
    message: UUID
    contact: UUID | None = None
    documents: tuple[Document, ...] = ()
    by: ActorId | None = None
    """Who found out; has to be a human."""


class DismissMessage(Command):
    type: Literal["dismiss-message"] = "dismiss-message"
    message: UUID
    why: Code


def asked_of_sender(_dossier: Dossier | None, command: Command) -> Contact | None:
    """By which the suppression of the address that it came from is read."""
    address = getattr(command, "address", None)
    return Contact(
        contact=command.message,  # type: ignore[attr-defined]
        channel=getattr(command, "channel", Channel.EMAIL),
        purpose=Purpose.RIGHTS_REPLY,
        controller="main",
        sender=NOBODY,
        address=address,
    )


def receive(
    dossier: Dossier | None, around: Around, command: ReceiveMessage, at: datetime, _rules: Rules
) -> Sequence[On]:
    """What came in is never refused, but of somebody who was erased."""
    person = known(dossier)
    if person.erased:
        raise Refused("candidate_erased")
    stream, contact = _answered(person, command.candidate, command.contact)
    if command.automatic is not None:
        event = AutoReplyReceived(
            contact=contact or command.message,
            channel=command.channel,
            kind=command.automatic,
            said=command.said,
            message_id=command.message_id,
        )
        return [On(stream, event)]
    stop = stop_word(command.said)
    attempt = person.contacts.attempts.get(contact) if contact else None
    heard = _heard(command, contact, stop, attempt.campaign if attempt else None)
    events = [On(stream, heard)]
    if stop is StopWord.WHOLE:
        events += _ended(person, around, command, contact)
    elif stop is StopWord.HELD:
        events += _paused(person, at)
    return events


def hold(suppression: Suppression, command: HoldMessage, _at: datetime, _rules: Rules) -> Sequence[On]:
    """Whoever it is: where STOP came from, nothing unasked goes any more."""
    stop = stop_word(command.said)
    event = MessageUnmatched(
        channel=command.channel,
        stop=stop,
        documents=command.documents,
        address=command.point,
        said=command.said,
        message_id=command.message_id,
    )
    events = [On(command.message, event)]
    if stop is StopWord.WHOLE:
        events += _suppressed([suppression], command.point)
    return events


def assign(
    dossier: Dossier | None,
    around: Around,
    message: UnmatchedMessage | None,
    command: AssignMessage,
    at: datetime,
    rules: Rules,
) -> Sequence[On]:
    """It counts for the person as if it had been known from the start whose it is."""
    if not is_human(command.by):
        raise Refused("human_required")
    found = _open(message)
    received = ReceiveMessage(
        candidate=command.candidate,
        message=found.stream,
        channel=found.channel,
        contact=command.contact,
        address=found.address,
        said=found.said,
        documents=command.documents,
        message_id=found.message_id,
    )
    if command.contact is not None and _answered(known(dossier), command.candidate, command.contact)[1] is None:
        raise Refused("no_such_contact")
    events = receive(dossier, around, received, at, rules)
    return [*events, On(found.stream, MessageAssigned(candidate=command.candidate))]


def dismiss(message: UnmatchedMessage | None, command: DismissMessage, _at: datetime, _rules: Rules) -> Sequence[On]:
    return [On(_open(message).stream, MessageDismissed(why=command.why))]


def _open(message: UnmatchedMessage | None) -> UnmatchedMessage:
    if message is None:
        raise Refused("no_such_message")
    if message.settled:
        raise Refused("message_settled")
    return message


def _answered(person: Dossier, candidate: UUID, contact: UUID | None) -> tuple[UUID, UUID | None]:
    """The record that holds the contact, and the contact; the one that was named, and None, where none does."""
    for record in person.records:
        if contact is not None and (contact in record.contacts.known or contact in record.contacts.attempts):
            return record.stream, contact
    return candidate, None


def _heard(command: ReceiveMessage, contact: UUID | None, stop: StopWord | None, campaign: UUID | None) -> AnyEvent:
    outcome = ContactOutcome.DECLINED if stop is StopWord.WHOLE else ContactOutcome.UNKNOWN
    if contact is None:
        return ContactLogged(
            contact=command.message,
            channel=command.channel,
            inbound=True,
            outcome=outcome,
            documents=command.documents,
            address=command.address,
            said=command.said,
            stop=stop,
            message_id=command.message_id,
        )
    return Replied(
        contact=contact,
        channel=command.channel,
        outcome=outcome,
        said=command.said,
        documents=command.documents,
        address=command.address,
        stop=stop,
        message_id=command.message_id,
        campaign=campaign,
    )


def _ended(person: Dossier, around: Around, command: ReceiveMessage, contact: UUID | None) -> list[On]:
    """On every record, as any withdrawal; a consent that stands for it is taken back, too."""
    method = ConsentMethod.EMAIL if command.channel is Channel.EMAIL else ConsentMethod.MESSAGE
    events: list[AnyEvent] = [Unsubscribed(contact=contact, purposes=UNASKED, method=method, evidence=command.said)]
    consented = {grant.purpose for grant in person.consents.grants}
    events += [
        ConsentWithdrawn(purpose=purpose, method=method, evidence=command.said)
        for purpose in UNASKED
        if purpose in consented
    ]
    attempt = person.contacts.attempts.get(contact) if contact else None
    points = {(each.kind, each.value): each for each in (command.address, attempt and attempt.address) if each}
    ended = [On(record.stream, event) for record in person.records for event in events]
    for key, point in points.items():
        ended += _suppressed([each for at, each in around.suppressions.items() if at == key], point)
    return ended


def _suppressed(suppressions: Sequence[Suppression], point: ContactPoint) -> list[On]:
    return [
        On(each.stream, AddressSuppressed(kind=point.kind, why="unsubscribed", purposes=UNASKED))
        for each in suppressions
        if not each.knows("unsubscribed", UNASKED)
    ]


def _paused(person: Dossier, at: datetime) -> list[On]:
    """All else that the person wants stays as it is."""
    wanted = person.boundaries.preference
    until = (at + PAUSED_FOR).date()
    if wanted and wanted.paused_until:
        until = max(until, wanted.paused_until)
    event = ContactPreferenceSet(
        channels=wanted.channels if wanted else None,
        rhythm=wanted.rhythm if wanted else None,
        topics=wanted.topics if wanted else None,
        paused_until=until,
        stopped=bool(wanted and wanted.stopped),
        method=ConsentMethod.MESSAGE,
    )
    return [On(record.stream, event) for record in person.records]
