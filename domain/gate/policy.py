"""How often, how much and when: two published presets, as versioned tables.

The cadences are rows 57-60 of the feature list, where the sources differ tenfold: `agency` after S4, `employer`
after S0. Its targets are theirs; every ceiling, cap and hour that they leave open is ours, to be tuned by users. A new
figure is a new version: what was decided names the version that it was decided by.
"""

from dataclasses import field
from datetime import time, timedelta

from domain.gate.purposes import Kind
from domain.value import value
from domain.vocabulary import Channel, Purpose, Rhythm, Tier, WhyNot

RHYTHMS: dict[Rhythm, timedelta] = {
    Rhythm.WEEKLY: timedelta(days=7),
    Rhythm.MONTHLY: timedelta(days=30),
    Rhythm.QUARTERLY: timedelta(days=91),
    Rhythm.HALF_YEARLY: timedelta(days=182),
}


@value
class Cadence:
    """`target` contacts in `every`, and never more than `ceiling`. Both windows roll."""

    target: int
    every: timedelta
    ceiling: int
    content_only: bool = False
    """Do not disturb: only by what can be read whenever one likes."""


@value
class Cap:
    """At most `most` contacts in any `within` that are of this kind, channel and purpose; None is any."""

    reason: WhyNot
    kind: Kind
    most: int
    within: timedelta
    channel: Channel | None = None
    purpose: Purpose | None = None


@value
class Quiet:
    """From `begin` in the evening until before `end` in the morning, by the person's own clock."""

    begin: time
    end: time


@value
class SenderCap:
    """Of one sender on one channel, over all people."""

    most: int
    within: timedelta


@value
class SoftBounces:
    """So many of one address within this time, without a delivery between them, count as a hard one."""

    most: int
    within: timedelta


Limits = tuple[tuple[Cap, ...], timedelta]
"""In the order of their reasons; and the longest of their windows."""


@value
class Policy:
    name: str
    cadence: dict[Tier, Cadence]
    untiered: Tier
    """The tier whose cadence holds for whoever has none."""
    caps: tuple[Cap, ...]
    sender_caps: dict[Kind, SenderCap]
    quiet: Quiet
    quiet_unknown: Quiet
    """Where nobody knows the person's zone."""
    soft_bounces: SoftBounces
    home: str | None = None
    """The jurisdiction of whoever nobody knows it of; None is the strictest."""
    home_zone: str = "Asia/Shanghai"
    _limits: dict[tuple[object, ...], Limits] = field(default_factory=dict, init=False, compare=False, repr=False)
    """Every decision asks for them, and there are few."""

    def limits(
        self, kind: Kind, channel: Channel, purpose: Purpose, tier: Tier | None, rhythm: Rhythm | None
    ) -> Limits:
        """What such a contact can run into: the person's own rhythm, caps, and the cadence of their tier."""
        asked = kind, channel, purpose, tier, rhythm
        known = self._limits.get(asked)
        if known is None:
            known = self._limits[asked] = self._found(*asked)
        return known

    def _found(
        self, kind: Kind, channel: Channel, purpose: Purpose, tier: Tier | None, rhythm: Rhythm | None
    ) -> Limits:
        found = [
            cap
            for cap in self.caps
            if cap.kind is kind and cap.channel in (None, channel) and cap.purpose in (None, purpose)
        ]
        if rhythm is not None:
            found.insert(0, Cap(WhyNot.RHYTHM, kind, 1, RHYTHMS[rhythm]))
        if tier is not None:
            cadence = self.cadence[tier]
            found.append(Cap(WhyNot.CADENCE, kind, cadence.ceiling, cadence.every))
        return tuple(found), max((cap.within for cap in found), default=timedelta())


_DAY = timedelta(days=1)
_WEEK, _HALF_MONTH, _MONTH, _QUARTER, _HALF_YEAR = 7 * _DAY, 15 * _DAY, 30 * _DAY, 91 * _DAY, 182 * _DAY

CAPS = (
    Cap(WhyNot.CAP_PERSON, Kind.PROMOTIONAL, 3, _WEEK),
    Cap(WhyNot.CAP_PERSON, Kind.TRANSACTIONAL, 10, _DAY),
    Cap(WhyNot.CAP_CHANNEL, Kind.PROMOTIONAL, 2, _WEEK, channel=Channel.EMAIL),
    Cap(WhyNot.CAP_CHANNEL, Kind.PROMOTIONAL, 1, _WEEK, channel=Channel.SMS),
    Cap(WhyNot.CAP_CHANNEL, Kind.PROMOTIONAL, 1, _WEEK, channel=Channel.PHONE),
    Cap(WhyNot.CAP_CHANNEL, Kind.PROMOTIONAL, 4, _MONTH, channel=Channel.WECOM),
    Cap(WhyNot.CAP_CHANNEL, Kind.TRANSACTIONAL, 5, _DAY, channel=Channel.SMS),
    Cap(WhyNot.CAP_PURPOSE, Kind.PROMOTIONAL, 4, _MONTH, purpose=Purpose.MARKETING),
)
SENDER_CAPS = {Kind.PROMOTIONAL: SenderCap(2_000, _DAY), Kind.TRANSACTIONAL: SenderCap(10_000, _DAY)}
QUIET = Quiet(time(21), time(9))
QUIET_UNKNOWN = Quiet(time(19), time(10))
SOFT_BOUNCES = SoftBounces(5, _MONTH)

AGENCY = {
    Tier.A: Cadence(1, _WEEK, 2),
    Tier.B: Cadence(1, _HALF_MONTH, 1),
    Tier.C: Cadence(1, _MONTH, 1),
    Tier.D: Cadence(1, _QUARTER, 1, content_only=True),
}
EMPLOYER = {
    Tier.A: Cadence(1, _HALF_YEAR, 6),
    Tier.B: Cadence(1, _QUARTER, 2),
    Tier.C: Cadence(1, _QUARTER, 3),
    Tier.D: Cadence(1, _QUARTER, 1, content_only=True),
}


def _preset(name: str, cadence: dict[Tier, Cadence]) -> Policy:
    return Policy(name, cadence, Tier.C, CAPS, SENDER_CAPS, QUIET, QUIET_UNKNOWN, SOFT_BOUNCES)


DEFAULT = "employer-1"
POLICIES: dict[str, Policy] = {
    "agency-1": _preset("agency-1", AGENCY),
    "employer-1": _preset("employer-1", EMPLOYER),
}
