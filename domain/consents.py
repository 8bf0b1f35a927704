"""What somebody allows, per purpose, channel, controller and recipient.

Grants and withdrawals are kept side by side, so records combine by putting them together. An absence is
neutral. A withdrawal blocks whatever it covers, on whichever record it stands; only a grant that is provably
later lifts it: recorded after it, given after it, and not brought by an import. A refusal, an unsubscription and an
objection block in the same way.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

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
    renews: int | None = None
    """The position of the consent that runs out."""


@value
class ConsentReceipt:
    receipt: UUID
    consent: int
    """The position of the consent."""
    position: int


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
        withdrawals = self.withdrawn(scope) if self.withdrawals else ()
        for grant in self.granted(scope):
            if not withdrawals or all(grant.lifts(each) for each in withdrawals):
                return grant
        return None

    def granted(self, scope: Scope) -> list[Grant]:
        """Every grant of the scope, newest first by when it was given."""
        found = [grant for grant in self.grants if grant.covers(scope)]
        if len(found) > 1:
            found.sort(key=lambda grant: (grant.happened_at, grant.position), reverse=True)
        return found

    def withdrawn(self, scope: Scope) -> list[Withdrawal]:
        return [each for each in self.withdrawals if each.covers(scope)]
