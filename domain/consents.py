"""What somebody allows, per purpose, channel, controller and recipient.

Grants and withdrawals are kept side by side, so records combine by putting them together. An absence is
neutral. A withdrawal blocks whatever it covers, on whichever record it stands; only a grant that is provably
later lifts it: recorded after it, given after it, and not brought by an import. A refusal, an unsubscription and an
objection block in the same way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from domain.events import (
    ConsentExpired,
    ConsentGiven,
    ConsentReceiptIssued,
    ConsentRefused,
    ConsentRequested,
    ConsentWithdrawn,
    ObjectionRaised,
    Unsubscribed,
)
from domain.recorded import Recorded
from domain.value import value
from domain.vocabulary import Channel, ConsentMethod, Purpose


@value
class Scope:
    """What one consent is for: never more than one of each."""

    purpose: Purpose
    channel: Channel
    controller: str
    recipient: str | None = None
    """To whom data may be passed on; None is the controller's own use."""


class Block(StrEnum):
    """By what a withdrawal came about."""

    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    UNSUBSCRIBED = "unsubscribed"
    OBJECTION = "objection"


@value
class Withdrawal:
    """None covers all purposes, channels, controllers or recipients."""

    purpose: Purpose | None
    channels: tuple[Channel, ...] | None
    controller: str | None
    position: int
    recorded_at: datetime
    method: ConsentMethod
    recipient: str | None = None
    block: Block = Block.WITHDRAWN

    def covers(self, scope: Scope) -> bool:
        return (
            self.purpose in (None, scope.purpose)
            and (self.channels is None or scope.channel in self.channels)
            and self.controller in (None, scope.controller)
            and self.recipient in (None, scope.recipient)
        )


@value
class Grant:
    purpose: Purpose
    channels: tuple[Channel, ...]
    controller: str
    recipient: str | None
    position: int
    recorded_at: datetime
    happened_at: datetime
    imported: bool
    """Brought by a batch: what it claims proves nothing."""
    notice: str | None
    notice_version: int | None
    language: str | None
    method: ConsentMethod
    expires_on: date | None
    """The last day on which it counts, in UTC."""
    confirmed: bool = False
    """By a second yes, from the address itself."""
    lapsed: bool = False
    """It was said to have run out."""
    request: UUID | None = None
    """The request that it answers."""

    def covers(self, scope: Scope) -> bool:
        return (
            self.purpose == scope.purpose
            and scope.channel in self.channels
            and self.controller == scope.controller
            and self.recipient == scope.recipient
        )

    def lifts(self, withdrawal: Withdrawal) -> bool:
        """Whether it is provably later. An import never lowers an opt-out."""
        return not self.imported and self.position > withdrawal.position and self.happened_at >= withdrawal.recorded_at

    def expired(self, at: datetime) -> bool:
        return self.lapsed or (self.expires_on is not None and at.astimezone(UTC).date() > self.expires_on)


@value
class Request:
    """Somebody was asked for a consent."""

    request: UUID
    purpose: Purpose
    channels: tuple[Channel, ...]
    controller: str
    recipient: str | None
    position: int
    happened_at: datetime
    expires_on: date | None


@value
class ConsentReceipt:
    receipt: UUID
    consent: int
    """The position of the consent."""
    position: int


Placed = TypeVar("Placed", Grant, Withdrawal, Request, ConsentReceipt)


@value
class Consents:
    grants: tuple[Grant, ...] = ()
    """In the order of positions, as are the others."""
    withdrawals: tuple[Withdrawal, ...] = ()
    requests: tuple[Request, ...] = ()
    receipts: tuple[ConsentReceipt, ...] = ()

    def covers(
        self, purpose: Purpose, channel: Channel, controller: str, at: datetime, recipient: str | None = None
    ) -> bool:
        return self.basis(Scope(purpose, channel, controller, recipient), at) is not None

    def basis(self, scope: Scope, at: datetime) -> Grant | None:
        """The grant that covers it at this moment, if one does."""
        grant = self.governing(scope)
        return grant if grant and grant.recorded_at <= at and not grant.expired(at) else None

    def blocked(self, scope: Scope) -> bool:
        """Whether a withdrawal stands that no grant has lifted. False where nothing was ever said."""
        return bool(self.withdrawn(scope)) and self.governing(scope) is None

    def governing(self, scope: Scope) -> Grant | None:
        """The newest grant, by when it was given, that no withdrawal takes back. It may have expired."""
        withdrawals = self.withdrawn(scope)
        for grant in self.granted(scope):
            if all(grant.lifts(each) for each in withdrawals):
                return grant
        return None

    def granted(self, scope: Scope) -> list[Grant]:
        """Every grant of the scope, newest first by when it was given."""
        found = [grant for grant in self.grants if grant.covers(scope)]
        return sorted(found, key=lambda grant: (grant.happened_at, grant.position), reverse=True)

    def withdrawn(self, scope: Scope) -> list[Withdrawal]:
        return [each for each in self.withdrawals if each.covers(scope)]


