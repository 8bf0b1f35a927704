"""A message that came in, filed once: under whoever it is from, or as one that nobody was found for.

The same message twice is one: its command's id follows from the message's own id, whichever way it came.
"""

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from domain.decision import Command, Refused
from domain.decisions import (
    HoldMessage,
    ReceiveMessage,
    ReportBounced,
    ReportDelivered,
    SuppressAddress,
)
from domain.events import Document
from domain.gate.purposes import UNASKED
from domain.message import message_stream
from domain.person import ContactPoint
from domain.stop_words import stop_word
from domain.vocabulary import AutoReply, Channel, StopWord
from ledger.blobs import LONGEST_TEXT, Blobs
from ledger.envelope import Origin
from ledger.faults import CommandReused
from ledger.ledger import Ledger

BY = Origin(actor="system:inbox")
ANSWERED_WITHIN = timedelta(days=90)
"""Whoever writes by themselves answers the last that we sent to that address, if it is no older. Ours."""
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,126}")

log = logging.getLogger("renmai.inbox")


@dataclass(frozen=True, slots=True)
class Arrived:
    channel: Channel
    message_id: str
    """Its own, the same whenever it comes again."""
    point: ContactPoint | None
    """Where it came from."""
    said: str
    automatic: AutoReply | None = None
    attached: Sequence[tuple[str, str, bytes]] = field(default_factory=tuple)
    """Name, media type and content of each."""

    @property
    def id(self) -> UUID:
        return message_stream(self.channel, self.message_id)


def seen(ledger: Ledger, arrived: Arrived) -> bool:
    """Whether it was filed before; that is on disk."""
    if ledger.store.command(BY.actor, arrived.id) is None:
        return False
    ledger.store.durable()
    return True


def file(ledger: Ledger, blobs: Blobs, arrived: Arrived, candidate: UUID | None, contact: UUID | None) -> str:
    """On disk when it returns; answers what became of it in a word. Raises LedgerFault, BlobStoreAway."""
    if seen(ledger, arrived):
        return "seen"
    if candidate is not None:
        try:
            return _received(ledger, blobs, arrived, candidate, contact)
        except Refused as refused:
            log.info("a message is not filed: %s", refused.code)
            return _of_nobody(ledger, arrived)
    if arrived.automatic is not None or arrived.point is None:
        return "ignored"
    hold = HoldMessage(
        message=arrived.id,
        channel=arrived.channel,
        point=arrived.point,
        said=_short(arrived.said),
        documents=_documents(blobs, arrived.id, arrived),
        message_id=arrived.message_id[:500],
    )
    return _submitted(ledger, hold, arrived.id, "held")


def bounced(ledger: Ledger, arrived: Arrived, candidate: UUID, contact: UUID, what: str, status: str | None) -> str:
    """What a server says of a mail of ours: `hard`, `soft` or `delivered`."""
    report: Command = ReportDelivered(candidate=candidate, contact=contact)
    if what != "delivered":
        report = ReportBounced(candidate=candidate, contact=contact, hard=what == "hard", status=status)
    try:
        return _submitted(ledger, report, arrived.id, what)
    except Refused as refused:
        log.info("a report is not filed: %s", refused.code)
        return "ignored"


def last_sent_to(ledger: Ledger, candidate: UUID, point: ContactPoint | None) -> UUID | None:
    """The last contact that left for this address, if it is not too old."""
    person, _ = ledger.dossier(candidate)
    if person is None or point is None:
        return None
    since = ledger.clock() - ANSWERED_WITHIN
    left = [
        each
        for each in person.contacts.attempts.values()
        if each.left
        and each.since >= since
        and each.address
        and (each.address.kind, each.address.value) == (point.kind, point.value)
    ]
    return max(left, key=lambda each: each.position).contact if left else None


def _received(ledger: Ledger, blobs: Blobs, arrived: Arrived, candidate: UUID, contact: UUID | None) -> str:
    command = ReceiveMessage(
        candidate=candidate,
        message=arrived.id,
        channel=arrived.channel,
        contact=contact,
        address=arrived.point,
        said=_short(arrived.said),
        documents=() if arrived.automatic else _documents(blobs, candidate, arrived),
        message_id=arrived.message_id[:500],
        automatic=arrived.automatic,
    )
    return _submitted(ledger, command, arrived.id, "automatic" if arrived.automatic else "received")


def _of_nobody(ledger: Ledger, arrived: Arrived) -> str:
    """Of somebody who was erased nothing is kept but that they want no more."""
    if arrived.point is not None and not arrived.automatic and stop_word(arrived.said) is StopWord.WHOLE:
        stop = SuppressAddress(point=arrived.point, why="unsubscribed", purposes=UNASKED)
        return _submitted(ledger, stop, arrived.id, "suppressed")
    return "ignored"


def _submitted(ledger: Ledger, command: Command, command_id: UUID, became: str) -> str:
    try:
        ledger.submit(command, BY, command_id=command_id)
    except CommandReused:
        return "seen"  # somebody else filed it just now, perhaps with files under other ids
    return became


def _short(said: str) -> str | None:
    return said[:LONGEST_TEXT] or None


def _documents(blobs: Blobs, subject: UUID, arrived: Arrived) -> tuple[Document, ...]:
    """A text that is too long for an event is a file, too."""
    made: list[Any] = [
        blobs.put(subject, "attachment", name, _media_type(kind), data) for name, kind, data in arrived.attached
    ]
    if len(arrived.said) > LONGEST_TEXT:
        made.append(blobs.put(subject, "message", "message.txt", "text/plain", arrived.said.encode()))
    return tuple(made)


def _media_type(said: str) -> str:
    plain = said.replace("/", ".").lower()
    return plain if MEDIA_TYPE.fullmatch(plain) else "application/octet-stream"
