"""Exchanging a key for a new one: on one stream, and no event is touched by it."""

from datetime import date
from typing import Literal
from uuid import UUID

from domain.events.event import Event
from domain.vocabulary import Code, RotatedKey


class KeyRotationRequested(Event):
    """Somebody asked that a key be exchanged; a second person has to approve it."""

    type: Literal["key-rotation-requested"] = "key-rotation-requested"
    rotation: UUID
    which: RotatedKey
    old: Code
    """The name of the key-encryption key, which does not tell the key; of a log key the public half, in hex."""
    old_dies_on: date | None = None
    """On this day the old key is destroyed, and with it every backup that it opens. A log key dies at once."""
    why: Code | None = None


class KeyRotationApproved(Event):
    """A second person agreed."""

    type: Literal["key-rotation-approved"] = "key-rotation-approved"
    rotation: UUID


class KeyRotated(Event):
    """Nothing is wrapped, or signed, with the old key any more."""

    type: Literal["key-rotated"] = "key-rotated"
    rotation: UUID
    which: RotatedKey
    old: Code
    new: Code
    """Named as `old` is."""
    rewrapped: int = 0
    """Data keys and secrets that were wrapped anew, by the run that ended it."""
    size: int | None = None
    """Of the tree: the old log key signed up to here, the new one signs what is longer."""


class OldKeyDestroyed(Event):
    """The old key is gone from where we keep keys. A backup that it opens is dead with it."""

    type: Literal["old-key-destroyed"] = "old-key-destroyed"
    rotation: UUID
    which: RotatedKey
    old: Code
