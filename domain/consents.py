"""What somebody allows, per purpose, channel, controller and recipient.

Grants and withdrawals are kept side by side, so records combine by putting them together. An absence is
neutral. A withdrawal blocks whatever it covers, on whichever record it stands; only a grant that is provably
later lifts it: recorded after it, given after it, and not brought by an import.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime

from domain.events import ConsentGiven, ConsentWithdrawn
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


@value
class Withdrawal:
    """None covers all purposes, channels or controllers; every recipient is covered."""

    purpose: Purpose | None
    channels: tuple[Channel, ...] | None
    controller: str | None
    position: int
    recorded_at: datetime
    method: ConsentMethod

    def covers(self, scope: Scope) -> bool:
        return (
            self.purpose in (None, scope.purpose)
            and (self.channels is None or scope.channel in self.channels)
            and self.controller in (None, scope.controller)
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
        return self.expires_on is not None and at.astimezone(UTC).date() > self.expires_on


@value
class Consents:
    grants: tuple[Grant, ...] = ()
    """In the order of positions, as are the withdrawals."""
    withdrawals: tuple[Withdrawal, ...] = ()

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
    )
    return Consents((*consents.grants, grant), consents.withdrawals)


def withdrawn(consents: Consents, event: ConsentWithdrawn, recorded: Recorded) -> Consents:
    withdrawal = Withdrawal(
        purpose=event.purpose,
        channels=event.channels,
        controller=event.controller,
        position=recorded.position,
        recorded_at=recorded.recorded_at,
        method=event.method,
    )
    return Consents(consents.grants, (*consents.withdrawals, withdrawal))


def together(registers: Sequence[Consents]) -> Consents:
    """Of one person's records."""
    if len(registers) == 1:
        return registers[0]
    grants = [grant for each in registers for grant in each.grants]
    withdrawals = [withdrawal for each in registers for withdrawal in each.withdrawals]
    return Consents(
        tuple(sorted(grants, key=lambda grant: grant.position)),
        tuple(sorted(withdrawals, key=lambda withdrawal: withdrawal.position)),
    )
