"""What somebody allows, and takes back."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal, TypeVar
from uuid import UUID

from pydantic import Field

from domain.consents import Scope
from domain.decision import On, Refused, Rules
from domain.decisions.addressed import OfCandidate, addressed, known
from domain.dossier import Dossier
from domain.events import ConsentGiven, ConsentWithdrawn, Document
from domain.person import LongText
from domain.vocabulary import Channel, Code, ConsentMethod, Purpose

Named = TypeVar("Named")


class GiveConsent(OfCandidate):
    """One purpose, one controller, one recipient.

    Several can be said, as forms that bundle them do, but are refused: each wants a yes of its own.
    """

    type: Literal["give-consent"] = "give-consent"
    purpose: Purpose | tuple[Purpose, ...]
    channels: tuple[Channel, ...] = Field(min_length=1)
    controller: Code | tuple[Code, ...] = "main"
    recipient: Code | tuple[Code, ...] | None = None
    notice: Code | None = None
    notice_version: int | None = None
    language: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    expires_on: date | None = None
    evidence: LongText | None = None
    document: Document | None = None
    request: UUID | None = None
    """The request that it answers."""


class WithdrawConsent(OfCandidate):
    """None is all of them."""

    type: Literal["withdraw-consent"] = "withdraw-consent"
    purpose: Purpose | None = None
    channels: tuple[Channel, ...] | None = Field(default=None, min_length=1)
    controller: Code | None = None
    method: ConsentMethod = ConsentMethod.HUMAN
    evidence: LongText | None = None


def give(dossier: Dossier | None, command: GiveConsent, at: datetime, rules: Rules) -> Sequence[On]:
    """An import that meets an opt-out is recorded and flagged; it lifts nothing (`domain.consents`)."""
    person = addressed(dossier, command.candidate, rules)
    purpose = _one(command.purpose)
    controller = _one(command.controller)
    recipient = None if command.recipient is None else _one(command.recipient)
    # History may bring one that has run out since: it was good when it was given.
    moment = command.happened_at(at) if rules.claimed else at
    expired = command.expires_on is not None and moment.astimezone(UTC).date() > command.expires_on
    rules.require(not expired, "already_expired")
    if rules.claimed:
        scopes = [Scope(purpose, channel, controller, recipient) for channel in command.channels]
        rules.require(not any(person.consents.blocked(scope) for scope in scopes), "opt_out_stands")
    event = ConsentGiven(
        purpose=purpose,
        channels=command.channels,
        controller=controller,
        recipient=recipient,
        notice=command.notice,
        notice_version=command.notice_version,
        language=command.language,
        method=command.method,
        expires_on=command.expires_on,
        evidence=command.evidence,
        document=command.document,
        request=command.request,
    )
    return [On(command.candidate, event)]


def withdraw(dossier: Dossier | None, command: WithdrawConsent, _at: datetime, _rules: Rules) -> Sequence[On]:
    """Under any of the person's ids, at any time, and on every record: a reversal can't leak it."""
    person = known(dossier)
    if person.erased:
        raise Refused("candidate_erased")
    event = ConsentWithdrawn(
        purpose=command.purpose,
        channels=command.channels,
        controller=command.controller,
        method=command.method,
        evidence=command.evidence,
    )
    return [On(record.stream, event) for record in person.records]


def _one(named: Named | tuple[Named, ...]) -> Named:
    if not isinstance(named, tuple):
        return named
    if len(named) != 1:
        raise Refused("bundled_consent")
    return named[0]
