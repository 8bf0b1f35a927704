"""When a person may be disturbed, by their own clock; by all that it could be, where nobody knows which."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from domain.dossier import Dossier
from domain.gate.contact import INTERRUPTING
from domain.gate.days import works_on
from domain.gate.policy import Policy, Quiet
from domain.gate.purposes import PROMOTIONAL, TRANSACTIONAL, Kind
from domain.value import value
from domain.vocabulary import Channel, WhyNot

ZONES_OF: dict[str, tuple[str, ...]] = {
    "CN": ("Asia/Shanghai",),
    "HK": ("Asia/Hong_Kong",),
    "TW": ("Asia/Taipei",),
    "SG": ("Asia/Singapore",),
    "JP": ("Asia/Tokyo",),
    "KR": ("Asia/Seoul",),
    "IN": ("Asia/Kolkata",),
    "GB": ("Europe/London",),
    "IE": ("Europe/Dublin",),
    "DE": ("Europe/Berlin",),
    "AT": ("Europe/Vienna",),
    "CH": ("Europe/Zurich",),
    "FR": ("Europe/Paris",),
    "IT": ("Europe/Rome",),
    "NL": ("Europe/Amsterdam",),
    "BE": ("Europe/Brussels",),
    "PL": ("Europe/Warsaw",),
    "SE": ("Europe/Stockholm",),
    "ES": ("Europe/Madrid", "Atlantic/Canary"),
    "US": ("America/New_York", "America/Los_Angeles", "Pacific/Honolulu"),
}
"""The clock of a country that has one; of a wide one those at its edges, which all have to agree."""

LONGEST = 21
"""Days in a row that can be looked through for an hour: longer than any run of days off."""


@value
class Clock:
    zones: tuple[str, ...]
    quiet: Quiet
    country: str | None


def clock_of(person: Dossier, jurisdiction: str | None, policy: Policy) -> Clock:
    country = jurisdiction[:2] if jurisdiction else None
    zone = person.settings.get("time_zone")
    if zone:
        return Clock((zone.value,), policy.quiet, country)
    if country in ZONES_OF:
        zones = ZONES_OF[country]
        return Clock(zones, policy.quiet if len(zones) == 1 else policy.quiet_unknown, country)
    return Clock((policy.home_zone,), policy.quiet_unknown, country)


def heeds_night(kind: Kind, channel: Channel) -> bool:
    return kind is PROMOTIONAL or (kind is TRANSACTIONAL and channel in INTERRUPTING)


def wrong_hour(clock: Clock, kind: Kind, channel: Channel, at: datetime) -> list[WhyNot]:
    """Night and days off, as far as this kind of contact heeds them."""
    if not heeds_night(kind, channel):
        return []
    night, day_off = False, False
    for zone in clock.zones:
        local = at.astimezone(zone_of(zone))
        night = night or _by_night(local.time(), clock.quiet)
        day_off = day_off or (kind is PROMOTIONAL and not works_on(clock.country, local.date()))
    if not night and not day_off:
        return []
    return [WhyNot.QUIET_HOURS] * night + [WhyNot.DAY_OFF] * day_off


@lru_cache(maxsize=512)  # many people with one clock are asked about at the same moment
def right_hour(clock: Clock, kind: Kind, channel: Channel, at: datetime) -> datetime | None:
    """The first moment from `at` on that nothing of this stands against; None if none comes soon."""
    if not wrong_hour(clock, kind, channel, at):
        return at
    first = at.astimezone(zone_of(clock.zones[0])).date()
    days = (first + timedelta(days=ahead) for ahead in range(LONGEST))
    mornings = sorted(_morning(day, zone, clock.quiet) for day in days for zone in clock.zones)
    return next((each for each in mornings if each > at and not wrong_hour(clock, kind, channel, each)), None)


@cache
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _morning(day: date, zone: str, quiet: Quiet) -> datetime:
    return datetime.combine(day, quiet.end, zone_of(zone)).astimezone(UTC)


def _by_night(clock: time, quiet: Quiet) -> bool:
    return clock >= quiet.begin or clock < quiet.end
