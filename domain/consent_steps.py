"""What each event makes of the consents of one record, and how the consents of several are one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from domain.consents import Block, ConsentReceipt, Consents, Grant, Request, Withdrawal
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
from domain.recorded import Recorded, Step
from domain.vocabulary import ConsentMethod, Purpose

Placed = TypeVar("Placed", Grant, Withdrawal, Request, ConsentReceipt)


def given(consents: Consents, event: ConsentGiven, recorded: Recorded) -> Consents:
    grant = Grant(
        event.purpose,
        event.channels,
        event.controller,
        event.recipient,
        recorded.position,
        recorded.recorded_at,
        recorded.happened_at,
        recorded.meta.batch is not None or event.method is ConsentMethod.IMPORTED,
        event.notice,
        event.notice_version,
        event.language,
        event.method,
        event.expires_on,
        event.confirmed,
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
        renews=event.renews,
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


STEPS: dict[type, Step] = {
    ConsentGiven: given,
    ConsentWithdrawn: withdrawn,
    ConsentRequested: requested,
    ConsentRefused: refused,
    ConsentExpired: expired,
    ConsentReceiptIssued: receipted,
    Unsubscribed: unsubscribed,
    ObjectionRaised: objected,
}
