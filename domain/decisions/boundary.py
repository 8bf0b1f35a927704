"""The limits that a person sets. Each is written to every record of theirs: a reversal of a merge can't leak it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from domain.decision import On, Rules
from domain.decisions.addressed import OfCandidate, everywhere, remembered
from domain.dossier import Dossier
from domain.events import (
    AddressSuppressed,
    ContactPreferenceSet,
    ObjectionRaised,
    ProcessingRestricted,
    RestrictionLifted,
    Unsubscribed,
)
from domain.gate import Around
from domain.gate.purposes import UNASKED
from domain.person import LongText
from domain.vocabulary import Channel, Code, ConsentMethod, Purpose, Rhythm


class SetContactPreference(OfCandidate):
    """All of what the person wants: what is left out is left to us again."""

    type: Literal["set-contact-preference"] = "set-contact-preference"
    channels: tuple[Channel, ...] | None = None
    rhythm: Rhythm | None = None
    topics: tuple[Code, ...] | None = None
    paused_until: date | None = None
    stopped: bool = False
    method: ConsentMethod = ConsentMethod.HUMAN


class Unsubscribe(OfCandidate):
    """Of all that was not asked for, unless it names less."""

    type: Literal["unsubscribe"] = "unsubscribe"
    contact: UUID | None = None
    purposes: tuple[Purpose, ...] = Field(default=UNASKED, min_length=1)
    channels: tuple[Channel, ...] | None = Field(default=None, min_length=1)
    controller: Code | None = None
    method: ConsentMethod = ConsentMethod.ONE_CLICK
    evidence: LongText | None = None


class RaiseObjection(OfCandidate):
    """None is all. The person's addresses are suppressed, too, which outlives them here."""

    type: Literal["raise-objection"] = "raise-objection"
    purposes: tuple[Purpose, ...] | None = Field(default=None, min_length=1)
    channels: tuple[Channel, ...] | None = Field(default=None, min_length=1)
    controller: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: LongText | None = None


class RestrictProcessing(OfCandidate):
    type: Literal["restrict-processing"] = "restrict-processing"
    why: Literal["accuracy-contested", "unlawful", "legal-claim", "objection-pending", "other"] = "other"


class LiftRestriction(OfCandidate):
    type: Literal["lift-restriction"] = "lift-restriction"
    why: Code | None = None


def prefer(dossier: Dossier | None, command: SetContactPreference, _at: datetime, _rules: Rules) -> Sequence[On]:
    event = ContactPreferenceSet(
        channels=command.channels,
        rhythm=command.rhythm,
        topics=command.topics,
        paused_until=command.paused_until,
        stopped=command.stopped,
        method=command.method,
    )
    return everywhere(remembered(dossier), event)


def unsubscribe(dossier: Dossier | None, command: Unsubscribe, _at: datetime, _rules: Rules) -> Sequence[On]:
    event = Unsubscribed(
        contact=command.contact,
        purposes=command.purposes,
        channels=command.channels,
        controller=command.controller,
        method=command.method,
        evidence=command.evidence,
    )
    return everywhere(remembered(dossier), event)


def objection(
    dossier: Dossier | None, around: Around, command: RaiseObjection, _at: datetime, _rules: Rules
) -> Sequence[On]:
    """One to some channels or one controller suppresses no address: there it may still be used."""
    event = ObjectionRaised(
        purposes=command.purposes,
        channels=command.channels,
        controller=command.controller,
        method=command.method,
        evidence=command.evidence,
    )
    events = everywhere(remembered(dossier), event)
    if command.channels is not None or command.controller is not None:
        return events
    return events + [
        On(suppression.stream, AddressSuppressed(kind=kind, why="objection", purposes=command.purposes))
        for (kind, _), suppression in around.suppressions.items()
        if not suppression.knows("objection", command.purposes)
    ]


def restrict(dossier: Dossier | None, command: RestrictProcessing, _at: datetime, _rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    event = ProcessingRestricted(why=command.why)
    return [On(record.stream, event) for record in person.records if record.boundaries.restricted is None]


def lift(dossier: Dossier | None, command: LiftRestriction, _at: datetime, rules: Rules) -> Sequence[On]:
    person = remembered(dossier)
    held = [record.stream for record in person.records if record.boundaries.restricted is not None]
    rules.require(bool(held), "not_restricted")
    event = RestrictionLifted(why=command.why)
    return [On(stream, event) for stream in held]
