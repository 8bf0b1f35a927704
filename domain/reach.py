"""At which addresses a person was reached, or not; and what holds for them when they are contacted.

History may arrive in any order: what happened later stands, and of the same moment what was recorded later.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.events import ContactPointInvalid, ContactPointVerified, SettingRecorded
from domain.person import PointKind
from domain.recorded import Recorded

SETTINGS = ("jurisdiction", "controller", "time_zone", "language")

PointKey = tuple[PointKind, str]
"""The kind and the canonical value: by what two contact points are the same."""


class PointState(StrEnum):
    VERIFIED = "verified"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Checked:
    kind: PointKind
    value: str
    state: PointState
    how: str
    """How it was verified, or why it is invalid."""
    by: str
    since: datetime
    """When it was first found to be so, without a word to the contrary since then."""
    last_at: datetime
    position: int

    @property
    def key(self) -> PointKey:
        return self.kind, self.value


@dataclass(frozen=True, slots=True)
class Setting:
    value: str
    position: int
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class Reach:
    checked: tuple[Checked, ...] = ()
    """The last word on each address."""
    settings: dict[str, Setting] = field(default_factory=dict)
    """By name, of `SETTINGS`."""


NO_REACH = Reach()


def verified(reach: Reach, event: ContactPointVerified, recorded: Recorded) -> Reach:
    return _checked(reach, event, PointState.VERIFIED, event.method, recorded)


def invalid(reach: Reach, event: ContactPointInvalid, recorded: Recorded) -> Reach:
    return _checked(reach, event, PointState.INVALID, event.why, recorded)


def set_(reach: Reach, event: SettingRecorded, recorded: Recorded) -> Reach:
    said = {name: value for name in SETTINGS if (value := getattr(event, name))}
    new = {name: Setting(value, recorded.position, recorded.happened_at) for name, value in said.items()}
    return Reach(reach.checked, _later(reach.settings, new))


def checks(parts: Sequence[Reach]) -> Mapping[PointKey, Checked]:
    """Of one person's records: the last word on each address."""
    found: dict[PointKey, Checked] = {}
    for each in sorted([one for part in parts for one in part.checked], key=_place):
        found[each.key] = _after(found.get(each.key), each)
    return found


def settings(parts: Iterable[Reach]) -> dict[str, Setting]:
    found: dict[str, Setting] = {}
    for part in parts:
        found = _later(found, part.settings)
    return found


def _checked(
    reach: Reach,
    event: ContactPointVerified | ContactPointInvalid,
    state: PointState,
    how: str,
    recorded: Recorded,
) -> Reach:
    if event.point is None:  # forgotten, or its seal was not opened
        return reach
    at = recorded.happened_at
    key = event.point.kind, event.point.value
    new = Checked(*key, state, how, recorded.meta.hands[0], at, at, recorded.position)
    known = next((each for each in reach.checked if each.key == key), None)
    if known and _place(known) > _place(new):
        return reach
    others = tuple(each for each in reach.checked if each.key != key)
    return Reach((*others, _after(known, new)), reach.settings)


def _after(known: Checked | None, new: Checked) -> Checked:
    return replace(new, since=min(known.since, new.since)) if known and known.state is new.state else new


def _place(checked: Checked) -> tuple[datetime, int]:
    return checked.last_at, checked.position


def _later(known: dict[str, Setting], new: dict[str, Setting]) -> dict[str, Setting]:
    def later(name: str, one: Setting) -> Setting:
        other = known.get(name)
        if other is None or (one.happened_at, one.position) >= (other.happened_at, other.position):
            return one
        return other

    found = known | {name: later(name, one) for name, one in new.items()}
    return {name: found[name] for name in SETTINGS if name in found}
