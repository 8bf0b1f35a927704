"""Addresses at which nobody is to be contacted, whoever has them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from domain.decision import Command, On, Rules
from domain.events import AddressSuppressed, SuppressionLifted
from domain.person import ContactPoint
from domain.suppression import Suppression
from domain.vocabulary import Code, Purpose


class SuppressAddress(Command):
    type: Literal["suppress-address"] = "suppress-address"
    point: ContactPoint
    why: Literal["bounced", "objection", "unsubscribed", "complaint", "wrong-person", "erased", "other"]
    purposes: tuple[Purpose, ...] | None = None


class LiftSuppression(Command):
    type: Literal["lift-suppression"] = "lift-suppression"
    point: ContactPoint
    why: Code


def suppress(suppression: Suppression, command: SuppressAddress, _at: datetime, _rules: Rules) -> Sequence[On]:
    if suppression.knows(command.why, command.purposes):
        return []
    event = AddressSuppressed(kind=command.point.kind, why=command.why, purposes=command.purposes)
    return [On(suppression.stream, event)]


def lift(suppression: Suppression, command: LiftSuppression, _at: datetime, rules: Rules) -> Sequence[On]:
    rules.require(bool(suppression.entries), "not_suppressed")
    return [On(suppression.stream, SuppressionLifted(kind=command.point.kind, why=command.why))]
