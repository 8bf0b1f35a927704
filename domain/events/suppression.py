"""Addresses at which nobody is to be contacted: a stream for each, named by a keyed hash of the address.

It holds nothing of a person, and outlives them: who was erased is not added and written to again.
"""

from typing import Literal

from domain.events.event import Event
from domain.person import PointKind
from domain.vocabulary import Code, Purpose


class AddressSuppressed(Event):
    """Nothing goes there any more for these purposes."""

    type: Literal["address-suppressed"] = "address-suppressed"
    kind: PointKind
    why: Literal["bounced", "objection", "unsubscribed", "complaint", "wrong-person", "erased", "other"]
    purposes: tuple[Purpose, ...] | None = None
    """None is all."""


class SuppressionLifted(Event):
    """The address may be used again: the person said so, or it works."""

    type: Literal["suppression-lifted"] = "suppression-lifted"
    kind: PointKind
    why: Code
    only: Literal["erased"] | None = None
    """What else stands against the address stays; None lifts all of it."""
