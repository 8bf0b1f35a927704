"""Which keys were exchanged: asked for by one, approved by another, carried out, and the old one destroyed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from domain.decision import Refused
from domain.events import KeyRotated, KeyRotationApproved, KeyRotationRequested, OldKeyDestroyed
from domain.recorded import Recorded
from domain.vocabulary import ActorId, Code, RotatedKey

STREAM = UUID("01900000-0000-7000-8000-000000000002")
"""The one stream that all rotations are on."""

MACHINES = ("system:", "policy:")
"""Through them people act; they are nobody's first and nobody's second."""
State = Literal["requested", "superseded", "approved", "rotated", "old-due", "old-destroyed"]


@dataclass(frozen=True, slots=True)
class Rotation:
    rotation: UUID
    which: RotatedKey
    old: Code
    old_dies_on: date | None
    requested_at: datetime
    requested_by: tuple[ActorId, ...]
    """Whoever had a hand in it."""
    approved_by: tuple[ActorId, ...] = ()
    new: Code | None = None
    """Known when it was carried out."""
    destroyed_at: datetime | None = None
    superseded: bool = False
    """Another one was asked for before anybody approved this one."""

    @property
    def under_way(self) -> bool:
        return bool(self.approved_by) and self.new is None

    def old_is_due(self, today: date) -> bool:
        """Whether the old key's last day is over."""
        dies_on = self.old_dies_on
        return self.new is not None and self.destroyed_at is None and dies_on is not None and dies_on <= today

    def state(self, today: date) -> State:
        if self.new:
            return "old-destroyed" if self.destroyed_at else "old-due" if self.old_is_due(today) else "rotated"
        return "approved" if self.approved_by else "superseded" if self.superseded else "requested"


def rotations(history: Iterable[Recorded]) -> dict[UUID, Rotation]:
    """By id, the oldest first."""
    found: dict[UUID, Rotation] = {}
    for each in history:
        match each.event:
            case KeyRotationRequested() as asked:
                for key, known in found.items():
                    if known.which == asked.which and not known.approved_by:
                        found[key] = replace(known, superseded=True)
                hands = each.meta.hands
                found[asked.rotation] = Rotation(
                    *(asked.rotation, asked.which, asked.old, asked.old_dies_on, each.recorded_at, hands)
                )
            case KeyRotationApproved(rotation=key):
                found[key] = replace(found[key], approved_by=each.meta.hands)
            case KeyRotated(rotation=key, new=new):
                found[key] = replace(found[key], new=new)
            case OldKeyDestroyed(rotation=key):
                found[key] = replace(found[key], destroyed_at=each.recorded_at)
            case _:
                pass
    return found


def require_free(known: Iterable[Rotation], which: RotatedKey) -> None:
    """One at a time of each key. Raises Refused."""
    if any(each.which == which and each.under_way for each in known):
        raise Refused("rotation_under_way")


def require_second(known: dict[UUID, Rotation], rotation: UUID, hands: Sequence[ActorId]) -> Rotation:
    """The rotation that waits for somebody else's approval. Raises Refused."""
    found = known.get(rotation)
    if found is None or found.superseded or found.approved_by:
        raise Refused("no_such_rotation")
    if {each for each in hands if not each.startswith(MACHINES)} & set(found.requested_by):
        raise Refused("four_eyes")
    return found