def given(consents: Consents, event: ConsentGiven, recorded: Recorded) -> Consents:
    grant = Grant(
        purpose=event.purpose,
        channels=event.channels,
        controller=event.controller,
        recipient=event.recipient,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        happened_at=recorded.happened_at,
        imported=recorded.meta.batch is not None or event.method is ConsentMethod.IMPORTED,
        notice=event.notice,
        notice_version=event.notice_version,
        language=event.language,
        method=event.method,
        expires_on=event.expires_on,
        confirmed=event.confirmed,
        request=event.request,
    )
    return Consents((*consents.grants, grant), consents.withdrawals, consents.requests, consents.receipts)


def withdrawn(consents: Consents, event: ConsentWithdrawn, recorded: Recorded) -> Consents:
    return _blocked(consents, event, recorded, (event.purpose,), Block.WITHDRAWN)


def refused(consents: Consents, event: ConsentRefused, recorded: Recorded) -> Consents:
    return _blocked(consents, event, recorded, (event.purpose,), Block.REFUSED, event.recipient)


def unsubscribed(consents: Consents, event: Unsubscribed, recorded: Recorded) -> Consents:
    return _blocked(consents, event, recorded, event.purposes, Block.UNSUBSCRIBED)


def objected(consents: Consents, event: ObjectionRaised, recorded: Recorded) -> Consents:
    return _blocked(consents, event, recorded, event.purposes or (None,), Block.OBJECTION)


def requested(consents: Consents, event: ConsentRequested, recorded: Recorded) -> Consents:
    request = Request(
        request=event.request,
        purpose=event.purpose,
        channels=event.channels,
        controller=event.controller,
        recipient=event.recipient,
        position=recorded.position,
        happened_at=recorded.happened_at,
        expires_on=event.expires_on,
    )
    return replace(consents, requests=(*consents.requests, request))


def expired(consents: Consents, event: ConsentExpired, _recorded: Recorded) -> Consents:
    grants = (replace(each, lapsed=True) if each.position == event.position else each for each in consents.grants)
    return replace(consents, grants=tuple(grants))


def receipted(consents: Consents, event: ConsentReceiptIssued, recorded: Recorded) -> Consents:
    receipt = ConsentReceipt(event.receipt, event.position, recorded.position)
    return replace(consents, receipts=(*consents.receipts, receipt))


def together(registers: Sequence[Consents]) -> Consents:
    """Of one person's records."""
    if len(registers) == 1:
        return registers[0]
    return Consents(
        _in_order(each.grants for each in registers),
        _in_order(each.withdrawals for each in registers),
        _in_order(each.requests for each in registers),
        _in_order(each.receipts for each in registers),
    )


def _blocked(
    consents: Consents,
    event: ConsentWithdrawn | ConsentRefused | Unsubscribed | ObjectionRaised,
    recorded: Recorded,
    purposes: Iterable[Purpose | None],
    block: Block,
    recipient: str | None = None,
) -> Consents:
    new = tuple(
        Withdrawal(
            purpose=purpose,
            channels=event.channels,
            controller=event.controller,
            position=recorded.position,
            recorded_at=recorded.recorded_at,
            method=event.method,
            recipient=recipient,
            block=block,
        )
        for purpose in purposes
    )
    return Consents(consents.grants, (*consents.withdrawals, *new), consents.requests, consents.receipts)


def _in_order(parts: Iterable[tuple[Placed, ...]]) -> tuple[Placed, ...]:
    return tuple(sorted((each for part in parts for each in part), key=lambda each: each.position))
