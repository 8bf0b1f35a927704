"""Of whom something can fall due, and what several rules ask of them."""

from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from domain.dossier import Dossier
from domain.employment import Employment
from domain.gate import jurisdiction_of
from domain.gate.hours import zone_of
from domain.gate.limits import KINDS
from domain.gate.policy import DEFAULT, POLICIES
from domain.gate.purposes import Kind
from domain.gate.regimes import admitted, regime_of
from domain.measures import informed
from domain.outreach import LEFT
from domain.pools import Stay
from domain.vocabulary import Basis, Channel, Purpose, Status, Tier

MORNING = POLICIES[DEFAULT].quiet.end
HOME = POLICIES[DEFAULT].home_zone
HOME_COUNTRY = "CN"
"""Of HOME."""


class Whom(StrEnum):
    """Of whom something can fall due."""

    ANYONE = "anyone"
    JOURNEY = "whoever applied or works here"
    FORMER = "whoever worked here and wants to hear of us"
    MEMBER = "whoever is in the pool and wants to hear of us"
    TIERED = "of those whoever has a tier"
    UPDATED = "of those A and B"
    KEY = "of those A"


class Of:
    """A person, and what several rules ask of them."""

    def __init__(self, person: Dossier) -> None:
        self.person = person

    def groups(self) -> tuple[Whom, ...]:
        """Those that the person belongs to."""
        journey = self.person.journey
        found: tuple[Whom, ...] = (Whom.ANYONE,)
        if journey.applications or journey.employments:
            found = (Whom.ANYONE, Whom.JOURNEY)
        if self.employment is not None and not self._refused(Purpose.ALUMNI):
            found = (*found, Whom.FORMER)
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
    def in_pool(self) -> bool:
        return self._stay is not None

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
    def employment(self) -> Employment | None:
        """The last one here, of whoever has left."""
        employments = list(self.person.journey.employments.values())
        return employments[-1] if employments and not any(each.active for each in employments) else None

    @cached_property
    def unwanted(self) -> bool:
        """They want nothing that they did not ask for."""
        return self._refused(Purpose.TALENT_POOL)

    @cached_property
    def may_hear(self) -> bool:
        """They said yes once, or where they are others than a yes would do. The gate has the last word."""
        if any(each.purpose is Purpose.TALENT_POOL for each in self.person.consents.grants):
            return True
        regime = regime_of(jurisdiction_of(self.person, POLICIES[DEFAULT]))
        return admitted(regime, Purpose.TALENT_POOL, Channel.EMAIL) != (Basis.CONSENT,)

    def _refused(self, purpose: Purpose) -> bool:
        wish, consents = self.person.boundaries.preference, self.person.consents
        if wish and wish.stopped:
            return True
        ended = (each for each in consents.withdrawals if each.purpose in (None, purpose))
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
