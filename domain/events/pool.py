"""A pool: a fixed list of people, or a saved filter. Who is on a list stands on each person's own stream.

Not to be mistaken for the talent pool (`talent-pool-entered`): that is the relation itself, this is a selection.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.events.event import Event
from domain.person import Text
from domain.vocabulary import ActorId, Code, Purpose

FilterText = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]


class PoolCreated(Event):
    """There is a pool. With a filter it is whoever fits, at any moment; without one it is a list."""

    type: Literal["pool-created"] = "pool-created"
    name: Text
    owner: ActorId
    sharing: Literal["private", "shared"] = "private"
    purpose: Purpose = Purpose.TALENT_POOL
    filter: FilterText | None = None
    """In the text form of the language of search."""


class PoolRenamed(Event):
    """It is called otherwise from here on."""

    type: Literal["pool-renamed"] = "pool-renamed"
    name: Text


class PoolShared(Event):
    """Everybody may use it from here on, or its owner alone."""

    type: Literal["pool-shared"] = "pool-shared"
    sharing: Literal["private", "shared"]


class PoolHandedOver(Event):
    """Somebody else owns it from here on."""

    type: Literal["pool-handed-over"] = "pool-handed-over"
    owner: ActorId


class PoolAlertSet(Event):
    """Its owner is told from here on when somebody comes in, or goes out, or no longer."""

    type: Literal["pool-alert-set"] = "pool-alert-set"
    on_entry: bool
    on_exit: bool


class PoolFilterChanged(Event):
    """It asks for others from here on."""

    type: Literal["pool-filter-changed"] = "pool-filter-changed"
    filter: FilterText


class PoolClosed(Event):
    """It is used no more."""

    type: Literal["pool-closed"] = "pool-closed"


class PoolSnapshotTaken(Event):
    """Somebody acted on whoever was in it just then. Of many people each part is an event of its own."""

    type: Literal["pool-snapshot-taken"] = "pool-snapshot-taken"
    snapshot: UUID
    why: Code
    """What was done with it: `campaign`, `event-invitation` …"""
    read_at: int = Field(ge=0)
    """The position that the answer rests on."""
    size: int = Field(ge=0)
    part: int = Field(default=1, ge=1)
    parts: int = Field(default=1, ge=1)
    people: tuple[UUID, ...] = ()


class CandidateListed(Event):
    """The person was put on a list."""

    type: Literal["candidate-listed"] = "candidate-listed"
    pool: UUID
    why: Code | None = None


class CandidateUnlisted(Event):
    """The person was taken off a list, on every record that held it."""

    type: Literal["candidate-unlisted"] = "candidate-unlisted"
    pool: UUID
    why: Code | None = None
