"""Commands about several people, decided together: what they read is read once, and what follows is one append.

Each is decided on as it would be alone. Nobody may be spoken of twice in one go: what is decided of a person may change
what is decided of them next.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.decision import On, Refused
from domain.decisions import RULES
from domain.decisions.addressed import OfCandidate
from domain.dossier import Dossier
from domain.events import ContactDispatched
from domain.gate import Contact
from domain.record import Record
from domain.unfolded import UnfoldedDossier
from domain.vocabulary import DataClass
from ledger.around import Counted, Versions, counted_as, sent
from ledger.envelope import Origin, numbered
from ledger.ledger import Ledger
from ledger.store import NOTHING_INLINE, CommandClaim, Inline, Receipt


@dataclass(frozen=True, slots=True)
class People:
    """As they were at one moment, by the ids that they were asked for under."""

    found: Mapping[UUID, Dossier]
    versions: Versions
    """Of all that this rests on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """To one command: what follows, which may be nothing, or why not."""

    command: OfCandidate
    events: Sequence[On] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    answers: Sequence[Answer]
    versions: Versions


def people(ledger: Ledger, streams: Sequence[UUID], sees: Collection[DataClass]) -> People:
    """The person behind each id, with one read for all and one more for whoever is linked to them."""
    records: dict[UUID, Record] = {}
    versions: Versions = dict.fromkeys(streams, 0)
    waiting: Sequence[UUID] = list(versions)
    while waiting:
        found = ledger.records(waiting, sees)
        versions |= {stream: version for stream, (version, _) in found.items()}
        records |= {stream: record for stream, (_, record) in found.items() if record is not None}
        linked = {link for stream in found if stream in records for link in records[stream].linked}
        waiting = [link for link in linked if link not in versions]
        versions |= dict.fromkeys(waiting, 0)
    joined = {stream: UnfoldedDossier(_joined(stream, records)) for stream in streams if stream in records}
    return People(joined, versions)


def decide_together(ledger: Ledger, commands: Sequence[OfCandidate], among: People) -> Decided:
    """Of each, in order; of people who were read with the seals open that the rules see. Nothing is stored yet."""
    at = ledger.clock()
    contacts = [_asked(command, among) for command in commands]
    around, versions = ledger.surroundings.around_each(contacts, at)
    leaving: Counter[Counted] = Counter()
    answers = []
    for command, (contact, _), beside in zip(commands, contacts, around, strict=True):
        counted = counted_as(contact) if contact else None
        if counted and leaving[counted]:
            beside = replace(beside, sent_by_sender=beside.sent_by_sender + leaving[counted])
        rule = RULES[type(command)]
        read = {"candidate": among.found.get(command.candidate), "around": beside}
        try:
            happened = rule.decide(*(read[subject] for _, subject in rule.reads), command, at)
        except Refused as fault:
            answers.append(Answer(command, refused=fault))
            continue
        if counted:
            leaving[counted] += sum(isinstance(on.event, ContactDispatched) for on in happened)
        answers.append(Answer(command, happened))
    return Decided(answers, among.versions | versions)


def store_together(ledger: Ledger, decided: Decided, origin: Origin, command_id: UUID) -> Receipt | None:
    """On disk when it returns; None where nothing follows. Stored once, however often it is called with this id.

    Raises Moved where any of it rests on what has changed: then nothing is stored. LedgerBusy, OutcomeUnknown.
    """
    events = [
        event
        for each in decided.answers
        for event in numbered(each.events, decided.versions, origin, each.command, command_id)
    ]
    if not events:
        ledger.store.durable()
        return None
    counts = sent(events)
    return ledger.append(
        events,
        unmoved=decided.versions,
        # The id is of our own making and never comes with another body.
        command=CommandClaim(origin.actor, command_id, hashlib.sha256(command_id.bytes).digest()),
        inline=Inline(sent=counts) if counts else NOTHING_INLINE,
    )


def _asked(command: OfCandidate, among: People) -> tuple[Contact | None, str | None]:
    """Of the gate, and by which policy."""
    rule = RULES[type(command)]
    contact = rule.asks(among.found.get(command.candidate), command) if rule.asks else None
    return contact, getattr(command, "policy", None)


def _joined(stream: UUID, records: Mapping[UUID, Record]) -> list[Record]:
    found: dict[UUID, Record] = {}
    waiting = [stream]
    while waiting:
        each = waiting.pop()
        if each in records and each not in found:
            found[each] = records[each]
            waiting.extend(records[each].linked)
    return list(found.values())
