"""One thing that is due of a person: from when, until when, for whom, and what follows."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import sha1
from typing import NamedTuple
from uuid import UUID

from domain.dossier import Dossier
from domain.gate.hours import zone_of
from domain.gate.limits import KINDS
from domain.gate.policy import DEFAULT, POLICIES
from domain.gate.purposes import Kind
from domain.measures import informed
from domain.outreach import LEFT
from domain.pools import Stay
from domain.value import value
from domain.vocabulary import DueKind, Purpose, Status, Tier

SPACE = UUID("8c1b1f0e-7a43-4a0f-9a55-2f4f5f0f6f31")
MORNING = POLICIES[DEFAULT].quiet.end
HOME = POLICIES[DEFAULT].home_zone
HOME_COUNTRY = "CN"
"""Of HOME."""


class Follows(StrEnum):
    TASK = "task"
    """Somebody does it: it stands in their list, and they are told in the morning."""
    OUTREACH = "outreach"
    """A message is planned, and passes the gate. If it can't be, it is a task."""
    EVENT = "event"
    """The ledger is told."""


class Whom(StrEnum):
    """Of whom something can fall due."""

    ANYONE = "anyone"
    JOURNEY = "whoever applied or works here"
    MEMBER = "whoever is in the pool and wants to hear of us"
    TIERED = "of those whoever has a tier"
    UPDATED = "of those A and B"
    KEY = "of those A"


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


class Of:
    """A person, and what several rules ask of them."""

    def __init__(self, person: Dossier) -> None:
        self.person = person

    def groups(self) -> tuple[Whom, ...]:
        """Those that the person belongs to."""
        journey = self.person.journey
        found = (Whom.ANYONE, Whom.JOURNEY) if journey.applications or journey.employments else (Whom.ANYONE,)
        if self._stay is None or self.unwanted:
            return found
        if self.tier is None:
            return (*found, Whom.MEMBER)
        found = (*found, Whom.MEMBER, Whom.TIERED)
        if self.tier in (Tier.A, Tier.B):
            found = (*found, Whom.UPDATED)
        return (*found, Whom.KEY) if self.tier is Tier.A else found

    @cached_property
    def tier(self) -> Tier | None:
        return self.person.tiering.tier

    @cached_property
    def zone(self) -> str:
        setting = self.person.settings.get("time_zone")
        return setting.value if setting else HOME

    @cached_property
    def country(self) -> str:
        """Of their holidays."""
        setting, place = self.person.settings.get("jurisdiction"), self.person.profile.place
        return (setting.value if setting else None) or (place.country if place else None) or HOME_COUNTRY

    @cached_property
    def stay(self) -> Stay:
        """In the pool that they have been in for longest. Only of a member."""
        assert self._stay is not None
        return self._stay

    @property
    def since(self) -> datetime:
        assert self.stay.entered_at is not None
        return self.stay.entered_at

    @cached_property
    def _stay(self) -> Stay | None:
        if self.person.status is Status.EMPLOYEE:
            return None
        return next((each for each in self.person.stays if each.left_at is None and each.entered_at), None)

    @cached_property
    def unwanted(self) -> bool:
        """They want nothing that they did not ask for."""
        wish, consents = self.person.boundaries.preference, self.person.consents
        if wish and wish.stopped:
            return True
        ended = (each for each in consents.withdrawals if each.purpose in (None, Purpose.TALENT_POOL))
        last = max((each.position for each in ended if each.channels is None), default=0)
        return last > max((each.position for each in consents.grants), default=0)

    @cached_property
    def touches(self) -> list[datetime]:
        """What the ceiling of a cadence counts: what we sent or did that nobody asked for, in order of time."""
        contacts = self.person.contacts
        sent = (
            each.dispatched_at
            for each in contacts.attempts.values()
            if each.dispatched_at and each.state in LEFT and KINDS[each.purpose] is Kind.PROMOTIONAL
        )
        logged = (each.happened_at for each in contacts.logged if KINDS[each.purpose] is Kind.PROMOTIONAL)
        return sorted([*sent, *logged])

    @cached_property
    def informed_at(self) -> datetime | None:
        said = informed(self.person)
        return said.happened_at if said else None

    def morning(self, day: date) -> datetime:
        """By the person's own clock."""
        return datetime.combine(day, MORNING, zone_of(self.zone))

    def day(self, at: datetime) -> date:
        return at.astimezone(zone_of(self.zone)).date()


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


def id_of(kind: DueKind, key: str) -> UUID:
    """`uuid5(SPACE, "KIND/KEY")`, at half the price."""
    hashed = _SPACE.copy()
    hashed.update(f"{kind}/{key}".encode())
    return UUID(bytes=hashed.digest()[:16], version=5)


_SPACE = sha1(SPACE.bytes, usedforsecurity=False)
