"""One thing that is due of a person: from when, until when, for whom, and what follows."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

from domain.due.whom import Of, Whom
from domain.value import value
from domain.vocabulary import DueKind

SPACE = UUID("8c1b1f0e-7a43-4a0f-9a55-2f4f5f0f6f31")


class Follows(StrEnum):
    TASK = "task"
    """Somebody does it: it stands in their list, and they are told in the morning."""
    OUTREACH = "outreach"
    """A message is planned where the policy lets it go by itself (`domain.due.automation`), and passes the gate. If it
    can't be, it is a task."""
    EVENT = "event"
    """The ledger is told."""


class When(NamedTuple):
    """What a rule answers of one person."""

    key: str
    """What it follows from, the same for ever: the item's id is made of it."""
    at: datetime
    until: datetime | None = None
    """When it is over by itself; None is the rule's window."""
    about: UUID | None = None
    """The interview, the application, the reminder."""
    detail: str | None = None
    """A word more: the tier, the job's id, the position of the consent."""
    owner: str | None = None
    policy: str | None = None


@value
class Item:
    item: UUID
    kind: DueKind
    due_at: datetime
    until: datetime | None
    """From then on it is missed. None: it stays until it is done."""
    follows: Follows
    owner: str | None
    about: UUID | None
    detail: str | None
    policy: str | None
    """The cadence that it is due by; None of whatever is due by each of them."""


Moments = Callable[[Of], Iterable[When]]


@value
class Rule:
    kind: DueKind
    meaning: str
    whom: Whom
    moments: Moments
    to: tuple[str, ...]
    """The first of these roles that the person has an owner in."""
    window: timedelta | None = None
    """How long it can be done; None: until it is."""
    follows: Follows = Follows.TASK
    template: str | None = None
    """What a message for it is made of."""
    rows: str = ""
    """Of the feature list."""


def id_of(kind: DueKind, key: str) -> UUID:
    """`uuid5(SPACE, "KIND/KEY")`, at half the price."""
    hashed = _SPACE.copy()
    hashed.update(f"{kind}/{key}".encode())
    return UUID(bytes=hashed.digest()[:16], version=5)


_SPACE = sha1(SPACE.bytes, usedforsecurity=False)
