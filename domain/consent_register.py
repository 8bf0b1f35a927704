"""The consent register as an auditor reads it: one line per scope, and one per withdrawal."""

from datetime import date, datetime
from enum import StrEnum

from domain.consents import Consents, Scope
from domain.value import value
from domain.vocabulary import Channel, ConsentMethod, Purpose


class ConsentState(StrEnum):
    GIVEN = "given"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@value
class Line:
    """One scope that was granted once; or a withdrawal, which stands for whatever has no line of its own.

    In a withdrawal, None is all of them.
    """

    purpose: Purpose | None
    channel: Channel | None
    controller: str | None
    recipient: str | None
    state: ConsentState
    since: int
    """The position that brought it about (of an expired one: the grant's)."""
    recorded_at: datetime
    method: ConsentMethod
    notice: str | None = None
    notice_version: int | None = None
    expires_on: date | None = None


def register(consents: Consents, at: datetime) -> tuple[Line, ...]:
    """As it stands at this moment, in the order of positions."""
    if not consents.grants and not consents.withdrawals:
        return ()
    scopes = {
        Scope(grant.purpose, channel, grant.controller, grant.recipient)
        for grant in consents.grants
        for channel in grant.channels
    }
    own = {(scope.purpose, scope.channel, scope.controller) for scope in scopes}
    lines = [_line(consents, scope, at) for scope in scopes] + [
        Line(
            purpose=each.purpose,
            channel=channel,
            controller=each.controller,
            recipient=None,
            state=ConsentState.WITHDRAWN,
            since=each.position,
            recorded_at=each.recorded_at,
            method=each.method,
        )
        for each in consents.withdrawals
        for channel in each.channels or (None,)
        if (each.purpose, channel, each.controller) not in own
    ]
    return tuple(sorted(lines, key=_place))


def _place(line: Line) -> tuple[int, str, str, str, str]:
    return line.since, line.purpose or "", line.channel or "", line.controller or "", line.recipient or ""


def _line(consents: Consents, scope: Scope, at: datetime) -> Line:
    governing = consents.governing(scope)
    grant = governing or consents.granted(scope)[0]
    if governing:
        state = ConsentState.EXPIRED if governing.expired(at) else ConsentState.GIVEN
        since, recorded_at, method = governing.position, governing.recorded_at, governing.method
    else:
        last = consents.withdrawn(scope)[-1]
        state = ConsentState.WITHDRAWN
        since, recorded_at, method = last.position, last.recorded_at, last.method
    return Line(
        purpose=scope.purpose,
        channel=scope.channel,
        controller=scope.controller,
        recipient=scope.recipient,
        state=state,
        since=since,
        recorded_at=recorded_at,
        method=method,
        notice=grant.notice,
        notice_version=grant.notice_version,
        expires_on=grant.expires_on,
    )
